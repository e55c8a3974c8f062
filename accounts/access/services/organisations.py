"""Organisations come into being by an operator's command, and their managers keep what the public reads of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.access.services import joining
from accounts.access.services.organisation_mail import tell_of_service
from accounts.access.services.people import person_of
from accounts.access.services.team import person_only, read_address
from accounts.acts import audit
from accounts.input.errors import Invalid, NotReady
from accounts.input.pasted import a_name
from accounts.models import Council, Membership, Organisation
from accounts.tenancy.caller import CallerAt, job_for
from accounts.tenancy.scopes import scope

AgencyKind = Organisation.AgencyKind
KINDS = ("agency", "council", "both", "region")
FIRST_ROLES = {
    "agency": ["agency_manager"],
    "council": ["council_manager"],
    "both": ["agency_manager", "council_manager"],
    "region": ["regional_viewer"],
}
# What a manager may change, by what the organisation is.
OPEN_TO_ALL = ("name", "email", "telephone")
OPEN_TO_AGENCIES = (*OPEN_TO_ALL, "duty_telephone", "urn", "recruits", "serves")
INDEPENDENT = (AgencyKind.VOLUNTARY, AgencyKind.PRIVATE)


@dataclass(frozen=True)
class NewOrganisation:
    """`kind` is one of KINDS; `council` the ONS code of an area, needed by what places children.

    `provider` says what an independent agency is: "voluntary" or "private".
    """

    name: str
    kind: str
    manager: str
    council: str = ""
    urn: str = ""
    provider: str = AgencyKind.PRIVATE


@dataclass(frozen=True)
class Made:
    organisation: Organisation
    membership: Membership
    link: str


@transaction.atomic
def create_organisation(asked: NewOrganisation) -> Made:
    """The organisation, its first manager from today, and the address that invites them.

    Raises Invalid, in words, for what can't be; nothing is made then.
    """
    area = _area(asked)
    email = read_address(asked.manager)
    organisation = Organisation(
        pk=uuid4(), name=_name(asked.name), slug=_free_slug(asked.name), area=area if asked.kind != "agency" else None,
        agency_kind=_agency_kind(asked), is_council=asked.kind in ("council", "both"),
        is_regional_body=asked.kind == "region", recruits=asked.kind in ("agency", "both"), urn=asked.urn.strip(),
    )  # fmt: skip
    with scope(organisation.pk):
        organisation.save(force_insert=True)
        if organisation.is_agency and area is not None:
            organisation.serves.set([area])
        membership = Membership(organisation=organisation, user=person_of(email, ""), roles=FIRST_ROLES[asked.kind],
                                starts_on=timezone.localdate())  # fmt: skip
        membership.save()
        job = job_for(organisation)
        audit.record(job, "organisation.created", organisation, kind=asked.kind)
        audit.record(job, "membership.invited", membership, roles=membership.roles)
    return Made(organisation, membership, joining.link_for(membership))


def _agency_kind(asked: NewOrganisation) -> str:
    if asked.kind == "both":
        return AgencyKind.COUNCIL_SERVICE
    return asked.provider if asked.kind == "agency" else ""


def _name(text: str) -> str:
    name = a_name(text)
    if not name or len(name) > 200:
        words = _("Give the organisation a name of at most 200 characters.")
        raise Invalid(words, "organisation.name", {"name": words})
    return name


def _area(asked: NewOrganisation) -> Council | None:
    if asked.kind not in KINDS:
        raise Invalid(_("Choose a kind: %s.") % ", ".join(KINDS), "organisation.kind")
    if not asked.council:
        if asked.kind in ("council", "both"):
            raise Invalid(_("Say whose area it is: --council with the council's ONS code."), "organisation.area_needed")
        return None
    area = Council.objects.filter(pk=asked.council.strip().upper()).first()
    if area is None:
        words = _("No council of England has the code %s. Leeds, for example, is E08000035.") % asked.council
        raise Invalid(words, "organisation.area_unknown")
    if asked.kind in ("council", "both") and Organisation.objects.filter(is_council=True, area=area).exists():
        raise NotReady(_("%s is here already.") % area.name, "organisation.area_taken")
    return area


def _free_slug(name: str) -> str:
    """`aire-fostering`, or `aire-fostering-2` where that is taken."""
    stem = slugify(name)[:70] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


def open_fields(organisation: Organisation) -> tuple[str, ...]:
    """The names of what a manager may change here."""
    if not organisation.is_agency:
        return OPEN_TO_ALL
    own = organisation.agency_kind in INDEPENDENT
    return (*OPEN_TO_AGENCIES, "agency_kind") if own else OPEN_TO_AGENCIES


@transaction.atomic
def change_organisation(by: CallerAt, changes: Mapping[str, Any]) -> Organisation:
    """What the public reads: name, ways to reach, areas served, whether enquiries are taken.

    A council whose area an agency begins to serve is told. Raises Invalid, NotAllowed for a program.
    """
    person_only(by)
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=by.organisation_id)
    closed = sorted(set(changes) - set(open_fields(organisation)))
    if closed:
        words = _("This can't be changed here: %s.") % ", ".join(closed)
        raise Invalid(words, "organisation.field_closed", dict.fromkeys(closed, words))
    plain = {name: value for name, value in changes.items() if name != "serves"}
    if "name" in plain:
        plain["name"] = _own_name(organisation, plain["name"])
    changed = [name for name, value in plain.items() if getattr(organisation, name) != value]
    if plain.get("agency_kind", AgencyKind.PRIVATE) not in INDEPENDENT:
        words = _("Choose voluntary or private.")
        raise Invalid(words, "organisation.provider", {"agency_kind": words})
    for name, value in plain.items():
        setattr(organisation, name, value)
    if changed:
        organisation.save(update_fields=changed)
    if "serves" in changes:
        changed += _serve(organisation, changes["serves"])
    if changed:
        audit.record(by, "organisation.changed", organisation, fields=sorted(changed))
    return organisation


def _own_name(organisation: Organisation, text: str) -> str:
    """Nobody goes by the name of another. Raises Invalid."""
    name = _name(text)
    if Organisation.objects.filter(name__iexact=name).exclude(pk=organisation.pk).exists():
        words = _("Another organisation has this name. Choose one that tells you apart.")
        raise Invalid(words, "organisation.name_taken", {"name": words})
    return name


def _serve(organisation: Organisation, codes: list[str]) -> list[str]:
    """The areas are exactly these, and a council hears of each agency that is new in its own. Raises Invalid."""
    known = set(Council.objects.filter(pk__in=codes).values_list("pk", flat=True))
    if set(codes) - known or not known:
        words = _("Choose the councils that you serve.")
        raise Invalid(words, "organisation.serves", {"serves": words})
    before = set(organisation.serves.values_list("pk", flat=True))
    organisation.serves.set(Council.objects.filter(pk__in=known))
    for council in Organisation.objects.filter(is_council=True, area__in=known - before).exclude(pk=organisation.pk):
        tell_of_service(council, organisation)
    return ["serves"] if before != known else []
