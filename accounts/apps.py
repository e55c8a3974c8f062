from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.records import keepers
        from accounts.records.services.retention_messages import KEEPERS

        keepers.KEEPERS.extend(KEEPERS)
