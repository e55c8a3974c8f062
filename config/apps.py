from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("config.celery")  # before any task is sent: shared tasks look for the current application
        from config import checks  # noqa: F401
        from config.grants import grant_after_migrate

        post_migrate.connect(grant_after_migrate, dispatch_uid="hearth.grants")
