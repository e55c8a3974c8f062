from placements.forms.acts import (
    BesideForm,
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
from placements.forms.referrals import PlaceForm

__all__ = [
    "BesideForm",
    "CloseForm",
    "DatesForm",
    "EndForm",
    "GateDecisionForm",
    "GateForm",
    "NotUsForm",
    "NoticeForm",
    "OfferForm",
    "PlaceForm",
    "ShortBreakForm",
]
