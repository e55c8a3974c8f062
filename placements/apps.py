from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.records import keepers
        from accounts.tenancy import invariants
        from carers.people.selectors import person_facts
        from carers.records.services import forgetting
        from placements.records import constraints  # noqa: F401
        from placements.records import retention as kept
        from placements.records.invariants import STATES
        from placements.records.services.forgetting import forget_words_about_homes
        from placements.search.selectors.full_homes import filled

        person_facts.SOURCES.append(filled)
        invariants.KNOWN.extend(STATES)
        keepers.KEEPERS.extend(kept.KEEPERS)
        keepers.ALWAYS.extend(kept.ALWAYS)
        forgetting.ABOUT_HOMES.append(forget_words_about_homes)
