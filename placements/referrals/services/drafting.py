"""A referral is written in parts, each saved by itself; opening it makes the referral and removes the draft."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.days import AHEAD, must_lie_in
from accounts.input.errors import Invalid, NotReady, Stale
from accounts.models import Sector
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.constraints import name_of
from placements.models import Child, Referral, ReferralDraft
from placements.referrals.services.dates import check_days
from placements.referrals.services.draft_needs import in_doubt, in_doubt_words, said_of_these
from placements.referrals.services.drafts_gone import DraftOpened, own_draft
from placements.referrals.services.referral_days import check_children
from placements.referrals.services.referring import refer
from placements.referrals.services.sharing import sharing_asked

PARTS = ("who", "needs", "wishes", "dates")
NEEDED = ("who", "dates")  # what the others leave out is not known yet
AVOID_KM = 2
KNOWN_OF_A_CHILD = (
    "language", "identity_needs", "breathing_condition", "allergies", "own_room", "only_child", "not_with",
)  # fmt: skip


@transaction.atomic
def save_part(
    by: CallerAt,
    draft_id: UUID | None,
    part: str,
    answers: dict[str, Any],
    version: int = 0,
    who_version: int | None = None,
) -> ReferralDraft:
    """Keep one part of a draft, or begin a draft with it. `version` is the one that was read, 0 for none yet.

    `answers` holds what the part's form holds, as JSON (days in ISO form, postcodes as the codes of sectors).
    What children need is said of the children of one version of "who": `who_version`, asked for where needs are
    given. Raises Stale where the part, or the children it speaks of, were saved from another window meanwhile,
    Invalid, Gone, DoesNotExist.
    """
    if part not in PARTS:
        raise Invalid(
            _("Choose a part: %(parts)s.") % {"parts": ", ".join(PARTS)},
            "draft.part",
            {"part": _("Choose a part from the list")},
        )
    draft = (
        own_draft(by, draft_id, lock=True)
        if draft_id
        else ReferralDraft(council_id=by.organisation_id, made_by_id=by.user_id)
    )
    if draft.versions.get(part, 0) != version:
        raise Stale(_("This part was saved from another window since you opened it. Nothing was overwritten."))
    if part == "who":
        _check_who(by, draft, answers)
    if part == "needs":
        answers = said_of_these(draft, answers, who_version)
    if part == "dates":
        _check_when(draft, answers)
        sharing_asked(dict(answers))
    draft.answers = draft.answers | {part: answers}
    draft.versions = draft.versions | {part: version + 1}
    _write(draft)
    record(by, "referral_draft.saved", draft, part=part, version=version + 1)
    return draft


def _write(draft: ReferralDraft) -> None:
    """Of two who take the same reference in the same instant the second is told so, at its field."""
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        if name_of(error) != "draft_reference_once":
            raise
        raise _reference_taken() from None


def _reference_taken() -> Invalid:
    words = _("You have a draft with that reference already. Go on with it, or enter another reference")
    return Invalid(f"{words}.", "draft.reference_taken", {"reference": words})


def _check_who(by: CallerAt, draft: ReferralDraft, answers: dict[str, Any]) -> None:
    """References that stand for something else already are said now, not when the referral is opened."""
    reference, children = answers["reference"], [child["reference"] for child in answers["children"]]
    others = ReferralDraft.objects.filter(council=by.organisation_id, answers__who__reference=reference)
    if Referral.objects.filter(council=by.organisation_id, reference=reference).exists():
        words = _("You have a referral with that reference already. Open it, or enter another reference")
        raise Invalid(f"{words}.", "referral.reference_taken", {"reference": words})
    if others.exclude(pk=draft.pk).exists():
        raise _reference_taken()
    if len(set(children)) < len(children):
        raise Invalid(
            _("Two children have the same reference. Enter another for one of them."), "child.reference_twice"
        )
    there = Child.objects.filter(council=by.organisation_id, reference__in=children)
    taken = sorted(there.values_list("reference", flat=True))
    if taken:
        raise Invalid(
            _(
                "You have a child with the reference %(references)s already. Refer again from "
                "the earlier referral, or enter another reference."
            )
            % {"references": ", ".join(taken)},
            "child.reference_taken",
        )
    if len(children) > 1 and not answers.get("together"):
        words = _("Choose whether they must stay together")
        raise Invalid(f"{words}.", "referral.together_missing", {"together": words})
    dates = draft.answers.get("dates", {})
    check_children(_months(answers), _day(dates.get("needed_by")), dates.get("kind", ""))


def _check_when(draft: ReferralDraft, answers: dict[str, Any]) -> None:
    needed_by = _day(answers["needed_by"])
    check_days(needed_by=needed_by, ends_on=_day(answers.get("ends_on")))
    must_lie_in(AHEAD, needed_by=needed_by)
    check_children(_months(draft.answers.get("who", {})), needed_by, answers.get("kind", ""))


def _months(who: dict[str, Any]) -> list[dict[str, Any]]:
    return [child | {"birth_month": _day(child["birth_month"])} for child in who.get("children", [])]


def missing(draft: ReferralDraft) -> list[str]:
    """Parts that the referral cannot be opened without and that are not there yet."""
    return [part for part in NEEDED if part not in draft.answers]


@transaction.atomic
def open_draft(by: CallerAt, draft_id: UUID, choose_services: bool = False) -> Referral:
    """Make the referral of a draft: from now on it is ranked, counted and shared. Raises NotReady, Invalid,
    Gone, DoesNotExist; then the draft is as it was."""
    draft = own_draft(by, draft_id, lock=True)
    if missing(draft):
        raise NotReady(_("Say first who needs a home, and when. The other parts can stay empty."), "draft.not_ready")
    if of_whom := in_doubt(draft.answers):
        raise NotReady(in_doubt_words(of_whom), "draft.needs_in_doubt")
    facts, children = facts_of(draft)
    made = refer(by, facts | ({"choose_services": True} if choose_services else {}), children)
    record(by, "referral_draft.opened", draft, referral=str(made.pk))
    draft.delete()
    return made


@transaction.atomic
def remove_draft(by: CallerAt, draft_id: UUID) -> None:
    """Throw a draft away. Raises Gone, DoesNotExist."""
    draft = own_draft(by, draft_id, lock=True)
    record(by, "referral_draft.removed", draft)
    draft.delete()


def facts_of(draft: ReferralDraft) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What `refer` takes, of the parts that are there."""
    who, needs, wishes, dates = (dict(draft.answers.get(part, {})) for part in PARTS)
    children = who.pop("children", [])
    by_child, _of_whom = needs.pop("needs", {}), needs.pop("said_of", None)
    avoid, km = wishes.pop("avoid_postcode", ""), wishes.pop("avoid_km", None)
    named = [avoid, *(child.get(name, "") for child in children for name in ("home_postcode", "school_postcode"))]
    sectors = Sector.objects.in_bulk({code for code in named if code})
    facts = {**who, **needs, **wishes, **dates}
    facts |= {"needed_by": _day(dates.get("needed_by")), "ends_on": _day(dates.get("ends_on"))}
    if avoid in sectors:
        facts["avoid"] = [{"lat": sectors[avoid].lat, "lon": sectors[avoid].lon, "km": km or AVOID_KM}]
    return facts, [_child(child, by_child.get(child["reference"]), sectors) for child in children]


def _child(child: dict[str, Any], needs: list[str] | None, sectors: dict[str, Sector]) -> dict[str, Any]:
    return {
        "reference": child["reference"], "birth_month": _day(child["birth_month"]), "sex": child["sex"],
        "needs": needs, "home_sector": sectors.get(child.get("home_postcode", "")),
        "school_sector": sectors.get(child.get("school_postcode", "")),
        **{name: child[name] for name in KNOWN_OF_A_CHILD if name in child},
    }  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


__all__ = [
    "NEEDED",
    "PARTS",
    "DraftOpened",
    "in_doubt",
    "missing",
    "open_draft",
    "own_draft",
    "remove_draft",
    "save_part",
]
