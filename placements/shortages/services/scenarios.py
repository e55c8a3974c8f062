"""What-ifs of a council: tried through the same draws as the forecast, saved, compared."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts import audit
from accounts.input.errors import Invalid
from accounts.tenancy.caller import CallerAt
from placements.models import Scenario, Snapshot
from placements.shortages.forecasting.gate import METHOD
from placements.shortages.forecasting.supply import Recruits
from placements.shortages.selectors.need import bands_between
from placements.shortages.selectors.snapshots import snapshot_of
from placements.shortages.selectors.what_ifs import what_ifs_now
from placements.shortages.services.gap import Gap, Inputs, gap_of, inputs_of

MOST = 12
FACTS = ("homes", "places", "youngest", "oldest", "fewer_exits", "entries")


def save(by: CallerAt, name: str, facts: dict[str, int]) -> Scenario:
    """Try a what-if and keep it. Raises Invalid, in words, for a name that is taken or one too many."""
    if Scenario.objects.filter(council=by.organisation_id).count() >= MOST:
        raise Invalid(_("You have %s what-ifs already. Remove one first.") % MOST, "scenario.too_many")
    row = Scenario(council_id=by.organisation_id, name=name.strip(), as_of=timezone.localdate(), made_by=by.user)
    for key in FACTS:
        setattr(row, key, facts[key])
    row.points = tried(inputs_of(by.organisation, row.as_of), row, _shown(row.council_id)).points()
    try:
        with transaction.atomic():
            row.save()
            _keep(row.council_id)
    except IntegrityError:
        words = _("You have a what-if of that name already. Choose another name.")
        raise Invalid(words, "scenario.name_taken", {"name": words}) from None
    audit.record(by, "scenario.saved", row)
    return row


def remove(by: CallerAt, scenario_id: UUID) -> None:
    row = Scenario.objects.get(council=by.organisation_id, pk=scenario_id)
    with transaction.atomic():
        audit.record(by, "scenario.removed", row)
        row.delete()
        _keep(row.council_id)


def hold(council: UUID) -> None:
    """Lock the council's what-ifs until the transaction ends. Whoever writes them and the day's forecast takes them
    first, in this order: the night's job and a person who asks at the same time wait for one another."""
    list(Scenario.objects.select_for_update().filter(council=council).order_by("pk").values_list("pk"))


def renew(by: CallerAt) -> list[Scenario]:
    """Work every saved what-if out again on what is known today: the same draws as the day's forecast."""
    rows = list(Scenario.objects.filter(council=by.organisation_id).order_by("name"))
    if not rows:
        return []
    day = timezone.localdate()
    inputs, shown = inputs_of(by.organisation, day), _shown(by.organisation_id)
    for row in rows:
        row.points, row.as_of = tried(inputs, row, shown).points(), day
    with transaction.atomic():
        hold(by.organisation_id)
        Scenario.objects.bulk_update(rows, ["points", "as_of"])
        for row in rows if by.user else []:  # the night's work is no act of anybody's
            audit.record(by, "scenario.worked_out_again", row)
        _keep(by.organisation_id)
    return rows


def _shown(council: UUID) -> str:
    """What the day's forecast shows: a what-if stands on the same ground as the "No change" beside it."""
    row = snapshot_of(council, Snapshot.Kind.FORECAST)
    return str(row.figures["verdicts"]["12"]["shown"]) if row else METHOD


def tried(inputs: Inputs, row: Scenario, shown: str) -> Gap:
    bands = sorted(bands_between(row.youngest, row.oldest))
    recruits = [Recruits(row.homes, row.places, bands[0], bands[-1])] if row.homes else []
    return gap_of(inputs, shown, recruits=recruits, fewer_exits=row.fewer_exits / 100, entries=1 + row.entries / 100)


def _keep(council: UUID) -> None:
    """In the forecast of today, so that the day can be shown later with the what-ifs that it had."""
    today = Snapshot.objects.filter(council=council, kind=Snapshot.Kind.FORECAST, as_of=timezone.localdate())
    row = today.select_for_update().first()  # a forecast that is being kept just now is waited for, not written over
    if row is not None:
        row.figures["what_ifs"] = what_ifs_now(council)
        row.save(update_fields=["figures"])
