"""The measure of the service: an empty town, no generator, real pages, as the people themselves would.

What can't be done in here is not done. Every new capability adds its steps.
"""

from typing import Any

import pytest

from tests import empty_town as town
from tests import walk
from tests.browser import looked_at
from tests.clock import in_days

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEEDS, BRADFORD = "E08000035", "E08000032"
APPROVED = f"{in_days(-2000):%d/%m/%Y}"
HOMES = (
    "reference,name,kind,postcode,approved_on,max_children,rooms,age_min,age_max,kinds_of_care,carers\n"
    f"H0101,Ada and Bo Example,Mainstream,LS6 2AB,{APPROVED},2,2,0,12,\"Short term, Long term\",A couple\n"
    "H0102,Cy Example,Mainstream,LS8 1AA,03/02/2019,1,1,10,17,Long term,A woman\n"
)  # fmt: skip


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def test_from_nothing_to_a_child_placed(browser_page: Any) -> None:
    page = browser_page
    town.operator("load_reference")
    agency = town.organisation("Aire Fostering", "agency", "musa@aire.test", LEEDS)
    council = town.organisation("Leeds City Council", "council", "carl@leeds.test", LEEDS)

    page.goto(agency)
    page.get_by_role("heading", name="Join Aire Fostering").wait_for()
    looked_at(page, "town-1-join")
    town.join(page, agency, "musa@aire.test")
    looked_at(page, "town-2-first-today")
    town.tell_who_we_are(page, "0113 496 0001", "Leeds", "Bradford")
    looked_at(page, "town-3-organisation")
    recruiter = town.let_in(page, "Rosa Example", "rosa@aire.test", "Recruiter")
    town.bring_in_homes(page, HOMES)
    page.goto("/agency/homes/")
    looked_at(page, "town-4-homes")
    assert page.get_by_text("Ada and Bo Example").count()

    page.context.clear_cookies()
    walk.enquire_online(page, "Zoë O'Brien-Ngũgĩ", "zoe@example.com", "ls62ab", "Aire Fostering")
    town.join(page, recruiter, "rosa@aire.test")
    page.goto("/agency/people/")
    page.get_by_role("link", name="Zoë O'Brien-Ngũgĩ").click()
    walk.move_on(page, "contacted", "invited", "applied")
    person = page.url
    town.join(page, agency, "musa@aire.test")
    page.goto(person)
    page.get_by_role("link", name="Open the application").click()
    walk.to_the_decision(page)
    page.get_by_role("button", name="Approve with terms").click()
    walk.terms_for(page, 1)

    town.join(page, council, "carl@leeds.test")
    officer = town.let_in(page, "Olga Example", "olga@leeds.test", "Council placements officer")
    town.join(page, officer, "olga@leeds.test")
    walk.refer_a_child(page, "L-1")
    referral, before = page.url, walk.waiting_5_to_9(page)
    assert before == 1
    page.goto(referral)
    walk.place_in_the_first_home(page)
    assert walk.waiting_5_to_9(page) == 0
    looked_at(page, "town-5-dashboard")
