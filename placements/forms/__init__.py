from placements.forms.acts import (
    CloseForm,
    DatesForm,
    EndForm,
    GateDecisionForm,
    GateForm,
    NoticeForm,
    NotUsForm,
    OfferForm,
    ShortBreakForm,
)
from placements.forms.referrals import ChildFormSet, PlaceForm, ReferralForm

__all__ = [
    "ChildFormSet",
    "CloseForm",
    "DatesForm",
    "EndForm",
    "GateDecisionForm",
    "GateForm",
    "NotUsForm",
    "NoticeForm",
    "OfferForm",
    "PlaceForm",
    "ReferralForm",
    "ShortBreakForm",
]
