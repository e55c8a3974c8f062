from carers.selectors.board import board_of
from carers.selectors.finding import page_of
from carers.selectors.homes import households
from carers.selectors.people import applications, duplicates_of, enquiries, stage_ages, stage_counts, team
from carers.selectors.running import application_clocks, drawn, enquiry_clock
from carers.selectors.settings import settings_of
from carers.selectors.timeline import timeline
from carers.selectors.today import today_for

__all__ = [
    "application_clocks",
    "applications",
    "board_of",
    "drawn",
    "duplicates_of",
    "enquiries",
    "enquiry_clock",
    "households",
    "page_of",
    "settings_of",
    "stage_ages",
    "stage_counts",
    "team",
    "timeline",
    "today_for",
]
