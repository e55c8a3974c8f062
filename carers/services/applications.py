"""An application's way from registration to a decision (SI 2011/581 regs 26 to 27)."""

from uuid import UUID

from django.utils import timezone

from accounts.caller import Caller
from accounts.errors import NotReady, Stale
from accounts.services.audit import record
from carers.models import Application

Stage = Application.Stage
NEXT: dict[str, tuple[str, ...]] = {
    Stage.REGISTERED: (Stage.STAGE1, Stage.WITHDRAWN, Stage.DECLINED, Stage.TRANSFERRED),
    Stage.STAGE1: (Stage.STAGE2, Stage.WITHDRAWN, Stage.DECLINED, Stage.TRANSFERRED),
    Stage.STAGE2: (Stage.PANEL, Stage.DECISION, Stage.WITHDRAWN, Stage.DECLINED, Stage.TRANSFERRED),
    Stage.PANEL: (Stage.DECISION, Stage.STAGE2, Stage.WITHDRAWN, Stage.DECLINED),
    Stage.DECISION: (Stage.WITHDRAWN, Stage.DECLINED),
}


def locked(application_id: UUID, version: int | None = None) -> Application:
    """The application, locked for this transaction. Raises Stale where it changed since it was read."""
    application = Application.objects.select_for_update().get(pk=application_id)
    if version is not None and application.version != version:
        raise Stale(
            "Somebody else changed this application since you opened it. Nothing of yours was saved: "
            "look at what changed, then try again."
        )
    return application


def set_stage(by: Caller, application: Application, to: str, **data: str) -> None:
    """Write the stage of a locked application, and the act."""
    before = application.stage
    application.stage, application.stage_since = to, timezone.now()
    application.version += 1
    application.save()
    record(by, f"application.{to}", application, before=before, **data)


def advance_application(
    by: Caller, application_id: UUID, to: str, reason: str = "", version: int | None = None
) -> Application:
    """Move an application to `to`. Raises NotReady where that step can't follow, Stale, DoesNotExist."""
    application = locked(application_id, version)
    if to not in NEXT.get(application.stage, ()):
        raise NotReady(
            f"An application at “{application.get_stage_display()}” can't go to “{Stage(to).label}”.",
            "application.step_not_possible",
        )
    if to == Stage.WITHDRAWN:
        if not reason:
            raise NotReady(
                "Say why the applicant withdrew.", "application.reason_missing", {"reason": "Choose a reason"}
            )
        application.withdrawal_reason = reason
    set_stage(by, application, to)
    return application
