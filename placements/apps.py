from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import impossible, retention
        from carers.selectors import person_facts
        from carers.services import forgetting
        from placements import constraints  # noqa: F401
        from placements import retention as kept
        from placements.impossible import STATES
        from placements.selectors.full_homes import filled
        from placements.services.forgetting import forget_words_about_homes

        person_facts.SOURCES.append(filled)
        impossible.KNOWN.extend(STATES)
        retention.KEEPERS.extend(kept.KEEPERS)
        retention.ALWAYS.extend(kept.ALWAYS)
        forgetting.ABOUT_HOMES.append(forget_words_about_homes)
