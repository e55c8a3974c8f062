"""No choice about a referral is asked and then lost: each changes what is kept, at every door of the API."""

import inspect
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from rest_framework import serializers

from placements.offers.api import choices, matching, recorded
from placements.referrals.api import children, drafts
from placements.referrals.api import serializers as shared
from tests.cast import Cast
from tests.placements.choice_doors import CHILDREN, DRAFT, LATER, MUCH_LATER, NEED, RECORDED, REFERRAL, Acts, Body, Door

DATED = {"needed_by": LATER, "ends_on": LATER, "answer_by": f"{MUCH_LATER}T12:00Z", "starts_on": LATER}
HOME, NAMES = frozenset({"home"}), frozenset({"reference", "children"})


def doors(cast: Cast) -> list[Door]:
    do = Acts(cast)
    here, aire, calder = {"home": do.home}, str(cast.agency.pk), str(cast.rival.pk)
    place = here | {"reason": "Near school", "as_asked": "yes"}
    child, needs = {"needs": ["adhd"], "home_postcode": "LS6 2AB", "school_postcode": "LS8 1AA"}, {"needs": ["adhd"]}
    outside = {"home": do.little_ones, "reason": "Tonight", "authorised_by": "D. Shah, director"}
    return [
        Door(shared.NewReferralSerializer, do.refer, REFERRAL, apart=NAMES),
        Door(shared.NewChildSerializer, do.refer_for, CHILDREN[0], child, frozenset({"reference"})),
        Door(drafts.DraftWhoSerializer, do.draft("who"), DRAFT["who"], apart=NAMES),
        Door(drafts.ReferralDraftChildSerializer, do.draft("child"), CHILDREN[0], child, frozenset({"reference"})),
        Door(drafts.DraftNeedsSerializer, do.draft("needs"), {}, needs),
        Door(drafts.DraftWishesSerializer, do.draft("wishes"), DRAFT["wishes"], {"avoid_postcode": "LS12 4"}),
        Door(drafts.DraftDatesSerializer, do.draft("dates"), NEED),
        Door(drafts.DraftOpenSerializer, do.draft("open")),
        Door(recorded.RecordSerializer, do.record, RECORDED, {"council": "E08000035"}, NAMES | {"looked"}),
        Door(matching.HoldPlacesSerializer, do.on("olga", "referrals/{}/hold"), here, {"hours": 9}, HOME),
        Door(choices.LongerSerializer, do.on("olga", "referrals/{}/longer", do.held), here | {"hours": 5},
             {"hours": 9}, HOME),
        Door(matching.NewOfferSerializer, do.on("musa", "inbox/{}/offer"), here, {"price": "spot"}, HOME),
        Door(matching.ReasonWordsSerializer, do.on("olga", "referrals/{0.referral_id}/offers/{0.pk}/decline",
             lambda referral: _offer(do, referral)), {"words": "Too far"}),
        Door(shared.PlaceSerializer, do.on("olga", "referrals/{}/place"), place, {"as_asked": "too_far"},
             HOME | {"authorised_by"}),
        Door(shared.PlaceSerializer, do.on("olga", "referrals/{}/place", urgency="emergency"), outside,
             apart=HOME | {"children", "starts_on", "reason", "as_asked"}),
        Door(matching.CloseSerializer, do.on("olga", "referrals/{}/close"),
             {"outcome": "placed_elsewhere", "as_asked": "yes"}, {"outcome": "withdrawn"}),
        Door(choices.ShareSerializer, do.on("olga", "referrals/{}/share", choose_services=True),
             {"services": [aire]}, {"services": [calder]}),
        Door(matching.NotUsSerializer, do.on("musa", "inbox/{}/not_us"), {"reason": "age"}),
        Door(matching.AnswerSerializer, do.on("musa", "asks/{}/answer", do.asked), {"yes": False, "reason": "age"}),
        Door(choices.AskGateSerializer, do.on("olga", "referrals/{}/ask-approval"),
             {"home": do.next_door, "words": "Near"}, apart=HOME),
        Door(matching.GateDecisionSerializer, do.on("carl", "gates/{}/decide", do.gate),
             {"approved": False, "office": "Director", "words": "Too far"}),
        Door(choices.NewRulesSerializer, do.rules, {"reason": "Long journeys"},
             {"weights": {"school": 3}, "near_hm": 11, "far_hm": 333, "max_km": 77}),
        Door(recorded.RecordedChosenSerializer, do.on_recorded("inbox/{}/chosen"), here | {"reason": "Near"},
             apart=HOME),
        Door(recorded.CloseRecordedSerializer, do.on_recorded("inbox/{}/close"), {"outcome": "withdrawn"},
             {"outcome": "not_us"}),
    ]  # fmt: skip


