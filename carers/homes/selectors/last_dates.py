"""Homes of whom nobody has told Hearth when something was last done: no clock runs for what is unknown."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet, Value

from carers.models import Duty, Household, TemporaryApproval

Kind = Duty.Kind
KINDS = (Kind.REVIEW, Kind.UNANNOUNCED, Kind.SUPERVISION, Kind.TRAINING, Kind.DBS)
# A certificate or a workbook may be older than the approval; a review or a visit of this home can't be.
AFTER_APPROVAL = frozenset({Kind.REVIEW, Kind.UNANNOUNCED, Kind.SUPERVISION})
# How spreadsheets, endpoints and forms name the last day of each kind.
COLUMNS = {
    Kind.REVIEW: "last_review_on",
    Kind.UNANNOUNCED: "last_unannounced_on",
    Kind.SUPERVISION: "last_supervision_on",
    Kind.TRAINING: "training_done_on",
    Kind.DBS: "last_dbs_on",
}
# A duty that runs is known; training standards are met once, so that a duty that is done is enough.
_KNOWN = Q(duties__done_on=None) | Q(duties__kind=Kind.TRAINING)


def homes_lacking(agency_id: UUID) -> QuerySet[Household]:
    """Approved homes with a kind of duty of which nothing is known, by name. A connected person's temporary approval
    (regulation 24) is none: its clock is its own."""
    homes = Household.objects.filter(agency=agency_id).exclude(status=Household.Status.ENDED)
    temporary = TemporaryApproval.objects.filter(agency=agency_id, ended_on=None).values("household")
    counted = homes.exclude(pk__in=temporary).annotate(
        known=Count("duties__kind", filter=_KNOWN, distinct=True),
        kinds_known=ArrayAgg("duties__kind", filter=_KNOWN, distinct=True, default=Value([])),
    )
    return counted.filter(known__lt=len(KINDS)).order_by("name", "id")


def lacking(home: Any) -> list[str]:
    """The kinds of duty of which nothing is known at a home that `homes_lacking` gave, in the order of KINDS."""
    return [kind for kind in KINDS if kind not in home.kinds_known]
