"""The words for what the database refuses about people and homes."""

from accounts.constraints import explain

explain(
    "household_reference_once",
    "household.reference_taken",
    "Another home of this agency has that reference. Choose another.",
)
explain(
    "approval_one_at_a_time",
    "approval.overlaps",
    "These terms overlap terms already recorded. Start them on a later day.",
)
explain(
    "place_number_once",
    "place.overlaps",
    "This place is already there for part of that time. Choose other dates.",
)
explain(
    "unavailability_one_at_a_time",
    "unavailability.overlaps",
    "This place is already marked as not available for part of that time. Change the dates.",
)
explain(
    "enquiry_can_be_answered",
    "enquiry.no_way_to_answer",
    "Give an e-mail address or a telephone number, so that somebody can answer.",
)
explain(
    "placement_within_its_place",
    "place.in_use",
    "A child lives in this place, or is held for it, at that time. End or move the placement first.",
)
