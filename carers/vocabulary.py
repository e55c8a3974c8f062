"""Coded words that carers and placements share. Sources: Ofsted fostering return; GOV.UK kinds of fostering."""

from django.db import models


class KindOfCare(models.TextChoices):
    """GOV.UK, Becoming a foster parent: types of foster care; the trade's additions."""

    EMERGENCY = "emergency", "Emergency"
    SHORT_TERM = "short_term", "Short term"
    LONG_TERM = "long_term", "Long term"
    RESPITE = "respite", "Short breaks"
    PARENT_AND_CHILD = "parent_and_child", "Parent and child"
    REMAND = "remand", "Remand"
    EARLY_PERMANENCE = "early_permanence", "Early permanence"


class ApprovedSex(models.TextChoices):
    ANY = "any", "Girls or boys"
    FEMALE = "F", "Girls"
    MALE = "M", "Boys"


class Sex(models.TextChoices):
    FEMALE = "F", "Girl"
    MALE = "M", "Boy"


# Needs, identity needs, wishes: lower-case words without spaces, so that a label is `key.replace("_", " ")`.
NEEDS = (
    "trauma_attachment", "adhd", "autism", "learning_disability", "physical_disability", "complex_health",
    "self_harm", "exploitation_risk", "aggression", "school_exclusion", "substance_misuse", "offending",
    "harmful_sexual_behaviour", "uasc", "night_settling", "baby_withdrawal",
)  # fmt: skip
IDENTITY_NEEDS = (
    "halal_diet", "kosher_diet", "mosque", "church", "gurdwara", "temple", "synagogue",
    "afro_hair_skin_care", "lgbtq_affirming", "traveller_culture", "bsl", "vegetarian_diet",
)  # fmt: skip
LANGUAGES = ("en", "pl", "ur", "pa", "bn", "ar", "ro", "so", "pt", "ti", "ps", "ku", "fa", "vi", "sq", "tr")
WISHES = (
    "has_dog", "no_dog", "couple", "female_carer", "rural", "urban", "no_other_children", "other_children",
)  # fmt: skip
NOT_WITH = ("no_younger", "no_under_5", "no_male", "no_female", "no_other_teens")


class UnavailableReason(models.TextChoices):
    """Ofsted's places "not available": the first two are Ofsted's own words, the rest usual local codes."""

    BREAK = "break", "Carer taking a break"
    NEEDS_OF_PLACED = "needs_of_placed", "Needs of a child already placed"
    STAYING_PUT = "staying_put", "Staying-put young person in the room"
    ON_HOLD = "on_hold", "On hold while a concern is looked into"
    ILLNESS = "illness", "Illness, bereavement or pregnancy"
    HOUSE = "house", "House move or building work"
    SIBLINGS = "siblings", "Room kept for brothers and sisters"
    NAMED = "named", "Held for a named child or a rota"
    NOTICE = "notice", "Carer on notice"
    TRAINING = "training", "Training not complete"
    OTHER = "other", "Other"


class WithdrawalReason(models.TextChoices):
    """Ofsted's withdrawal codes (dataset return changes 2024 and 2025), verbatim."""

    AW1 = "AW1", "Fostering not as expected"
    AW2 = "AW2", "Assessment not as expected"
    AW3 = "AW3", "Household change (non-financial)"
    AW4 = "AW4", "Financial"
    AW5 = "AW5", "Worry about allegations"
    AW0 = "AW0", "Other or unknown"


class ExitReason(models.TextChoices):
    """Why approved carers leave: usual local codes; no published national list was found."""

    RETIRED = "retired", "Retired from fostering"
    HEALTH = "health", "Illness or disability"
    FAMILY = "family", "Change in the family"
    WORK = "work", "Work or money"
    HOUSING = "housing", "Housing or moving away"
    SUPPORT = "support", "Not enough support"
    PERMANENCE = "permanence", "Adopted or became special guardian of the child"
    STAYING_PUT = "staying_put", "Young person stays on as an adult"
    ALLEGATION = "allegation", "After an allegation or concern"
    STANDARDS = "standards", "Standards of care not met"
    OTHER_SERVICE = "other_service", "Moved to another fostering service"
    CHILD_LEFT = "child_left", "The child approved for has left"
    OTHER = "other", "Other or not said"
