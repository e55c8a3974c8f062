"""The words for what the database refuses about people and homes."""

from accounts.tenancy.constraints import explain

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
explain(
    "place_within_terms",
    "place.above_terms",
    "That would be more places than the terms of approval allow on one of these days. "
    "Change the terms first, or record an exemption or an emergency.",
)
explain(
    "approval_covers_places",
    "place.above_terms",
    "The home has more places than these terms would allow. End the places that are too many first.",
)
explain(
    "place_emergency_named",
    "place.emergency_unnamed",
    "An emergency outside the terms names who allowed it. Enter the name.",
)
explain(
    "place_emergency_short",
    "place.emergency_too_long",
    "An emergency outside the terms lasts six working days at most (SI 2010/959 reg 23). Choose an earlier last day.",
)
explain(
    "place_above_terms_grounded",
    "place.ground_missing",
    "A place above the terms needs its ground for all of its days: an exemption that names the children, "
    "or an ending after which a child lives on. Record that first.",
)
explain(
    "duty_one_open_of_a_kind",
    "duty.open_already",
    "One of this kind is open for this home already. Finish that one first.",
)
explain(
    "temporary_one_open_a_child",
    "temporary_approval.open_already",
    "A temporary approval for this child is running already.",
)
explain(
    "departure_dates_in_order",
    "departure.dates",
    "Approval can't end before the day on which the notice arrived or the decision was made.",
)
explain(
    "departure_resignation_28_days",
    "departure.28_days",
    "A resignation takes effect 28 days after it was received (SI 2011/581 reg 28(13)).",
)
explain(
    "carer_one_service",
    "carer.other_service",
    "This person is approved at another home already. One fostering service at a time: the other approval, or their "
    "access there, ends first.",
)
explain(
    "preference_ages_in_order",
    "preference.ages",
    "The oldest age must be at least the youngest, and ages lie between 0 and 21.",
)
explain("application_person_once", "person.there_already", "This person is on the application already.")
explain("booking_once", "booking.already", "This person is booked for that session already.")
explain(
    "settings_promises_sensible",
    "settings.out_of_range",
    "One of these periods is too short or too long. Choose one within the range that its page gives.",
)
explain(
    "settings_references_by_law",
    "settings.references",
    "The law asks for at least two references (SI 2011/581 reg 26(1A)). Enter a number from 2 to 10.",
)
explain(
    "follow_up_once_a_cycle",
    "follow_up.there_already",
    "This follow-up is there already; nobody gets it twice.",
)
explain(
    "sending_opens_before_it_closes",
    "sending_hours.order",
    "Sending hours must open before they close.",
)
