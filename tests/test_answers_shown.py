"""What is asked is shown: each stored answer stands on a page of those who act on it, and in what they are given out.

An answer is shown where the page reads otherwise when the answer is another one.
"""

from collections.abc import Callable, Iterator

import pytest
from django import forms

from tests.answers_kept import NOT_KEPT, SECTION_FORMS, Kept, forms_of_people, not_shown
from tests.answers_world import World, of_enquiries, of_homes, of_the_form
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("sent_tasks")


@pytest.mark.parametrize("part", [of_enquiries, of_the_form])
def test_each_answer_of_a_person_is_where_staff_act(cast: Cast, part: Callable[[World], Iterator[Kept]]) -> None:
    world = World(cast)
    assert not [line for kept in part(world) for line in not_shown(kept)]


def test_each_answer_of_carers_and_services_is_where_staff_act(cast: Cast) -> None:
    assert not [line for kept in of_homes(cast) for line in not_shown(kept)]


def test_each_form_of_people_is_walked(cast: Cast) -> None:
    world = World(cast)
    walked = {kept.form for part in (of_enquiries(world), of_the_form(world), of_homes(cast)) for kept in part}
    left = [f"{one.__module__}.{one.__name__}" for one in forms_of_people()
            if one not in walked and one not in SECTION_FORMS and one.__name__ not in NOT_KEPT]  # fmt: skip
    assert not left


def test_an_answer_that_no_page_shows_is_found(cast: Cast) -> None:
    """Planted: a question whose answer is stored in a column that nobody is shown."""

    class StarSign(forms.Form):
        version = forms.IntegerField()
        notes = forms.CharField()

    world = World(cast)
    found = not_shown(Kept(StarSign, world.write_enquiry(), world.people_pages, callers=frozenset({"notes"})))
    assert "StarSign.version is on no page" in found and "StarSign.version is not in what we give out" in found
    assert "StarSign.notes is not where they ring: call" in found
    assert not any(line.startswith("StarSign.notes is on no page") for line in found)
