"""The words for what the database refuses about placements. None names a child."""

from accounts.tenancy.constraints import explain

_GONE = (
    "Somebody else has just taken this place. Nothing of yours was saved: "
    "look at the list again, the other homes are still there."
)
explain("placement_one_child_a_place", "place.taken", _GONE)
explain(
    "placement_whole_home_alone",
    "place.home_kept_alone",
    "The home is kept for one child or one group of brothers and sisters at that time. Choose another home.",
)
explain(
    "placement_whole_home_once",
    "place.home_kept_alone",
    "The home is kept for one child or one group of brothers and sisters at that time. Choose another home.",
)
explain(
    "placement_one_home_a_child",
    "child.has_home",
    "This child has a home for part of that time already. End that placement first, or choose other dates.",
)
explain(
    "placement_fourth_needs_ground",
    "place.needs_exemption",
    "A fourth child needs an exemption that names them, or to be one of a group of brothers and sisters.",
)
explain(
    "placements_placement_same_exemption_id",
    "place.exemption_names_others",
    "The exemption does not name this child. Ask the council where the carer lives for one that does.",
)
explain(
    "referral_reference_once",
    "referral.reference_taken",
    "You have a referral with that reference already. Open it, or choose another reference.",
)
explain(
    "child_reference_once",
    "child.reference_taken",
    "You have a child with that reference already. Choose them from the list, or another reference.",
)
explain(
    "draft_reference_once",
    "draft.reference_taken",
    "You have a draft with that reference already. Go on with it, or enter another reference.",
)
