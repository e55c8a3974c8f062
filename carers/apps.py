from django.apps import AppConfig


class CarersConfig(AppConfig):
    name = "carers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import relevance
        from carers import constraints  # noqa: F401
        from carers.services.followups.sending import address_failed, still_right

        for family in ("followup", "enquiry"):
            relevance.register(family, still_right, address_failed)
