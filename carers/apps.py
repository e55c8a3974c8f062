from django.apps import AppConfig


class CarersConfig(AppConfig):
    name = "carers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import impossible, relevance, retention
        from accounts.services import account_mail
        from carers import checks_at_start, constraints  # noqa: F401
        from carers import retention as kept
        from carers.impossible import STATES
        from carers.selectors.my_application import agency_of_form
        from carers.services.followups.sending import address_failed, still_right

        account_mail.register(agency_of_form)
        impossible.KNOWN.extend(STATES)
        retention.KEEPERS.extend(kept.KEEPERS)
        retention.ALWAYS.extend(kept.ALWAYS)
        retention.CHAINS.append(kept.chain)
        for family in ("followup", "enquiry"):
            relevance.register(family, still_right, address_failed)
