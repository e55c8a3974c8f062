from placements.forms.referrals import ChildFormSet, PlaceForm, ReferralForm

__all__ = ["ChildFormSet", "PlaceForm", "ReferralForm"]
