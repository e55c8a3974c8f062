"""A council's own area is told exactly; of every other no page, file or endpoint tells more than what is published.

The walk opens everything that council staff may read, asking for a neighbour's area in every word there is for one,
before and after the neighbour's rows change. Nothing may differ: what does not change with a row does not tell of it.
"""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tenancy.scopes import scope
from tests.cast import TODAY, Cast, make_home, make_referral
from tests.placements.shortages.test_edition import _words
from tests.test_permissions import ROWS, world  # noqa: F401  (the fixture that fills every page)

pytestmark = pytest.mark.django_db(transaction=True)
BRADFORD, LEEDS = "E08000032", "E08000035"
ASKED = ("area=E08000032", "", "area=*", "region=Yorkshire+and+The+Humber", "peers=E08000032")
# The search for one child's home names homes one by one, whoever's they are; no word for an area may narrow it.
SEARCH = re.compile(r"/referrals/[0-9a-f-]{36}/")
# Written anew with every answer, whatever it tells.
_FRESH = re.compile(rb'nonce="[^"]*"|(?:csrfmiddlewaretoken|press)" value="[^"]*"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^"<]*')


def _neighbours_rows(cast: Cast, number: int) -> None:
    """Homes of Bradford's own service, which takes no child of Leeds, and children of Bradford who wait."""
    for _one in range(number):
        make_home(cast, who="nora", area_id=BRADFORD, sector_id="BD9 4", lat=53.8105, lon=-1.7901, max_children=1,
                  availability_confirmed_at=timezone.now())  # fmt: skip
        make_referral(cast, ages=(6,), who="nora")


def _addresses(world: dict[str, Any]) -> list[str]:  # noqa: F811
    """Every address that an analyst or an officer of Leeds may read, with the words for other areas."""
    from placements.shortages.selectors.files import BLOCKS

    found = []
    for row in ROWS:
        if row.method != "GET" or 200 not in (row.answers["anna"], row.answers["olga"]):
            continue
        kwargs = {key: value[1:] if value.startswith("=") else str(world[value]) for key, value in row.kwargs.items()}
        found.append(reverse(row.route, kwargs=kwargs))
    found += [reverse("shortage_file", args=[block, form]) for block in BLOCKS for form in ("json", "csv")]
    found += [reverse("shortage_file", args=["places", "xlsx"])]
    found += [f"/api/v1/shortages/figures/{block}" for block in BLOCKS]
    found += [reverse("shortage_edition", args=[kind]) for kind in ("officers", "publication")]
    found += [reverse("shortage_edition_file", args=[kind, "json"]) for kind in ("officers", "publication")]
    return sorted(set(found))


def _told(cast: Cast, addresses: list[str]) -> dict[str, bytes]:
    out = {}
    clients = {who: Client(raise_request_exception=False) for who in ("anna", "olga")}
    for who, client in clients.items():
        client.force_login(cast.people[who])
    for address in addresses:
        # Figures are the analyst's and asked for in every word, files of them in two; all else is the officer's.
        file = "/files/" in address
        words = ASKED[: 2 if file or SEARCH.search(address) else len(ASKED)]
        words = words if "shortage" in address or SEARCH.search(address) else ASKED[:1]
        client = clients["anna" if "shortage" in address else "olga"]
        for asked in words:
            cache.clear()
            answer = client.get(f"{address}?{asked}")
            body = b"".join(answer) if answer.streaming else answer.content
            out[f"{address}?{asked}"] = str(answer.status_code).encode() + _FRESH.sub(b"", _read(body))
    return out


def _read(body: bytes) -> bytes:
    """A spreadsheet by its cells, print by its words: the files themselves tell when they were made."""
    if body.startswith(b"%PDF"):
        return repr(_words(body)).encode()
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"".join(packed.read(name) for name in sorted(packed.namelist()) if name.startswith("xl/"))


