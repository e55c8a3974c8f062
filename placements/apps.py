from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import impossible, retention
        from carers.selectors import person_facts
        from placements import constraints  # noqa: F401
        from placements import retention as kept
        from placements.impossible import STATES
        from placements.selectors.full_homes import filled

        person_facts.SOURCES.append(filled)
        impossible.KNOWN.extend(STATES)
        retention.ALWAYS.extend(kept.ALWAYS)
