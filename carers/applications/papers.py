"""Papers about an application, made from what is known: the same content as page and as PDF."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carers.applications.selectors.checks import missing_for_decision
from carers.law.vocabulary import KindOfCare
from carers.models import Application, Approval, Household

TITLES = {
    "front-sheet": gettext_lazy("Assessment front sheet"),
    "panel-pack": gettext_lazy("Papers for the panel"),
    "approval-notice": gettext_lazy("Notice of approval"),
}


@dataclass(frozen=True)
class PaperSection:
    """A heading with sentences, and perhaps a table: `head` names its columns."""

    title: str
    sentences: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    title: str
    organisation: str
    facts: list[tuple[str, str]]
    sections: list[PaperSection]
    footer: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def paper_of(key: str, application: Application, organisation: str, now: datetime) -> Paper | None:
    """The paper `key` about an application; None where there is none: no such paper, or not approved yet."""
    home: Household | None = getattr(application, "household", None)
    if key not in TITLES or (key == "approval-notice" and home is None):
        return None
    if key == "approval-notice":
        assert home is not None
        facts, sections = _notice(application, home)
    else:
        facts, sections = _about(application), _pack(application) if key == "panel-pack" else []
    when = date_format(timezone.localtime(now), "j F Y, H:i")
    return Paper(str(TITLES[key]), organisation, facts, sections, _("Made %(when)s from what is recorded.") % {
        "when": when})  # fmt: skip


def _day(day: date | None, otherwise: str) -> str:
    return date_format(day, "j F Y") if day else otherwise


def _about(row: Application) -> list[tuple[str, str]]:
    enquiry, unknown = row.enquiry, _("not known")
    area = enquiry.sector.council if enquiry and enquiry.sector else None
    reached = [text for text in (enquiry.telephone, enquiry.email) if text] if enquiry else []
    return [
        (_("Applicant"), row.name),
        (_("Reached by"), ", ".join(reached) or unknown),
        (_("Postcode"), (enquiry.postcode if enquiry else "") or unknown),
        (_("Council area"), area.name if area else unknown),
        (_("Application received"), _day(row.registered_on, unknown)),
        (_("Stage"), str(row.get_stage_display())),
        (_("Stage 1 complete"), _day(row.stage1_complete_on, _("not yet"))),
        (_("Assessed by"), row.owner.name if row.owner else _("nobody yet")),
        (_("Still missing"), "; ".join(missing_for_decision(row)) or _("nothing")),
    ]


def _pack(row: Application) -> list[PaperSection]:
    checks = [
        [str(check.get_kind_display()), check.person, _day(check.received_on, _("not yet")),
         str(check.get_outcome_display() or (_("not judged yet") if check.received_on else "-"))]
        for check in row.checks.all()
    ]  # fmt: skip
    decided = [
        f"{one.get_kind_display()}: {one.get_outcome_display()}, {_day(one.decided_on, '')}. {one.reasons}".strip()
        for one in row.decisions.all()
    ]
    rule = _("Members have these papers at least five working days before the panel meets. The applicants may come, "
             "with somebody to support them.")  # fmt: skip
    return [
        PaperSection(_("Checks"), [] if checks else [_("None asked for yet.")],
                     [_("Check"), _("About or from"), _("Received"), _("Outcome")], checks),
        PaperSection(_("Decisions so far"), [*(decided or [_("None.")]), rule]),
    ]  # fmt: skip


def _notice(row: Application, home: Household) -> tuple[list[tuple[str, str]], list[PaperSection]]:
    terms: Approval | None = home.approvals.order_by("recorded_at").first()
    facts = [(_("Approved"), row.name), (_("Home"), home.reference)]
    if terms:
        number = _("up to %(n)s") % {"n": terms.max_children} if terms.max_children else _("no number stated")
        ages = _("%(low)s to %(high)s") % {"low": terms.age_min, "high": terms.age_max}
        facts += [
            (_("Children"), number), (_("Ages"), ages), (_("Girls or boys"), str(terms.get_sex_display())),
            (_("Kinds of care"), ", ".join(str(KindOfCare(kind).label) for kind in terms.kinds)),
        ]  # fmt: skip
    words = [
        _("You are approved as foster carers from %(day)s (Fostering Services (England) Regulations 2011, "
          "regulation 27).") % {"day": _day(home.approved_on, "")},
        _("Before a child comes to live with you we will both sign a foster care agreement. Your approval is reviewed "
          "within a year, and at least once a year after that."),
        _("If you do not agree with these terms you can tell us within 28 days, or apply to the Independent Review "
          "Mechanism, but not both."),
    ]  # fmt: skip
    return facts, [PaperSection("", words)]