def _differ(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return sorted(address for address in before if before[address] != after[address])


def test_nothing_that_a_council_opens_changes_with_a_neighbours_rows(
    cast: Cast,
    world: dict[str, Any],  # noqa: F811
) -> None:
    from placements.shortages.services.opening import publish_month

    _neighbours_rows(cast, 3)
    assert publish_month(TODAY)
    addresses = _addresses(world)
    assert len(addresses) > 60
    leak = _leaking("/council/shortages/files/places.json")
    before, leaked = _told(cast, addresses), leak(cast)
    _neighbours_rows(cast, 4)
    told = _told(cast, addresses)
    searches = {address for address in told if SEARCH.search(address)}
    assert [address for address in _differ(before, told) if address not in searches] == []
    for address in searches:
        refused = told[address][:3] in (b"400", b"422")
        assert refused or told[address] == told[address.partition("?")[0] + "?"], f"{address} counts an area"
    # Planted: a block that reads the area it is asked for. The walk sees it.
    assert _differ(leaked, leak(cast))


def _leaking(address: str) -> Any:
    """The same address with the rule off, as it was: places of whatever area is asked for."""
    from placements.shortages.selectors import files
    from placements.shortages.selectors.blocks import Block
    from placements.shortages.selectors.places import STATES, place_rows, summed

    def block(council: Any, asked: Any) -> Block:
        places = summed(place_rows([str(asked.get("area") or council.area_id)], TODAY))
        columns = [(state, state) for state in STATES]
        return Block("places", "Places", columns, [[getattr(places, state) for state in STATES]], TODAY, "")

    def told(cast: Cast) -> dict[str, bytes]:
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(files.BLOCKS, "places", block)
            patched.setattr(files, "of_own_area", lambda council, asked: None)
            return _told(cast, [address])

    return told


@pytest.mark.parametrize(
    "address",
    ["/council/shortages/", "/council/shortages/files/places.json", "/council/shortages/files/need.csv",
     "/council/shortages/strategy/officers.json"],
)  # fmt: skip
def test_another_area_is_refused_in_words_and_the_own_one_is_not(cast: Cast, address: str) -> None:
    _neighbours_rows(cast, 2)
    client = Client()
    client.force_login(cast.people["anna"])
    own = client.get(address)
    assert own.status_code == client.get(f"{address}?area={LEEDS}").status_code == 200
    refused = client.get(f"{address}?area={BRADFORD}")
    assert refused.status_code == 422
    assert "your own area alone" in refused.content.decode()
    assert "/open-data/" in refused.content.decode()
    past = client.get(f"{address}?area={BRADFORD}&as_of={TODAY.isoformat()}")
    assert past.status_code == 422, "a day past is no way round"


def test_the_page_leads_to_what_is_published_of_the_areas_beside(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["anna"])
    page = client.get("/council/shortages/").content.decode()
    assert f"/open-data/?figures=places&amp;area={BRADFORD}" in page
    assert 'name="area"' not in page


def test_the_rows_planted_are_there_to_be_told(cast: Cast) -> None:
    """The walk would hold over nothing: the neighbour itself sees every one of these places."""
    from placements.shortages.selectors.now import shortage_now_for

    _neighbours_rows(cast, 3)
    with scope(cast.neighbour.pk):
        assert shortage_now_for(cast.neighbour, TODAY).places.approved == 3


@pytest.mark.parametrize("address", ["/api/v1/shortages/figures/places", "/api/v1/shortages/now"])
def test_programs_ask_for_no_area_at_all(cast: Cast, address: str) -> None:
    """The API knows no such parameter: it refuses it by name, the own area alike."""
    _neighbours_rows(cast, 2)
    client = Client()
    client.force_login(cast.people["anna"])
    assert client.get(address).status_code == 200
    for area in (LEEDS, BRADFORD):
        refused = client.get(f"{address}?area={area}")
        assert refused.status_code == 400 and "area" in refused.json()["errors"]
