"""Coming back: a half-filled enquiry kept for a link, and ways back that tell nobody who is known.

No agency learns of a draft: it is Hearth's own row, encrypted, until the person sends it.
"""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access.services.look_ups import keyed
from accounts.acts.audit import record
from accounts.input.errors import Invalid
from accounts.input.pasted import an_address, normal_telephone, plain
from accounts.models import Message
from accounts.outbox.addresses import is_mobile, normal
from accounts.outbox.services.dispatch import send_on_commit
from accounts.outbox.services.messages import enqueue
from accounts.pages.limits import TooOften, from_one_place, kept_within
from accounts.tenancy.caller import public_at
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF, hearth_itself
from carers.applications.services.my_application import send_way_back
from carers.models import EnquiryDraft, WayBackRequest
from carers.people.services.inviting import spent
from carers.texts.applications import draft_link

KEPT_DAYS = 14
_SALT = "carers.enquiry_draft"
# A way back that its task never answered is answered by the sweep, unless nobody waits for it any more.
_LOST, _POINTLESS = timedelta(seconds=60), timedelta(hours=1)
DAY = 24 * 3600


def to_address(text: str) -> str:
    """An e-mail address or a mobile number, as it is kept. Raises Invalid, in words."""
    text = plain(text)
    if "@" in text:
        try:
            return an_address(text)
        except ValueError:
            raise _refused(_("Enter an e-mail address in the right form, like name@example.com")) from None
    try:
        number = normal_telephone(text)
    except ValueError:
        raise _refused(_("Enter an e-mail address or a mobile number, like 07700 900123")) from None
    if not is_mobile(number):
        raise _refused(_("That number can't take text messages. Enter a mobile number or an e-mail address"))
    return number


def _refused(words: str) -> Invalid:
    return Invalid(words, "address.invalid", {"address": words})


def guard_links(request: HttpRequest, address: str) -> None:
    """Raise TooOften past ten links a minute or sixty an hour from one place, or three a day to one address."""
    if not from_one_place("draft-link", request):
        raise TooOften(_("Many links were asked for from your connection at once. Wait a minute and ask again."))
    if not kept_within("draft-link", _digest(address), 3, DAY):
        raise TooOften(
            _("We have sent several links already. Use the newest one, or wait until tomorrow to ask again.")
        )


def guard_opening(request: HttpRequest) -> None:
    """Raise TooOften past thirty links opened in a minute, or 600 in an hour, from one place."""
    if not from_one_place("link", request, 30, 600):
        raise TooOften(_("Many links were opened from your connection at once. Wait a minute and open yours again."))


def guard_ways_back(request: HttpRequest) -> None:
    """Raise TooOften past ten ways back a minute or sixty an hour from one place: whoever is known there or not."""
    if not from_one_place("way-back", request):
        raise TooOften(_("Many links were asked for from your connection at once. Wait a minute and ask again."))


def channel_of(address: str) -> str:
    return "email" if "@" in address else "sms"


def _digest(address: str) -> str:
    return keyed(_SALT, normal(channel_of(address), address)).hex()


def _fresh() -> QuerySet[EnquiryDraft]:
    return EnquiryDraft.objects.filter(saved_at__gte=timezone.now() - timedelta(days=KEPT_DAYS))


def keep_draft(answers: dict[str, Any], address: str, held: UUID | str | None = None) -> EnquiryDraft:
    """Keep what was told so far and send its link; `held` is the draft that this visit has already."""
    organisation = hearth_itself()
    with scope(ITSELF):
        draft = _fresh().select_for_update().filter(pk=held).first() if held else None
        draft = draft or EnquiryDraft(organisation=organisation)
        draft.answers, draft.address, draft.saved_at = draft.answers | answers, _digest(address), timezone.now()
        draft.save()
        record(public_at(organisation), "enquiry_draft.kept", draft)
        _send_link(draft, address)
    return draft


