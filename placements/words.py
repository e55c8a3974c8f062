"""What the codes of matching are called on a page."""

from django.utils.translation import gettext_lazy as _

TEST_WORDS = {
    "H01": _("Open to placements"),
    "H02": _("Free on the dates"),
    "H03": _("Kind of care"),
    "H04": _("Age"),
    "H05": _("Girl or boy"),
    "H06": _("Enough places"),
    "H07": _("Usual fostering limit"),
    "H08": _("Enough bedrooms"),
    "H09": _("Brothers and sisters together"),
    "H10": _("Smoking"),
    "H11": _("Pets and allergies"),
    "H12": _("Only child in the home"),
    "H13": _("Who lives there already"),
    "H14": _("Place and distance"),
    "H15": _("Skills that are a must"),
    "H16": _("Agency serves the council"),
}
PART_WORDS = {
    "school": _("Near school"),
    "home": _("Near home"),
    "skills": _("Skills for the needs"),
    "identity": _("Identity and culture"),
    "language": _("Language"),
    "wishes": _("The child's wishes"),
    "experience": _("Experience"),
    "same_la": _("In the council's area"),
    "fit": _("Fit of the number"),
}
NEED_WORDS = {
    "trauma_attachment": _("trauma, attachment"),
    "adhd": _("ADHD (attention and restlessness)"),
    "autism": _("autism"),
    "learning_disability": _("learning disability"),
    "physical_disability": _("physical disability"),
    "complex_health": _("complex health needs"),
    "self_harm": _("self-harm"),
    "exploitation_risk": _("risk of being exploited"),
    "aggression": _("aggression"),
    "school_exclusion": _("excluded from school"),
    "substance_misuse": _("misuse of drugs or alcohol"),
    "offending": _("offending"),
    "harmful_sexual_behaviour": _("harmful sexual behaviour"),
    "uasc": _("alone in the country, seeking asylum"),
    "night_settling": _("help to settle at night"),
    "baby_withdrawal": _("a baby in withdrawal"),
}
WISH_WORDS = {
    "has_dog": _("a dog in the home"),
    "no_dog": _("no dog in the home"),
    "couple": _("a couple"),
    "female_carer": _("a woman as carer"),
    "rural": _("in the country"),
    "urban": _("in a town"),
    "no_other_children": _("no other children in the home"),
    "other_children": _("other children in the home"),
}
