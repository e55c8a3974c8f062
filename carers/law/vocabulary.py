"""Coded words that carers and placements share. Sources: Ofsted fostering return; GOV.UK kinds of fostering."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KindOfCare(models.TextChoices):
    """GOV.UK, Becoming a foster parent: types of foster care; the trade's additions."""

    EMERGENCY = "emergency", _("Emergency")
    SHORT_TERM = "short_term", _("Short term")
    LONG_TERM = "long_term", _("Long term")
    RESPITE = "respite", _("Short breaks")
    PARENT_AND_CHILD = "parent_and_child", _("Parent and child")
    REMAND = "remand", _("Remand")
    EARLY_PERMANENCE = "early_permanence", _("Early permanence")


class ApprovedSex(models.TextChoices):
    ANY = "any", _("Girls or boys")
    FEMALE = "F", _("Girls")
    MALE = "M", _("Boys")


class Sex(models.TextChoices):
    FEMALE = "F", _("Girl")
    MALE = "M", _("Boy")


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
PETS = ("dog", "cat", "small_pet")  # what a home keeps and a child may be allergic to
NOT_WITH = ("no_younger", "no_under_5", "no_male", "no_female", "no_other_teens")


class UnavailableReason(models.TextChoices):
    """Ofsted's places "not available": the first two are Ofsted's own words, the rest usual local codes."""

    BREAK = "break", _("Carer taking a break")
    NEEDS_OF_PLACED = "needs_of_placed", _("Needs of a child already placed")
    STAYING_PUT = "staying_put", _("Staying-put young person in the room")
    ON_HOLD = "on_hold", _("On hold while a concern is looked into")
    ILLNESS = "illness", _("Illness, bereavement or pregnancy")
    HOUSE = "house", _("House move or building work")
    SIBLINGS = "siblings", _("Room kept for brothers and sisters")
    NAMED = "named", _("Held for a named child or a rota")
    NOTICE = "notice", _("Carer on notice")
    TRAINING = "training", _("Training not complete")
    OTHER = "other", _("Other")


class WithdrawalReason(models.TextChoices):
    """Ofsted's withdrawal codes (dataset return changes 2024 and 2025), verbatim."""

    AW1 = "AW1", _("Fostering not as expected")
    AW2 = "AW2", _("Assessment not as expected")
    AW3 = "AW3", _("Household change (non-financial)")
    AW4 = "AW4", _("Financial")
    AW5 = "AW5", _("Worry about allegations")
    AW0 = "AW0", _("Other or unknown")


class ExitReason(models.TextChoices):
    """Why approved carers leave: usual local codes; no published national list was found."""

    RETIRED = "retired", _("Retired from fostering")
    HEALTH = "health", _("Illness or disability")
    FAMILY = "family", _("Change in the family")
    WORK = "work", _("Work or money")
    HOUSING = "housing", _("Housing or moving away")
    SUPPORT = "support", _("Not enough support")
    PERMANENCE = "permanence", _("Adopted or became special guardian of the child")
    STAYING_PUT = "staying_put", _("Young person stays on as an adult")
    ALLEGATION = "allegation", _("After an allegation or concern")
    STANDARDS = "standards", _("Standards of care not met")
    OTHER_SERVICE = "other_service", _("Moved to another fostering service")
    CHILD_LEFT = "child_left", _("The child approved for has left")
    OTHER = "other", _("Other or not said")
