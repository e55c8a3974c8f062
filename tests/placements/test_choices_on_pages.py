"""What a page asks about a referral is asked at a door of the API too, where `test_choices_kept` looks what is kept."""

from typing import Any

import pytest
from django import forms

from placements.matching.ruleset import PARTS
from placements.offers.api import choices, matching, recorded
from placements.offers.forms import recorded as recorded_forms
from placements.placing.forms import acts
from placements.referrals.api import drafts
from placements.referrals.api import serializers as shared
from placements.referrals.forms import drafts as draft_forms
from placements.referrals.forms import referrals
from placements.search.forms import settings
from tests.placements.test_choices_kept import classes_of

WEIGHTS = frozenset(PARTS) | {"near", "far"}
# form -> (the door where the same is asked, its fields under other names, fields that are no choice)
FORMS: dict[type[Any], tuple[tuple[type[Any], ...], dict[str, str], frozenset[str]]] = {
    acts.CloseForm: ((matching.CloseSerializer,), {}, frozenset()),
    acts.BesideForm: ((matching.ReferAgainSerializer,), {}, frozenset({"asked"})),
    acts.GateForm: ((choices.AskGateSerializer,), {}, frozenset()),
    acts.GateDecisionForm: ((matching.GateDecisionSerializer,), {}, frozenset()),
    acts.NoticeForm: ((choices.GiveNoticeSerializer,), {}, frozenset()),
    acts.OfferForm: ((matching.NewOfferSerializer,), {}, frozenset()),
    acts.NotUsForm: ((matching.NotUsSerializer,), {}, frozenset()),
    acts.EndForm: ((matching.EndSerializer,), {}, frozenset()),
    acts.DatesForm: ((matching.DatesSerializer,), {}, frozenset()),
    acts.ShortBreakForm: ((matching.ShortBreakSerializer,), {"household": "home"}, frozenset()),
    referrals.ChildForm: ((shared.NewChildSerializer,), {}, frozenset()),
    referrals.PlaceForm: ((shared.PlaceSerializer,), {}, frozenset()),
    settings.ShareForm: ((choices.ShareSerializer,), {"agencies": "services"}, frozenset()),
    settings.LongerForm: ((choices.LongerSerializer,), {}, frozenset()),
    settings.MatchRulesForm: ((choices.NewRulesSerializer,), {}, WEIGHTS),
    draft_forms.WhoForm: ((drafts.DraftWhoSerializer,), {}, frozenset()),
    draft_forms.DraftChildForm: ((drafts.ReferralDraftChildSerializer,), {}, frozenset()),
    draft_forms.NeedsForm: ((drafts.DraftNeedsSerializer,), {}, frozenset()),
    draft_forms.WishesForm: ((drafts.DraftWishesSerializer,), {}, frozenset()),
    draft_forms.DatesForm: ((drafts.DraftDatesSerializer,), {}, frozenset()),
    recorded_forms.RecordedForm: ((recorded.RecordSerializer,), {"answer_day": "answer_by", "answer_time": "answer_by"},
                                  frozenset()),
    recorded_forms.RecordedChildForm: ((recorded.RecordedChildSerializer,), {}, frozenset()),
    recorded_forms.ChosenForm: ((recorded.RecordedChosenSerializer,), {}, frozenset()),
    recorded_forms.CloseRecordedForm: ((recorded.CloseRecordedSerializer,), {}, frozenset()),
}  # fmt: skip
BARE = {acts.ChildrenMixin, draft_forms.PartForm}


def _asked_on_pages_alone(form: type[Any]) -> set[str]:
    where, names, apart = FORMS[form]
    known = {name for one in where for name in one().fields}
    return {name for name in form.base_fields if names.get(name, name) not in known} - apart


def test_what_a_page_asks_is_asked_at_a_door_that_is_walked() -> None:
    there = {form for module in (acts, referrals, settings, draft_forms, recorded_forms)
             for form in classes_of(module, forms.Form)}  # fmt: skip
    assert there - BARE == set(FORMS), "say at which door of the API the same is asked"
    assert {form.__name__: extra for form in FORMS if (extra := _asked_on_pages_alone(form))} == {}


def test_a_page_that_asks_more_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    class Planted(acts.OfferForm):
        quiet_hours = forms.IntegerField()

    monkeypatch.setitem(FORMS, Planted, FORMS[acts.OfferForm])
    assert _asked_on_pages_alone(Planted) == {"quiet_hours"}
