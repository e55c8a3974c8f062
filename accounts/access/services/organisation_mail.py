"""What councils are told of agencies."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access.giving import runs
from accounts.access.selectors.staff import works_here
from accounts.models import Membership, Organisation
from accounts.outbox.services import messages
from accounts.outbox.wording import Words
from accounts.tenancy.caller import job_for
from accounts.tenancy.scopes import scope


def tell_of_service(council: Organisation, agency: Organisation) -> None:
    """To whoever runs the council's side, since referrals to “every service” now reach this agency."""

    def write() -> Words:
        body = _("Hello,\n\n%(agency)s has noted that it serves the area of %(council)s. A referral that you send to "
                 "every service that serves you now reaches it too.\n\nIf you do not work with this agency, choose the "
                 "services of each referral yourselves, and tell the operator of Hearth.")  # fmt: skip
        return Words(_("An agency now serves your area"), body % {"agency": agency.name, "council": council.name})

    with scope(council.pk):
        for member in Membership.objects.filter(organisation=council).select_related("user"):
            if works_here(member) and runs(member.roles, "council"):
                messages.enqueue(
                    job_for(council), member, "organisation.serves_you", "email", member.user.email, write,
                    cycle=f"{agency.pk}.{timezone.localdate()}",
                )  # fmt: skip