def _offer(do: Acts, referral: Any) -> Any:
    from placements.models import Offer

    return Offer.objects.using("owner").get(pk=do.offered(referral))


def lost(door: Door) -> list[str]:
    """Fields of the door whose value changes nothing in what is kept."""
    base, names = door.send(dict(door.base)), door.shape().fields
    found = []
    for name, shape in names.items():
        if name not in door.apart and not shape.read_only:
            other = door.others.get(name, DATED.get(name) if name not in door.others else None)
            value = _another(shape, door.base.get(name)) if other is None else other
            if door.send(door.base | {name: value}) == base:
                found.append(name)
    return found


def _another(shape: Any, now: Any) -> Any:
    """A valid value of the field's kind that is neither its default nor `now`."""
    if isinstance(shape, serializers.BooleanField):
        return not (shape.default if now is None else now)
    if isinstance(shape, serializers.ChoiceField):
        return next(key for key in reversed(list(shape.choices)) if key not in (now, shape.default, "n/a", "own_first"))
    if isinstance(shape, serializers.IntegerField | serializers.FloatField | serializers.DecimalField):
        return "7"
    if isinstance(shape, serializers.RegexField):
        if not str(now)[:4].isdecimal():
            return "pl"  # a language; all else of a pattern is a month
        return f"{int(str(now)[:4]) - 2}{str(now)[4:]}"
    if isinstance(shape, serializers.ListField) and not isinstance(shape.child, serializers.UUIDField):
        return [next(iter(shape.child.choices))] if hasattr(shape.child, "choices") else ["school"]
    return "Something else" if isinstance(shape, serializers.CharField) else ["of them"]


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def test_every_choice_changes_what_is_kept(cast: Cast) -> None:
    found = {f"{door.shape.__name__}.{name}" for door in doors(cast) for name in lost(door)}
    assert not found, f"asked, and then neither stored nor read: {sorted(found)}"


def test_a_choice_that_is_dropped_is_seen(cast: Cast) -> None:
    class Planted(matching.NewOfferSerializer):
        quiet_hours = serializers.IntegerField(required=False)

    door = next(one for one in doors(cast) if one.shape is matching.NewOfferSerializer)

    def send(body: Body) -> list[Any]:
        return door.send({name: value for name, value in body.items() if name != "quiet_hours"})

    assert lost(replace(door, shape=Planted, send=send)) == ["quiet_hours"]


# Answers, envelopes, the act's object alone; `beside` has a test of its own; what is done to a stay or a notice.
NO_CHOICE = {
    "HomeSerializer", "ReferAgainSerializer", "DraftPartSerializer", "RankedHomeSerializer", "RankingSerializer",
    "ExplanationSerializer", "RecordedChildSerializer", "EndSerializer", "DatesSerializer", "ShortBreakSerializer",
    "GiveNoticeSerializer", "ReferralFilters", "ChildNeedsSerializer",
}  # fmt: skip


def classes_of(module: ModuleType, kind: type[Any]) -> Iterator[type[Any]]:
    for _name, found in inspect.getmembers(module, inspect.isclass):
        if issubclass(found, kind) and found.__module__ == module.__name__:
            yield found


def test_no_door_is_left_out(cast: Cast) -> None:
    walked = {door.shape.__name__ for door in doors(cast)}
    there = {
        found.__name__
        for module in (matching, choices, children, drafts, recorded, shared)
        for found in classes_of(module, serializers.Serializer)
        if not issubclass(found, serializers.ModelSerializer)
    }
    assert there - NO_CHOICE == walked, "a serializer is no door of choice_doors"
