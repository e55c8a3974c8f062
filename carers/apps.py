from django.apps import AppConfig


class CarersConfig(AppConfig):
    name = "carers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.access.services import account_mail
        from accounts.records import keepers
        from accounts.tenancy import invariants, relevance
        from carers.applications.selectors.my_application import agency_of_form
        from carers.followups.services.acknowledging import acknowledge
        from carers.followups.services.sending import address_failed, still_right
        from carers.people import constraints  # noqa: F401
        from carers.people.services import enquiries
        from carers.public import checks_at_start  # noqa: F401
        from carers.records import retention as kept
        from carers.records.invariants import STATES

        enquiries.ANSWERS.append(acknowledge)
        account_mail.register(agency_of_form)
        invariants.KNOWN.extend(STATES)
        keepers.KEEPERS.extend(kept.KEEPERS)
        keepers.ALWAYS.extend(kept.ALWAYS)
        keepers.CHAINS.append(kept.chain)
        for family in ("followup", "enquiry"):
            relevance.register(family, still_right, address_failed)
