"""The public door: everybody may read and ask; a form with nothing in it is answered in words."""

from typing import Any

from tests.cast import Cast
from tests.permissions import Row, everybody


def _draft(cast: Cast, world: dict[str, Any]) -> Any:
    from carers.applications.services.coming_back import ask_way_back, keep_draft

    ask_way_back("zoe@example.org")
    return keep_draft({"name": "Zoë"}, "zoe@example.org").pk


WORLD = {"enquiry_draft": _draft}

ROWS = [
    Row("could_i_foster", answers=everybody(200)),
    Row("could_i_foster_question", kwargs={"key": "=age"}, answers=everybody(200)),
    Row("could_i_foster_question", "POST", kwargs={"key": "=age"}, answers=everybody(422)),
    Row("could_i_foster_result", answers=everybody(302)),
    Row("could_i_foster_later", answers=everybody(200)),
    Row("could_i_foster_later", "POST", answers=everybody(422)),
    Row("could_i_foster_later_thanks", answers=everybody(302)),
    Row("questions", answers=everybody(200)),
    Row("question", kwargs={"slug": "=money"}, answers=everybody(200)),
    Row("services", answers=everybody(200)),
    Row("figures", answers=everybody(200)),
    Row("figures_of_council", kwargs={"code": "=E08000035"}, answers=everybody(200)),
    Row("enquiry_step", kwargs={"key": "=you"}, answers=everybody(200)),
    Row("enquiry_step", "POST", kwargs={"key": "=you"}, answers=everybody(422)),
    Row("enquiry_save", answers=everybody(200)),
    Row("enquiry_save", "POST", answers=everybody(422)),
    Row("enquiry_resume", kwargs={"token": "=guessed"}, answers=everybody(410)),
    Row("enquiry_resume", "POST", kwargs={"token": "=guessed"}, answers=everybody(410)),
    Row("enquiry_check", answers=everybody(302)),
    Row("enquiry_check", "POST", answers=everybody(302)),
]
