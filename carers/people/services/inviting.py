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

from accounts.access.selectors.callers import is_staff_anywhere
from accounts.acts.audit import record
from accounts.input.errors import Invalid, ServiceError
from accounts.input.pasted import an_address
from accounts.models import User
from accounts.outbox.services.messages import enqueue
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import scope
from carers.models import ApplicationForm, Enquiry
from carers.texts.applications import invitation, open_again

VALID = timedelta(days=30)
LONGEST = 254  # of an e-mail address: RFC 5321, 4.5.3.1.3


class LinkSpent(ServiceError):
    """A link that is unknown, used or too old. The words are the same for all three: they tell a guesser nothing."""

    status = 410
    code = "link.spent"


class SignInFirst(ServiceError):
    """A link alone signs in nobody who works with Hearth: they see other people's records. Nothing was changed."""

    status = 409
    code = "link.sign_in_first"


def spent() -> LinkSpent:
    return LinkSpent(_("This link does not work any more, or never did. Nothing that you told us is lost."))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def invite_to_apply(by: CallerAt, enquiry: Enquiry) -> ApplicationForm:
    """The form of an enquiry, made if it is not there, and the way to it by e-mail or text."""
    form, fresh = ApplicationForm.objects.get_or_create(enquiry=enquiry, defaults={"agency_id": enquiry.agency_id})
    if fresh:
        record(by, "form.invited", form, enquiry=str(enquiry.pk))
    if form.claimed_at is None and (enquiry.email or enquiry.telephone):
        _send_link(by, form, enquiry.email or enquiry.telephone)
    elif form.applicant is not None:
        _tell_open_again(by, form, form.applicant)
    return form


def _tell_open_again(by: CallerAt, form: ApplicationForm, person: User) -> None:
    """Somebody whose form is there already, invited once more: what they saved waits for them."""
    agency = by.organisation
    assert agency is not None
    link = f"{settings.PUBLIC_URL}{reverse('my_application_page', args=[form.pk])}"
    enqueue(
        by, form, "form.open_again", "email", person.email, lambda: open_again(form.enquiry, agency, link),
        cycle=secrets.token_hex(8),
    )  # fmt: skip


def _send_link(by: CallerAt, form: ApplicationForm, recipient: str) -> None:
    """A new secret each time: an older invitation stops working, and what its address proved with it."""
    secret = secrets.token_urlsafe(24)
    until, agency = timezone.now() + VALID, by.organisation
    form.claim_digest, form.claim_expires_at = digest(secret), until
    form.claim_sent_to = recipient
    form.save(update_fields=["claim_digest", "claim_expires_at", "claim_sent_to"])
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


def proved_mailbox(form: ApplicationForm) -> str:
    """The e-mail address that the form's newest link went to; empty for a telephone, which signs in nobody."""
    try:
        return form.claim_sent_to if an_address(form.claim_sent_to) == form.claim_sent_to else ""
    except ValueError:
        return ""


def claim(agency_id: UUID, secret: str, email: str = "", signed_in: UUID | None = None) -> Claim:
    """Spend an invitation, for the owner of the mailbox that it was sent to.

    A texted one proves no mailbox: it is spent for a new link to `email`. `signed_in` is whoever this session has
    signed in. Raises LinkSpent, Invalid for an `email` that is needed and can't be one, SignInFirst for staff.
    """
    with scope(agency_id):
        form = find_claim(agency_id, secret)
        by, mailbox = CallerAt("public", organisation=form.agency), proved_mailbox(form)
        if not mailbox:
            _send_link(by, form, _typed(email))
            return Claim(form.pk, sent_to=form.claim_sent_to)
        user = _owner(mailbox) or User.objects.create_user(mailbox, name=form.enquiry.name)
        if user.pk != signed_in and is_staff_anywhere(user):
            raise _sign_in_first()
        form.applicant, form.claimed_at = user, timezone.now()
        form.save(update_fields=["applicant", "claimed_at"])
        record(by, "form.claimed", form, person=str(user.pk))
        return Claim(form.pk, user)


def _owner(mailbox: str) -> User | None:
    """The database holds some letters for one that are two, such as a dotless i: they are two mailboxes."""
    found = User.objects.filter(email__iexact=mailbox)
    return next((user for user in found if user.email.lower() == mailbox.lower()), None)


def _typed(email: str) -> str:
    words = "" if email.strip() else _("Enter your e-mail address")
    try:
        address = an_address(email).lower()
    except ValueError as error:
        address, words = "", words or str(error)
    if len(address) > LONGEST:
        words = _("An e-mail address has 254 characters at most. Check yours.")
    if words:
        raise Invalid(words, "address.invalid", {"email": words})
    return address


def _sign_in_first() -> SignInFirst:
    return SignInFirst(
        _(
            "Somebody who works with Hearth has this e-mail address, and a link alone does not sign them in. "
            "Sign in with a code, then open the link once more: it still works."
        )
    )
