from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.records import keepers as retention
        from accounts.records.services.retention_messages import KEEPERS

        retention.KEEPERS.extend(KEEPERS)
