"""A service is told of new referrals by one digest, not by sixty mails; it may answer by a signed link."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Count, Max
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.input.pasted import telephone_as_written
from accounts.outbox.services.messages import enqueue
from accounts.outbox.wording import Words
from accounts.tenancy.caller import CallerAt
from placements.models import Decline, Referral, Reply, Share, Told
from placements.referrals.selectors.beside import waiting_count, with_waiting

BETWEEN = timedelta(hours=4)  # an emergency waits for no digest
MOST = 60  # referrals in one digest; the rest come with the next
LINK_SECONDS = 14 * 24 * 3600
_SALT = "placements.answer"


@transaction.atomic
def send(by: CallerAt, now: datetime) -> int:
    """Tell the caller's agency of referrals shared with it that it was not told of; how many.

    One message at most in four hours, at once where an emergency is among them. Nothing where no e-mail is known.
    """
    agency = by.organisation
    if agency is None or not agency.email:
        return 0
    rows = _news(by.organisation_id)
    last = Told.objects.filter(agency=by.organisation_id).aggregate(last=Max("told_at"))["last"]
    urgent = any(row.urgency == Referral.Urgency.EMERGENCY for row in rows)
    if not rows or (last is not None and now - last < BETWEEN and not urgent):
        return 0
    told = Told.objects.bulk_create(
        Told(agency_id=by.organisation_id, referral_id=row.pk, told_at=now) for row in rows
    )  # fmt: skip
    enqueue(by, told[0], "referrals.digest", "email", agency.email, lambda: _digest(by, rows), cycle=now.isoformat())
    record(by, "referrals.digest_sent", told[0], referrals=len(rows))
    return len(rows)


def _news(agency_id: UUID) -> Sequence[Referral]:
    """Open referrals shared with the agency that it neither was told of nor answered, emergencies first."""
    shared = Share.objects.filter(agency=agency_id, ended_at__isnull=True).values("referral")
    told = Told.objects.filter(agency=agency_id).values("referral")
    declined = Decline.objects.filter(agency=agency_id).values("referral")
    found = Referral.objects.filter(pk__in=shared, state=Referral.State.OPEN, recorded_for__isnull=True)
    news = found.exclude(pk__in=told).exclude(pk__in=declined)
    rows = with_waiting(news.select_related("council").annotate(children_count=Count("referral_children")))
    order = list(Referral.Urgency.values)
    return sorted(rows, key=lambda row: (order.index(row.urgency), row.needed_by, row.pk))[:MOST]


def _digest(by: CallerAt, rows: Sequence[Referral]) -> Words:
    title = ngettext("%(num)s child or group needs a home", "%(num)s children or groups need a home", len(rows))
    return Words(title % {"num": len(rows)}, _body(by, rows))


def _body(by: CallerAt, rows: Sequence[Referral]) -> str:
    lines = [
        _("Each link leads to the anonymised profile. Say there in one click that it is not for you, or whom to ring."),
        "",
    ]
    for row in rows:
        count = waiting_count(row)
        about = _("%(council)s: %(kind)s, %(urgency)s, %(children)s, needed by %(day)s") % {
            "council": row.council.name,
            "kind": row.get_kind_display().lower(),
            "urgency": row.get_urgency_display().lower(),
            "children": ngettext("%(num)s child", "%(num)s brothers and sisters", count) % {"num": count},
            "day": date_format(row.needed_by, "j F Y"),
        }
        lines += [about, link_for(by.organisation_id, row.pk), ""]
    return "\n".join(lines)


def link_for(agency_id: UUID, referral_id: UUID) -> str:
    token = signing.dumps([str(agency_id), str(referral_id)], salt=_SALT)
    return f"{settings.PUBLIC_URL}{reverse('answer_referral', args=[token])}"


def read_link(token: str) -> tuple[UUID, UUID] | None:
    """(agency, referral) of a link, or None where it is forged or older than a fortnight."""
    try:
        agency, referral = signing.loads(token, salt=_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    return UUID(agency), UUID(referral)


@transaction.atomic
def reply(by: CallerAt, referral_id: UUID, words: str, telephone: str) -> Reply:
    """Say, without an account, that the agency may have a home and whom to ring. Answering again changes it.

    Raises Invalid, NotReady where the referral is not open, DoesNotExist where it is not shared.
    """
    wrong = {}
    if not words.strip():
        wrong["words"] = "Say which home it may be, without names"
    try:
        telephone = telephone_as_written(telephone)
    except ValueError as refused:
        wrong["telephone"] = str(refused)
    if wrong:
        raise Invalid(_("Nothing was sent yet: look at what is marked."), "reply.missing", wrong)
    referral = Referral.objects.get(pk=referral_id)
    if referral.state != Referral.State.OPEN:
        raise NotReady(
            _("This referral is closed: a home has been found, or the need has changed."), "referral.not_open"
        )
    row, _fresh = Reply.objects.update_or_create(
        referral=referral,
        agency_id=by.organisation_id,
        defaults={"council_id": referral.council_id, "words": words.strip()[:2000], "telephone": telephone[:30]},
    )
    Decline.objects.filter(referral=referral, agency=by.organisation_id).delete()
    record(by, "referral.replied", row, referral=str(referral.pk))
    return row
