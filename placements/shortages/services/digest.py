"""The month's shortage figures by e-mail, on its first working day, to those who work with them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Membership, Message, Organisation
from accounts.outbox.services.messages import enqueue
from accounts.outbox.wording import Words
from accounts.tenancy.caller import CallerAt, job_for
from accounts.tenancy.roles import capabilities_of
from accounts.tenancy.scopes import scope
from carers.law.working_days import next_working_day
from placements.models import Snapshot
from placements.shortages.selectors.children import children_sentence
from placements.shortages.selectors.outlook_blocks import outlook_sentence
from placements.shortages.selectors.reason_blocks import why_sentence
from placements.shortages.selectors.snapshots import snapshot_of

KIND = "shortages.digest"


def is_due(day: date) -> bool:
    """On the first working day of the month."""
    first = day.replace(day=1)
    return day == next_working_day(first)


def send_due(day: date) -> int:
    """Write the digests of the month where it is the day. How many there are; a second run writes none again."""
    if not is_due(day):
        return 0
    written = 0
    for council in Organisation.objects.filter(is_council=True, area__isnull=False).select_related("area"):
        with scope(council.pk):
            written += len(write_digests(job_for(council), day))
    return written


def write_digests(by: CallerAt, day: date) -> list[Message]:
    """One message to each person who may change the council's figures; none where nothing was worked out yet."""
    council = by.organisation
    if not digest_words(council, day):
        return []
    return [
        enqueue(by, member, KIND, "email", member.user.email, lambda: _digest(council, day), step=f"{day:%Y-%m}",
                link_to=reverse("shortages"))
        for member in _readers(by.organisation_id, day)
    ]  # fmt: skip


def _digest(council: Organisation, day: date) -> Words:
    title = _("Shortages in %(name)s, %(month)s") % {"name": council.name, "month": date_format(day, "F Y")}
    return Words(title, digest_words(council, day))


def _readers(council: UUID, day: date) -> list[Membership]:
    members = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), organisation=council)
    rows = members.filter(starts_on__lte=day).select_related("user").order_by("pk")
    return [row for row in rows if row.user.email and "shortages.write" in capabilities_of(row.roles)]


def digest_words(council: Organisation, day: date) -> str:
    """Children first, then now, why and ahead, in the sentences of the pages; no child and no home by name."""
    asked = {"as_of": day.isoformat()}
    now = snapshot_of(council.pk, Snapshot.Kind.NOW, asked)
    if now is None:
        return ""
    parts = []
    makers: list[tuple[str, Any]] = [
        (Snapshot.Kind.CHILDREN, children_sentence),
        (Snapshot.Kind.REASONS, why_sentence),
        (Snapshot.Kind.FORECAST, lambda figures: outlook_sentence(council.area.name if council.area else "", figures)),
    ]
    for kind, words in makers:
        row = snapshot_of(council.pk, kind, asked)
        if row:
            parts.append(words(row.figures))
    known = _("As known on %(day)s. %(coverage)s.") % {
        "day": date_format(now.as_of, "j F Y"), "coverage": now.figures["coverage"],
    }  # fmt: skip
    return "\n\n".join([parts[0] if parts else "", now.figures["sentence"], *parts[1:], known, "{{link}}"]).strip()
