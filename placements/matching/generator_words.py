"""Words and rough weights of the synthetic generator. Their order decides the random draws: append, never sort."""

NEEDS = (
    "trauma_attachment", "adhd", "autism", "learning_disability", "physical_disability", "complex_health",
    "self_harm", "exploitation_risk", "aggression", "school_exclusion", "substance_misuse", "offending",
    "harmful_sexual_behaviour", "uasc", "night_settling", "baby_withdrawal",
)  # fmt: skip
# need: (chance, youngest age, oldest age)
NEED_CHANCE = {
    "trauma_attachment": (0.35, 0, 99),
    "adhd": (0.15, 5, 99),
    "autism": (0.12, 3, 99),
    "learning_disability": (0.08, 0, 99),
    "physical_disability": (0.04, 0, 99),
    "complex_health": (0.03, 0, 99),
    "self_harm": (0.12, 11, 99),
    "exploitation_risk": (0.1, 11, 99),
    "aggression": (0.14, 4, 99),
    "school_exclusion": (0.1, 7, 99),
    "substance_misuse": (0.06, 13, 99),
    "offending": (0.07, 11, 99),
    "harmful_sexual_behaviour": (0.02, 9, 99),
    "uasc": (0.12, 15, 99),
    "night_settling": (0.1, 0, 9),
    "baby_withdrawal": (0.2, 0, 0),
}
IDENTITY = (
    "halal_diet", "kosher_diet", "mosque", "church", "gurdwara", "temple", "synagogue",
    "afro_hair_skin_care", "lgbtq_affirming", "traveller_culture", "bsl", "vegetarian_diet",
)  # fmt: skip
LANGUAGES = (
    "en", "pl", "ur", "pa", "bn", "ar", "ro", "so", "pt", "ti", "ps", "ku", "fa", "vi", "sq", "tr",
)  # fmt: skip
# name, latitude, longitude, weight (rough population), region
CITIES = (
    ("London N", 51.57, -0.11, 42, "LON"),
    ("London S", 51.44, -0.09, 42, "LON"),
    ("Birmingham", 52.48, -1.9, 28, "WM"),
    ("Manchester", 53.48, -2.24, 27, "NW"),
    ("Leeds", 53.8, -1.55, 20, "YH"),
    ("Liverpool", 53.41, -2.98, 15, "NW"),
    ("Newcastle", 54.97, -1.61, 12, "NE"),
    ("Sheffield", 53.38, -1.47, 13, "YH"),
    ("Bristol", 51.45, -2.59, 11, "SW"),
    ("Nottingham", 52.95, -1.15, 11, "EM"),
    ("Leicester", 52.64, -1.13, 10, "EM"),
    ("Southampton", 50.91, -1.4, 10, "SE"),
    ("Portsmouth", 50.82, -1.09, 7, "SE"),
    ("Brighton", 50.82, -0.14, 7, "SE"),
    ("Hull", 53.75, -0.34, 6, "YH"),
    ("Middlesbrough", 54.57, -1.23, 8, "NE"),
    ("Stoke", 53.0, -2.18, 7, "WM"),
    ("Coventry", 52.41, -1.51, 7, "WM"),
    ("Wolverhampton", 52.59, -2.13, 7, "WM"),
    ("Reading", 51.45, -0.97, 7, "SE"),
    ("Norwich", 52.63, 1.3, 7, "EE"),
    ("Plymouth", 50.38, -4.14, 6, "SW"),
    ("Derby", 52.92, -1.48, 6, "EM"),
    ("Luton", 51.88, -0.42, 6, "EE"),
    ("Ipswich", 52.06, 1.16, 5, "EE"),
    ("Cambridge", 52.21, 0.12, 5, "EE"),
    ("Exeter", 50.72, -3.53, 5, "SW"),
    ("Preston", 53.76, -2.7, 8, "NW"),
    ("Carlisle", 54.89, -2.93, 3, "NW"),
    ("York", 53.96, -1.08, 4, "YH"),
    ("Lincoln", 53.23, -0.54, 5, "EM"),
    ("Peterborough", 52.57, -0.24, 5, "EE"),
    ("Oxford", 51.75, -1.26, 5, "SE"),
    ("Gloucester", 51.86, -2.24, 5, "SW"),
    ("Maidstone", 51.27, 0.52, 11, "SE"),
    ("Truro", 50.26, -5.05, 4, "SW"),
    ("Worcester", 52.19, -2.22, 4, "WM"),
    ("Shrewsbury", 52.71, -2.75, 4, "WM"),
    ("Hereford", 52.06, -2.72, 2, "WM"),
    ("Northampton", 52.24, -0.9, 6, "EM"),
    ("Chelmsford", 51.74, 0.47, 10, "EE"),
    ("Swindon", 51.56, -1.78, 5, "SW"),
)
ETHNICITY = (
    ("white_british", 70),
    ("white_other", 6),
    ("mixed", 9),
    ("asian", 6),
    ("black", 7),
    ("other", 2),
)
HOUSEHOLD_ETHNICITY = (
    ("white_british", 78),
    ("white_other", 4),
    ("mixed", 3),
    ("asian", 6),
    ("black", 8),
    ("other", 1),
)
