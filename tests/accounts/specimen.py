"""A stand-alone Jinja environment like the product's, and the sample data of the specimen page.

`python -m tests.accounts.specimen FOLDER` writes the page and the static files there, to be looked at.
"""

import csv
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
)

from accounts.pages import charts

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATES = PROJECT / "accounts" / "jinja2"
STATIC = PROJECT / "accounts" / "static"
BANDS = ("fewer than 4", "4 to 7", "8 to 11", "12 to 15", "16 or more")

PUBLIC_PAGE = """
{% extends "accounts/public.html" %}
{% set page_title = "Could you give a child a home?" %}
{% block hero %}
<div class="hearth-hero"><div class="govuk-width-container">
  <h1 class="govuk-heading-xl">Could you give a child a home?</h1>
  <p class="hearth-lead">In Leeds 1,482 children are looked after.
  212 of them live more than 20 miles from home.</p>
  <div class="govuk-button-group">
    <a class="govuk-button" href="#">Find out in two minutes</a>
    <a class="govuk-button govuk-button--secondary" href="#">Talk to someone</a>
  </div>
</div></div>
{% endblock %}
{% block content %}
<h2 class="govuk-heading-l">What it takes</h2>
<p class="govuk-body">A spare room and time.</p>
{% endblock %}
"""


@cache
def environment() -> Environment:
    """Loads our templates and GOV.UK's and escapes by default."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    env = Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), govuk]),
        autoescape=True,
        undefined=ChainableUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(static=lambda path: f"/static/{path}", url=lambda name, **kwargs: f"/{name}/")
    plain = dict.fromkeys(("day", "moment", "words", "miles"), str)  # the product's own, as plain text here
    env.filters.update(plain)
    return env


def page_context(**extra: Any) -> dict[str, Any]:
    """What the context processors and a workspace's view would add."""
    return {
        "csp_nonce": "abc123",
        "csrf_input": "",
        "organisation": "Leeds City Council",
        "person_name": "Ada Marsh",
        "nav_items": [
            {"href": "#", "text": text, "active": text == "Shortages"}
            for text in ("Today", "Tonight", "Referrals", "Plan", "Shortages", "Data", "Settings")
        ],
        **extra,
    }


def specimen_context(form: Any) -> dict[str, Any]:
    """Sample data for every macro."""
    return page_context(form=form, **_figures(), **_home(), **_people())


def _figures() -> dict[str, Any]:
    rows = [
        charts.GapRow("Under 5", 31, 34, 25, 38),
        charts.GapRow("5 to 9", 42, 36, 34, 50),
        charts.GapRow("10 to 15", 58, 41, 47, 70, words="11 to 28", href="#"),
        charts.GapRow("16 and over", 27, 27, 20, 33),
    ]
    months = ["Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    history = [
        charts.FanPoint.known(f"{month} 25" if i == 0 else month, 9 + (i * 7 % 5)) for i, month in enumerate(months)
    ]
    forecast = [charts.FanPoint(m, 12 - i * 0.1, 12 + i, 13 + i * 2.2) for i, m in enumerate(months[1:], start=1)]
    title = "Places short, month by month"
    words = "From 12 now to most likely 24 next November, with four chances of five between 11 and 39."
    tests = [("Homes", 900), ("Open to referrals", 180), ("Free on the dates", 151), ("Within terms", 62)]
    return {
        "spark": charts.Sparkline([1460, 1490, 1521, 1513, 1482], "2021", "2025"),
        "gap": charts.GapBars("Need against usable places by age", rows),
        "gap_table": {
            "caption": "Need, usable places and shortage by age",
            "head": ["Age", "Need", "Usable", "Short"],
            "rows": [[r.label, r.need, r.usable, r.short] for r in rows],
        },
        "fan": charts.FanChart(title, history, forecast, words),
        "fan_table": {
            "caption": title,
            "head": ["Month", "Low", "Likely", "High"],
            "rows": [[p.label, f"{p.low:.0f}", f"{p.middle:.0f}", f"{p.high:.0f}"] for p in forecast],
        },
        "steps": charts.Funnel(
            "From all homes to those that could say yes",
            [charts.FunnelStep(label, count, href="#") for label, count in [*tests, ("Could say yes", 4)]],
        ),
        "ring": charts.RingMap(
            "Homes that could say yes, by distance from Leeds LS6",
            "Leeds, LS6",
            [
                charts.MapPoint("1", 1.5, 2.8),
                charts.MapPoint("2", -6.2, -3.1, kind="own"),
                charts.MapPoint("3", 11, -9.5),
                charts.MapPoint("4", 30, 4),
            ],
            kinds={"home": "An agency’s home", "own": "The council’s own"},
        ),
        "tiles": charts.TileMap(
            "Children living more than 20 miles from home, of every 100 looked after", tiles(), BANDS
        ),
    }


def tiles() -> list[charts.Tile]:
    """All 153 councils on their squares, with made-up bands."""
    lines = (PROJECT / "tests/accounts/data/tiles.csv").read_text().splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [
        charts.Tile(
            row["name"],
            int(row["tile_col"]),
            int(row["tile_row"]),
            None if index % 31 == 0 else index * 7 % 5,
            "no figure" if index % 31 == 0 else BANDS[index * 7 % 5],
            own=row["name"] == "Leeds",
            href="#",
        )
        for index, row in enumerate(rows)
    ]


