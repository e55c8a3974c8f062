"""Whose figures an address asks for. A council sees its own area exactly; of every other area, and of what other areas
are summed into, it sees what went out under disclosure control (`open_data`) and nothing else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.input.errors import Invalid
from accounts.models import Organisation

# Words by which an address can ask for figures of more or other places than the council's own area.
ELSEWHERE = ("area", "areas", "region", "council", "peers", "neighbours", "adjoining", "england")


def of_own_area(council: Organisation, asked: Mapping[str, Any]) -> None:
    """Invalid, naming the word, where an address asks for exact figures of anything but the council's own area."""
    for word in ELSEWHERE:
        value = asked.get(word)
        if value not in (None, "") and str(value) != council.area_id:
            words = _("Exact figures are of your own area alone. Leave “%(word)s” out of the address. What is "
                      "published of other areas stands in the open data: /open-data/.") % {"word": word}  # fmt: skip
            raise Invalid(words, "figures.own_area_only", {word: words})