def _send_link(draft: EnquiryDraft, address: str) -> None:
    link = f"{settings.PUBLIC_URL}{reverse('enquiry_resume', args=[token_of(draft)])}"
    channel = channel_of(address)
    until = timezone.localtime(draft.saved_at + timedelta(days=KEPT_DAYS))
    by, cycle = public_at(hearth_itself()), secrets.token_hex(8)
    enqueue(by, draft, "enquiry.draft_link", channel, address, lambda: draft_link(channel, link, until), cycle=cycle)


def token_of(draft: EnquiryDraft) -> str:
    """Opens this draft and nothing else, for as long as the draft is there."""
    return signing.Signer(salt=_SALT).sign(signing.b64_encode(draft.pk.bytes).decode()).replace(":", ".")


def find_draft(token: str) -> EnquiryDraft:
    """The draft that a link opens. Raises LinkSpent, alike for one that is forged, sent, dropped or too old."""
    try:
        packed = signing.b64_decode(signing.Signer(salt=_SALT).unsign(token.replace(".", ":")).encode())
    except (signing.BadSignature, ValueError):
        raise spent() from None
    with scope(ITSELF):
        draft = _fresh().filter(pk=UUID(bytes=packed)).first() if len(packed) == 16 else None
    if draft is None:
        raise spent()
    return draft


def answers_of(held: UUID | str) -> dict[str, Any] | None:
    """What a draft holds; None once it was sent, dropped or deleted."""
    with scope(ITSELF):
        draft = _fresh().filter(pk=held).first()
    return dict(draft.answers) if draft else None


def save_answers(held: UUID | str, changes: dict[str, Any]) -> bool:
    """Add one page's answers; the other pages, perhaps filled in on another device, stay. False once it is gone."""
    with scope(ITSELF):
        draft = _fresh().select_for_update().filter(pk=held).first()
        if draft is None:
            return False
        draft.answers, draft.saved_at = draft.answers | changes, timezone.now()
        draft.save(update_fields=["answers", "saved_at"])
    return True


def drop_draft(held: UUID | str) -> None:
    """Delete a draft and the messages with its link."""
    with scope(ITSELF):
        _delete(EnquiryDraft.objects.filter(pk=held))


def _delete(drafts: QuerySet[EnquiryDraft]) -> int:
    keys = list(drafts.values_list("pk", flat=True))
    Message.objects.filter(organisation=ITSELF, subject_id__in=keys).delete()
    EnquiryDraft.objects.filter(pk__in=keys).delete()
    return len(keys)


def ask_way_back(address: str) -> None:
    """Note the request. Whether anybody is known under the address is looked up by the task, not here."""
    organisation = hearth_itself()
    with scope(ITSELF):
        row = WayBackRequest(organisation=organisation, address=address)
        row.save()
        send_on_commit("carers.answer_way_back", row.pk)


def answer_way_back(request_id: UUID | str) -> None:
    """Send what there is: a sign-in link to the application, a link to each half-filled enquiry. Safe to run twice."""
    with scope(ITSELF):
        row = WayBackRequest.objects.select_for_update().filter(pk=request_id).first()
        if row is None:
            return
        address = str(row.address)
        for draft in _fresh().filter(address=_digest(address)).order_by("-id")[:3]:
            _send_link(draft, address)
        if channel_of(address) == "email":
            send_way_back(address)
        row.delete()


def sweep() -> dict[str, int]:
    """Answer requests whose task was lost; delete what is past its time. How many of each."""
    now = timezone.now()
    with scope(ITSELF):
        WayBackRequest.objects.filter(asked_at__lt=now - _POINTLESS).delete()
        waiting = list(WayBackRequest.objects.filter(asked_at__lt=now - _LOST).values_list("pk", flat=True)[:200])
        # Hearth's own mails hold addresses of people whom no service knows.
        Message.objects.filter(organisation=ITSELF, created_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
        old = _delete(EnquiryDraft.objects.filter(saved_at__lt=now - timedelta(days=KEPT_DAYS)))
    for request_id in waiting:
        answer_way_back(request_id)
    return {"answered": len(waiting), "deleted": old}