def _home() -> dict[str, Any]:
    months = [
        "November 2026",
        "December 2026",
        *(f"{m} 2027" for m in ("January", "February", "March", "April")),
    ]
    months += [f"{m} 2027" for m in ("May", "June", "July", "August", "September", "October")]
    rows = [
        charts.CapacityRow("Room 1", ["filled"] * 12),
        charts.CapacityRow("Room 2", ["held"] + ["filled"] * 7 + ["vacant"] * 4),
        charts.CapacityRow("Room 3", ["vacant"] * 9 + ["unavailable"] * 3, [""] * 9 + ["building work"] * 3),
    ]
    scores = [[18, 14, 9, 12, 6, 8, 5, 4, 7], [16, 15, 10, 6, 6, 8, 5, 2, 3]]
    parts = [
        "Distance",
        "Brothers and sisters",
        "School",
        "Needs",
        "Wishes",
        "Culture",
        "Language",
        "Faith",
        "Pets",
    ]
    most = [20, 15, 15, 12, 10, 10, 6, 6, 6]
    homes = [
        {
            "title": f"Home {number}",
            "words": f"{miles} miles away · up to two children, 5 to 15 · Aire Valley Fostering",
            "tags": tags,
            "score": charts.ScoreBars(
                [charts.ScorePart(n, min(p, m), m) for n, p, m in zip(parts, score, most, strict=True)]
            ),
        }
        for number, miles, score, tags in (
            (1, 3, scores[0], []),
            (2, 7, scores[1], [{"text": "School run to arrange", "classes": "govuk-tag--yellow"}]),
        )
    ]
    return {
        "rooms_today": [
            charts.Room("Room 1", "filled", "A child of 9, since 4 March"),
            charts.Room("Room 2", "held", "For Leeds, until 5pm tomorrow"),
            charts.Room("Room 3", "vacant", "Confirmed 3 days ago"),
            charts.Room("Room 4", "unavailable", "Building work until 31 January"),
        ],
        "strip": charts.CapacityStrip("The next 12 months", months, rows),
        "homes": homes,
    }


def _people() -> dict[str, Any]:
    overdue = {
        "title": "Amara Okafor",
        "href": "#",
        "words": "Asked for a call",
        "since": "Since Thursday 12 November",
        "clock_data": {"kind": "promise", "words": "2 days overdue", "state": "overdue"},
        "action": {"href": "#", "text": "Call"},
    }
    due = {
        "title": "Tom and Jo Reid",
        "href": "#",
        "words": "Stage 1 decision",
        "since": "All checks in on Monday 16 November",
        "clock_data": {"kind": "law", "words": "due Monday 30 November", "state": "due"},
        "action": {"href": "#", "text": "Decide"},
    }
    return {
        "lanes": [
            {"title": "Overdue and due", "count": 2, "items": [overdue, due]},
            {
                "title": "New",
                "count": 1,
                "items": [{"title": "Enquiry from Horsforth", "href": "#", "words": "1 hour ago"}],
            },
            {
                "title": "Waiting for others",
                "count": 0,
                "items": [],
                "empty": {"title": "Nothing is waiting"},
            },
        ],
        "steps_of_application": [
            {"state": "done", "title": "You asked about fostering", "when": "Friday 2 October"},
            {"state": "done", "title": "We visited you", "when": "Wednesday 21 October"},
            {
                "state": "now",
                "title": "Checks",
                "when": "Due by Tuesday 24 November",
                "words": "One thing is with you: the name of your second referee.",
                "href": "#",
                "link_text": "Add your referee",
            },
            {
                "state": "next",
                "title": "Your assessment",
                "words": "Usually starts within two weeks of the checks.",
            },
            {"state": "next", "title": "Decision"},
        ],
        "tasks": [
            {"title": "Your details", "href": "#", "status": "done"},
            {"title": "Your home", "href": "#", "status": "started", "hint": "2 of 5 questions answered"},
            {"title": "Your referees", "href": "#", "status": "todo"},
            {"title": "Send your application", "status": "blocked"},
        ],
        "answer_rows": [
            {"key": "Name", "value": "Amara Okafor", "href": "#"},
            {"key": "Address", "value": ["12 Sample Road", "Leeds", "LS6 2AB"], "href": "#"},
        ],
    }


def write_page(folder: Path) -> Path:
    """Renders the specimen into `folder`, with the static files beside it under /static/."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_TZ=True, INSTALLED_APPS=["django.forms"])
        django.setup()
    from tests.accounts.specimen_forms import ENTERED, EveryField

    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    page = environment().get_template("accounts/specimen.html").render(specimen_context(EveryField(ENTERED)))
    (folder / "index.html").write_text(page)
    public = environment().from_string(PUBLIC_PAGE).render(page_context(section="could-i-foster"))
    (folder / "public.html").write_text(public)
    return folder / "index.html"


if __name__ == "__main__":
    print(write_page(Path(sys.argv[1])))
