"""Each step of an application behind its guard; a refusal says what is missing (SI 2011/581 regs 26 to 28).

Stage 2 may begin before stage 1 has ended. Ten working days after the last item of stage 1 arrived, "not
suitable" is no longer offered there: the assessment goes on to stage 2 (reg 26(1B)).
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.input.errors import NotReady
from accounts.tenancy.caller import CallerAt
from carers.applications.selectors.checks import missing_for_decision, missing_for_stage1
from carers.applications.services.applications import change, locked, set_stage
from carers.applications.services.personal_checks import start_checks
from carers.law.clocks import CLOCKS
from carers.models import Application, Decision
from carers.people.selectors.settings import settings_of

Stage = Application.Stage


def stage1_is_late(application: Application, today: date) -> bool:
    """Whether the ten working days for a "not suitable" at stage 1 are over."""
    done = application.stage1_complete_on
    return done is not None and today > CLOCKS["stage_1_notice"].due(done)


def _stage1_open(application: Application) -> list[str]:
    """What stage 1 still waits for; nothing once it was noted as complete: the ten working days run from there."""
    return [] if application.stage1_complete_on else missing_for_stage1(application)


def steps_from(application: Application, today: date | None = None) -> list[Stage]:
    """What may follow, as the page offers it: without a step that the agency does not keep or that is too late."""
    today = today or timezone.localdate()
    steps = [Stage(to) for to in Application.NEXT.get(application.stage, ())]
    if application.stage in (Stage.REGISTERED, Stage.STAGE1):
        if stage1_is_late(application, today) or _stage1_open(application):
            steps.remove(Stage.DECLINED)
    elif application.stage in (Stage.STAGE2, Stage.BRIEF_REPORT):
        steps.remove(Stage.DECISION if settings_of(application.agency_id).panel_kept else Stage.PANEL)
    return steps


@transaction.atomic
def advance_application(
    by: CallerAt, application_id: UUID, to: str, reason: str = "", version: int | None = None, words: str = ""
) -> Application:
    """Move an application to `to`. `reason` is a withdrawal code, `words` the reasons of a refusal.

    Raises NotReady, in words that say what is missing; Stale; DoesNotExist.
    """
    application = locked(application_id, version)
    if to not in Application.NEXT.get(application.stage, ()):
        raise NotReady(
            _("An application at “%(stage)s” can't go to “%(next)s”.")
            % {"stage": application.get_stage_display(), "next": _label(to)},
            "application.step_not_possible",
        )
    guard = _GUARDS.get(to)
    if guard:
        guard(by, application, words)
    if to == Stage.WITHDRAWN:
        if not reason:
            raise NotReady(
                _("Say why the applicant withdrew."), "application.reason_missing", {"reason": _("Choose a reason")}
            )
        application.withdrawal_reason = reason
    set_stage(by, application, to)
    if to == Stage.STAGE1:
        start_checks(by, application)
    return application


def _label(to: str) -> str:
    return str(Stage(to).label) if to in Stage.values else to


def _need_words(words: str) -> None:
    if not words.strip():
        raise NotReady(
            _("Write the reasons: the applicant has a right to them."),
            "application.words_missing",
            {"words": _("Enter the reasons")},
        )


def _decide(by: CallerAt, application: Application, kind: str, outcome: str, words: str = "") -> None:
    Decision.objects.create(
        agency_id=application.agency_id,
        application=application,
        kind=kind,
        outcome=outcome,
        decided_by_id=by.user_id,
        reasons=words.strip(),
    )


def _to_stage2(by: CallerAt, application: Application, words: str) -> None:
    """Opening stage 2 from stage 1 is the decision to go on; from later steps it orders the full assessment."""
    if application.stage == Stage.STAGE1:
        _decide(by, application, Decision.Kind.STAGE1, Decision.Outcome.PROCEED, words)
    elif application.stage == Stage.BRIEF_REPORT:
        _decide(by, application, Decision.Kind.BRIEF_REPORT, Decision.Outcome.PROCEED, words)


def _to_brief_report(by: CallerAt, application: Application, words: str) -> None:
    _need_words(words)
    application.brief_report_sent_on, application.brief_report_comments_on = timezone.localdate(), None


def _must_have_checks(application: Application) -> None:
    missing = missing_for_decision(application)
    if missing:
        raise NotReady(_("Still missing: %(missing)s.") % {"missing": "; ".join(missing)}, "application.checks_missing")


def _report_is_ready(application: Application) -> None:
    """A full assessment needs every check; a brief report, the applicant's comments or the end of their ten days."""
    if application.stage != Stage.BRIEF_REPORT:
        _must_have_checks(application)
        return
    sent = application.brief_report_sent_on or timezone.localdate()
    due = CLOCKS["brief_report_comments"].due(sent)
    if application.brief_report_comments_on is None and timezone.localdate() <= due:
        raise NotReady(
            _("The applicant may comment on the brief report until %(due)s. Note their comments, or wait until then.")
            % {"due": f"{due:%-d %B %Y}"},
            "application.comments_open",
        )


def _to_panel(by: CallerAt, application: Application, words: str) -> None:
    if not settings_of(application.agency_id).panel_kept:
        raise NotReady(_("Your service keeps no panel: go on to the decision."), "application.no_panel")
    _report_is_ready(application)
    application.panel_on = application.papers_sent_on = application.minutes_on = None


