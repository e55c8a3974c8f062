"""What a typed postcode is: put in form, found on the map, or answered with a useful sentence."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import Sector
from accounts.reference.selectors import normal_postcode, sector_of

SCOTLAND = frozenset(["AB", "DD", "DG", "EH", "FK", "G", "HS", "IV", "KA", "KW", "KY", "ML", "PA", "PH", "TD", "ZE"])
WALES = frozenset(["CF", "CH", "LD", "LL", "NP", "SA", "SY", "HR"])
ISLANDS = frozenset(["GY", "JE", "IM"])
_TWINS = {"O": "0", "0": "O", "I": "1", "1": "IL", "L": "1", "S": "5", "5": "S", "B": "8", "8": "B", "Z": "2", "2": "Z"}


@dataclass(frozen=True)
class Found:
    """A postcode in form. `nation` is england, scotland, wales, northern_ireland, islands, forces or unknown.

    `words` is the sentence for a person; empty in England. Without `sector` the position is pending.
    """

    postcode: str
    nation: str
    sector: Sector | None = None
    words: str = ""
    suggestions: list[str] = field(default_factory=list)

    @property
    def council_code(self) -> str | None:
        return self.sector.council_id if self.sector else None


def find(text: str) -> Found:
    """Look a postcode up. Raises ValueError, in words and with the likely ones, where it can't be one."""
    packed = re.sub(r"[\s.-]", "", text).upper()
    if re.fullmatch(r"BFPO\d{1,4}|BF1[0-9]?[A-Z]{2}|BF1\d[A-Z]{2}", packed):
        return Found(packed, "forces", words=_sentence("forces"))
    try:
        postcode = normal_postcode(text)
    except ValueError as error:
        likely = suggestions(packed)
        if likely:
            raise ValueError(_("This is not a full postcode. Did you mean %s?") % _or(likely)) from None
        raise ValueError(str(error)) from None
    sector = sector_of(postcode)
    nation = _nation(postcode, sector)
    likely = suggestions(packed) if nation == "unknown" else []
    return Found(postcode, nation, sector, _sentence(nation, likely), likely)


def _nation(postcode: str, sector: Sector | None) -> str:
    area = re.match(r"[A-Z]+", postcode)
    letters = area.group() if area else ""
    if letters == "BT":
        return "northern_ireland"
    if letters in ISLANDS:
        return "islands"
    if sector is None:
        return "unknown"
    if sector.council_id:
        return "england"
    return "scotland" if letters in SCOTLAND else "wales"


def _sentence(nation: str, likely: list[str] | None = None) -> str:
    own = _("It has its own fostering services and rules: the council there can tell you how to start.")
    words = {
        "england": "",
        "scotland": _("That postcode is in Scotland. %s") % own,
        "wales": _("That postcode is in Wales. %s") % own,
        "northern_ireland": _(
            "That postcode is in Northern Ireland. Health and social care trusts arrange fostering there."
        ),
        "islands": _("That postcode is on the Isle of Man or the Channel Islands. %s") % own,
        "forces": _(
            "That is a forces address. Families in the armed forces can foster: tell the service where you "
            "live now and they will talk it through with you."
        ),
    }
    if nation in words:
        return words[nation]
    if likely:
        return _("We do not know that postcode. Did you mean %s?") % _or(likely)
    return _(
        "We do not know that postcode: it may be new, or no longer used. You can go on, and somebody will ask "
        "you where you live."
    )


def _or(likely: list[str]) -> str:
    return _(" or ").join(likely)


def suggestions(packed: str) -> list[str]:
    """Up to three real postcodes one slip away: a letter for a number, two signs swapped, one typed twice."""
    found = []
    for candidate in _slips(packed):
        try:
            postcode = normal_postcode(candidate)
        except ValueError:
            continue
        if postcode not in found:
            found.append(postcode)
    known = set(Sector.objects.filter(code__in={one[:-2] for one in found}).values_list("code", flat=True))
    return [one for one in found if one[:-2] in known][:3]


def _slips(packed: str) -> list[str]:
    if not 4 <= len(packed) <= 9:
        return []
    made = []
    for at, sign in enumerate(packed):
        made += [packed[:at] + twin + packed[at + 1 :] for twin in _TWINS.get(sign, "")]
    made += [
        packed[:at] + packed[at + 1] + packed[at] + packed[at + 2 :]
        for at in range(len(packed) - 1)
        if packed[at] != packed[at + 1]
    ]
    made += [packed[:at] + packed[at + 1 :] for at in range(len(packed) - 1) if packed[at] == packed[at + 1]]
    return made
