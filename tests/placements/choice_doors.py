"""Doors at which a choice about a referral is asked, so that a test can look whether what is chosen is kept.

A door has the serializer that says what is asked, a body that is complete, and how it is sent; what is kept is read
from the rows of that referral alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.test import Client
from django.utils import timezone

from placements.models import Ask, Child, Decline, Gate, Match, MatchRules, Offer, Placement, Referral, Share
from placements.offers.services import asking, offering
from placements.placing import services as placing
from placements.placing.services import gates
from tests.cast import TODAY, Cast, make_home, make_referral

KEPT: tuple[type[models.Model], ...] = (Share, Offer, Placement, Ask, Decline, Gate, Match)
NAME = "I like my friend Kacper Nowak"  # the screen holds it back: a choice must outlive the looking
NOT_OF_A_CHOICE = ("facts", "result", "rank", "score", "version", "id", "reference")
Body = dict[str, Any]
Sent = Callable[[Body], list[Any]]


@dataclass(frozen=True)
class Door:
    """`shape` says what is asked. `base` is a complete body; `others` another valid value of each field where the kind
    of the field does not give one. `apart`: to what it is done. `send` does it and gives what is kept."""

    shape: type[Any]
    send: Sent
    base: Body = field(default_factory=dict)
    others: Body = field(default_factory=dict)
    apart: frozenset[str] = frozenset()


def _plain(row: models.Model, labels: Mapping[UUID, str]) -> list[Any]:
    fields = [one.attname for one in row._meta.concrete_fields if one.name not in NOT_OF_A_CHOICE]
    return [type(row).__name__, *((name, _value(getattr(row, name), labels)) for name in fields)]


def _value(value: Any, labels: Mapping[UUID, str]) -> Any:
    """Ids by their labels, moments to the hour."""
    if isinstance(value, datetime):
        return round((value - timezone.now()) / timedelta(hours=1))
    if isinstance(value, UUID):
        return labels.get(value, "id")
    return [_value(one, labels) for one in value] if isinstance(value, list) else value


class Acts:
    """What is done at the doors, by whom; each act on a referral of its own."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.home = str(make_home(cast, max_children=3, rooms=3))
        self.little_ones = str(make_home(cast, max_children=3, rooms=3, age_max=3))
        away = {"area_id": "E08000032", "sector_id": "BD9 4", "lat": 53.8105, "lon": -1.7901}
        self.next_door = str(make_home(cast, max_children=3, rooms=3, **away))
        self.labels = {cast.agency.pk: "aire", cast.rival.pk: "calder", cast.council.pk: "leeds"}

    def call(self, who: str, method: str, path: str, body: Body) -> Any:
        client = Client()
        client.force_login(self.cast.people[who])
        answer = getattr(client, method)(f"/api/v1/{path}", body, content_type="application/json")
        assert answer.status_code in (200, 201), (path, body, answer.content)
        return answer.json()

    def kept(self, referral: Any) -> list[Any]:
        """What the rows of the referral hold. Its stays go, so that the next act finds the homes as this one did."""
        rows = Child.objects.using("owner").filter(referral_children__referral=referral).order_by("birth_month")
        labels = {**self.labels, **{child.pk: f"child {n}" for n, child in enumerate(rows)}}
        found = [_plain(Referral.objects.using("owner").get(pk=referral), labels), *(_plain(c, labels) for c in rows)]
        for model in KEPT:
            its = model._base_manager.using("owner").filter(referral=referral)
            found += sorted((_plain(one, labels) for one in its), key=str)
        rules = MatchRules.objects.using("owner").order_by("-version").first()
        Placement.objects.using("owner").filter(referral=referral).delete()
        Ask.objects.using("owner").filter(referral=referral).delete()
        return [*found, _plain(rules, labels) if rules else None]

    def refer(self, body: Body) -> list[Any]:
        named = [child | {"reference": uuid4().hex[:8]} for child in body["children"]]
        sent = body | {"reference": uuid4().hex[:8], "children": named}
        return self.kept(self.call("olga", "post", "referrals", sent)["id"])

    def refer_for(self, child: Body) -> list[Any]:
        return self.refer(REFERRAL | {"children": [child], "together": None})

    def record(self, body: Body) -> list[Any]:
        return self.kept(self.call("musa", "post", "inbox", body | {"reference": uuid4().hex[:8]})["id"])

    def draft(self, part: str) -> Sent:
        """The whole of a draft, of which one part is varied; what the referral that it becomes keeps."""

        def send(body: Body) -> list[Any]:
            parts = DRAFT | {part: body}
            children = [child | {"reference": uuid4().hex[:8]} for child in parts["who"].get("children", CHILDREN)]
            if part == "child":
                children = [body | {"reference": uuid4().hex[:8]}]
            who = parts["who"] | {"reference": uuid4().hex[:8], "children": children}
            key = self.call("olga", "post", "referral-drafts", {"part": "who", "facts": who})["id"]
            said = {child["reference"]: parts["needs"].get("needs") for child in children}
            for name, more in (("needs", {"who_version": 1}), ("wishes", {}), ("dates", {})):
                facts = parts[name] | ({"needs": said} if name == "needs" else {})
                self.call("olga", "patch", f"referral-drafts/{key}", {"part": name, "facts": facts, **more})
            return self.kept(self.call("olga", "post", f"referral-drafts/{key}/open", parts["open"])["id"])

        return send

    def on(self, who: str, path: str, before: Callable[[UUID], Any] = lambda referral: referral, **more: Any) -> Sent:
        """An act on a referral for two children; `before` makes what it is done to and gives its id."""

        def send(body: Body) -> list[Any]:
            referral = make_referral(self.cast, (4, 6), **more)
            if "children" in body:
                body = body | {"children": [self._elder(referral)]}
            self.call(who, "post", path.format(before(referral)), body)
            return self.kept(referral)

        return send

    def on_recorded(self, path: str) -> Sent:
        def send(body: Body) -> list[Any]:
            children = {"children": CHILDREN, "reference": uuid4().hex[:8]}
            made = self.call("musa", "post", "inbox", RECORDED | children)["id"]
            if "children" in body:
                body = body | {"children": [self._elder(made)]}
            self.call("musa", "post", path.format(made), body)
            return self.kept(made)

        return send

    def rules(self, body: Body) -> list[Any]:
        self.call("carl", "post", "match-rules", body)
        return self.kept(make_referral(self.cast))

    def _elder(self, referral: Any) -> str:
        rows = Child.objects.using("owner").filter(referral_children__referral=referral)
        return str(rows.earliest("birth_month").pk)

    def held(self, referral: UUID) -> UUID:
        with self.cast.acting("olga") as olga:
            placing.hold(olga, referral, UUID(self.home), 2)
        return referral

    def offered(self, referral: UUID) -> UUID:
        with self.cast.acting("musa") as musa:
            return offering.offer(musa, referral, UUID(self.home)).pk

    def asked(self, referral: UUID) -> UUID:
        with self.cast.acting("musa") as musa:
            return asking.ask(musa, referral, UUID(self.home)).pk

    def gate(self, referral: UUID) -> UUID:
        with self.cast.acting("olga") as olga:
            row = Referral.objects.get(pk=referral)
            return gates.ask(olga, row, UUID(self.next_door), "E08000032", "Near school").pk


LATER = str(date(TODAY.year + 1, 1, 15))
MUCH_LATER = str(date(TODAY.year + 1, 6, 15))
CHILDREN: list[Body] = [{"birth_month": f"{TODAY.year - age}-03", "sex": "F"} for age in (8, 6)]
NEED: Body = {"kind": "short_term", "urgency": "planned", "needed_by": str(TODAY)}
REFERRAL: Body = NEED | {"together": "must", "wishes_words": NAME, "children": CHILDREN}
RECORDED: Body = NEED | {"together": "must", "council": "E08000032", "children": CHILDREN}
DRAFT: Body = {
    "who": {"together": "must"}, "needs": {}, "open": {}, "dates": NEED,
    "wishes": {"wishes_words": NAME, "avoid_postcode": "LS8 1", "avoid_km": 2},
}  # fmt: skip