def _to_decision(by: CallerAt, application: Application, words: str) -> None:
    if application.stage == Stage.DETERMINATION:
        if not application.determination_route:
            raise NotReady(
                _("A new decision follows representations or the Independent Review Mechanism. Note which came first."),
                "application.route_missing",
            )
        return
    if application.stage == Stage.PANEL:
        if application.minutes_on is None:
            raise NotReady(
                _("Note the panel's recommendation and the day of its final minutes first."),
                "application.minutes_missing",
            )
        return
    if settings_of(application.agency_id).panel_kept:
        raise NotReady(_("Your service keeps a panel: it comes before the decision."), "application.panel_first")
    _report_is_ready(application)
    application.minutes_on = timezone.localdate()


def _to_determination(by: CallerAt, application: Application, words: str) -> None:
    """Minded to refuse: written notice with reasons; 28 days for representations or a review (reg 27)."""
    _must_decide(by)
    _need_words(words)
    application.determination_on, application.determination_route = timezone.localdate(), ""
    _decide(by, application, Decision.Kind.DETERMINATION, Decision.Outcome.NOT_SUITABLE, words)


def _must_decide(by: CallerAt) -> None:
    if not by.can("approve"):
        raise NotReady(_("Only the agency decision maker can do this."), "application.not_decision_maker")


def _to_declined(by: CallerAt, application: Application, words: str) -> None:
    today = timezone.localdate()
    if application.stage == Stage.DETERMINATION:
        _must_decide(by)
        if not application.determination_route and today <= _determination_ends(application):
            raise NotReady(
                _(
                    "The applicant has until %(day)s to make representations or "
                    "to ask for an independent review. Nothing final before then."
                )
                % {"day": f"{_determination_ends(application):%-d %B %Y}"},
                "application.determination_open",
            )
        _decide(by, application, Decision.Kind.DECISION_MAKER, Decision.Outcome.NOT_SUITABLE, words)
        return
    missing = _stage1_open(application)
    if missing:
        raise NotReady(
            _("Stage 1 is not complete. Still missing: %(missing)s.") % {"missing": "; ".join(missing)},
            "application.stage1_open",
        )
    if stage1_is_late(application, today):
        raise NotReady(
            _(
                "Ten working days have passed since the last item of stage 1 arrived: “not suitable” can't be decided "
                "at stage 1 any more (SI 2011/581 reg 26(1B)). Go on to stage 2."
            ),
            "application.stage1_too_late",
        )
    _need_words(words)
    _decide(by, application, Decision.Kind.STAGE1, Decision.Outcome.NOT_SUITABLE, words)


def _determination_ends(application: Application) -> date:
    return (application.determination_on or timezone.localdate()) + timedelta(days=28)


_GUARDS: dict[str, Callable[[CallerAt, Application, str], None]] = {
    Stage.STAGE2: _to_stage2,
    Stage.BRIEF_REPORT: _to_brief_report,
    Stage.PANEL: _to_panel,
    Stage.DECISION: _to_decision,
    Stage.DETERMINATION: _to_determination,
    Stage.DECLINED: _to_declined,
}


@transaction.atomic
def note_comments(by: CallerAt, application_id: UUID, on: date) -> Application:
    """The applicant's comments on a brief report arrived."""
    application = locked(application_id)
    if application.stage != Stage.BRIEF_REPORT:
        raise NotReady(_("There is no brief report to comment on."), "application.no_brief_report")
    application.brief_report_comments_on = on
    change(by, application, "comments_received")
    return application


@transaction.atomic
def plan_panel(by: CallerAt, application_id: UUID, on: date, papers_sent_on: date | None = None) -> Application:
    """The panel's day; its papers go five working days ahead (NMS 14)."""
    application = locked(application_id)
    if application.stage != Stage.PANEL:
        raise NotReady(_("Move the application on to “Panel” first."), "application.not_at_panel")
    application.panel_on, application.papers_sent_on = on, papers_sent_on
    change(by, application, "papers_sent" if papers_sent_on else "panel_planned")
    return application


@transaction.atomic
def note_recommendation(by: CallerAt, application_id: UUID, outcome: str, minutes_on: date, words: str) -> Application:
    """What the panel recommends, with its final minutes: the decision maker's seven working days begin."""
    application = locked(application_id)
    if application.stage != Stage.PANEL:
        raise NotReady(_("Move the application on to “Panel” first."), "application.not_at_panel")
    if outcome not in {Decision.Outcome.SUITABLE, Decision.Outcome.NOT_SUITABLE, Decision.Outcome.DEFERRED}:
        raise NotReady(_("Choose what the panel recommends."), "application.outcome_missing")
    _need_words(words)
    _decide(by, application, Decision.Kind.PANEL, outcome, words)
    application.panel_on = application.panel_on or minutes_on
    if outcome == Decision.Outcome.DEFERRED:
        application.panel_on = application.papers_sent_on = None
        change(by, application, "panel_deferred")
        return application
    application.minutes_on = minutes_on
    set_stage(by, application, Stage.DECISION)
    return application


@transaction.atomic
def choose_route(by: CallerAt, application_id: UUID, route: str) -> Application:
    """What the applicant did in the 28 days: representations, or a review; one of them, not both."""
    application = locked(application_id)
    if application.stage != Stage.DETERMINATION or route not in Application.Route.values:
        raise NotReady(
            _("Choose representations or the Independent Review Mechanism."), "application.route_not_possible"
        )
    if application.determination_route:
        raise NotReady(
            _("They chose “%(route)s” already; it can't be both.")
            % {"route": application.get_determination_route_display()},
            "application.route_taken",
        )
    if timezone.localdate() > _determination_ends(application):
        raise NotReady(_("The 28 days are over."), "application.determination_over")
    application.determination_route = route
    change(by, application, route)
    return application
