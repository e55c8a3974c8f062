from django.apps import AppConfig


class CarersConfig(AppConfig):
    name = "carers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from carers import constraints  # noqa: F401
