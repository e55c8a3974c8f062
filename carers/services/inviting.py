"""The invitation to apply: an application form, and a link that opens it once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.caller import Caller
from accounts.errors import ServiceError
from accounts.models import User
from accounts.services.audit import record
from accounts.services.messages import enqueue
from accounts.tenancy import scope
from carers.application_words import invitation, open_again
from carers.models import ApplicationForm, Enquiry

VALID = timedelta(days=30)


class LinkSpent(ServiceError):
    """A link that is unknown, used or too old. The words are the same for all three: they tell a guesser nothing."""

    status = 410
    code = "link.spent"


def spent() -> LinkSpent:
    return LinkSpent(_("This link does not work any more, or never did. Nothing that you told us is lost."))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def invite_to_apply(by: Caller, enquiry: Enquiry) -> ApplicationForm:
    """The form of an enquiry, made if it is not there, and the way to it by e-mail or text."""
    form, fresh = ApplicationForm.objects.get_or_create(
        enquiry=enquiry, defaults={"agency_id": enquiry.agency_id, "claim_email": enquiry.email}
    )
    if fresh:
        record(by, "form.invited", form, enquiry=str(enquiry.pk))
    if form.claimed_at is None and (enquiry.email or enquiry.telephone):
        _send_link(by, form, enquiry.email or enquiry.telephone)
    elif form.applicant is not None:
        _tell_open_again(by, form, form.applicant)
    return form


def _tell_open_again(by: Caller, form: ApplicationForm, person: User) -> None:
    """Somebody whose form is there already, invited once more: what they saved waits for them."""
    agency = by.organisation
    assert agency is not None
    link = f"{settings.PUBLIC_URL}{reverse('my_application_page', args=[form.pk])}"
    enqueue(
        by, form, "form.open_again", "email", person.email, lambda: open_again(form.enquiry, agency, link),
        cycle=secrets.token_hex(8),
    )  # fmt: skip


def _send_link(by: Caller, form: ApplicationForm, recipient: str) -> None:
    """A new secret each time: an older invitation stops working."""
    secret = secrets.token_urlsafe(24)
    until, agency = timezone.now() + VALID, by.organisation
    form.claim_digest, form.claim_expires_at = digest(secret), until
    form.save(update_fields=["claim_digest", "claim_expires_at", "claim_email"])
    assert agency is not None
    link = f"{settings.PUBLIC_URL}{reverse('claim_form', args=[form.agency_id, secret])}"
    channel = "email" if "@" in recipient else "sms"
    enqueue(
        by, form, "form.invitation", channel, recipient, lambda: invitation(form.enquiry, agency, link, until),
        cycle=secrets.token_hex(8),
    )  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """What opening an invitation comes to: a person to sign in, or the address that a new link went to."""

    form_id: UUID
    user: User | None = None
    sent_to: str = ""


def find_claim(agency_id: UUID, secret: str) -> ApplicationForm:
    """The form that this secret opens, within the agency's scope. Raises LinkSpent."""
    form = (
        ApplicationForm.objects.select_for_update(of=("self",))
        .select_related("enquiry", "agency")
        .filter(agency=agency_id, claim_digest=digest(secret), claimed_at__isnull=True)
        .first()
    )
    if form is None or form.claim_expires_at is None or form.claim_expires_at < timezone.now():
        raise spent()
    return form


def claim(agency_id: UUID, secret: str, email: str = "") -> Claim:
    """Spend an invitation. The mailbox it came to is proof of the address; a texted one needs `email` proven first.

    Raises LinkSpent.
    """
    with scope(agency_id):
        form = find_claim(agency_id, secret)
        by = Caller("public", organisation=form.agency)
        if not form.claim_email:
            form.claim_email = email.lower()
            _send_link(by, form, form.claim_email)
            return Claim(form.pk, sent_to=form.claim_email)
        user = User.objects.filter(email__iexact=form.claim_email).first()
        if user is None:
            user = User.objects.create_user(form.claim_email, name=form.enquiry.name)
        form.applicant, form.claimed_at = user, timezone.now()
        form.save(update_fields=["applicant", "claimed_at"])
        record(by, "form.claimed", form, person=str(user.pk))
        return Claim(form.pk, user)
