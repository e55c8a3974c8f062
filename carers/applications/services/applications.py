"""An application under its lock: its stage, its owner's pauses. Guards of each step: `stages` beside this."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import NotReady, Stale
from accounts.tenancy.caller import CallerAt
from carers.models import Application


def locked(application_id: UUID, version: int | None = None) -> Application:
    """The application, locked for this transaction. Raises Stale where it changed since it was read."""
    application = Application.objects.select_for_update().get(pk=application_id)
    if version is not None and application.version != version:
        raise Stale(
            _(
                "Somebody else changed this application since you opened it. Nothing of yours was saved: "
                "look at what changed, then try again."
            )
        )
    return application


def set_stage(by: CallerAt, application: Application, to: str, **data: str) -> None:
    """Write the stage of a locked application, and the act."""
    before = application.stage
    application.stage, application.stage_since = to, timezone.now()
    application.version += 1
    application.save()
    record(by, f"application.{to}", application, before=before, **data)


def change(by: CallerAt, application: Application, act: str, **data: str) -> None:
    """Save a locked application without a new stage, and the act."""
    application.version += 1
    application.save()
    record(by, f"application.{act}", application, **data)


@transaction.atomic
def pause(by: CallerAt, application_id: UUID, reason: str) -> Application:
    """Pause an open application with its reason. The law's clocks run on; it only stops showing as stuck."""
    application = locked(application_id)
    if not application.is_open or application.paused_on:
        raise NotReady(_("Only an open application that is not paused can be paused."), "application.not_pausable")
    if not reason.strip():
        raise NotReady(_("Say why it is paused."), "application.reason_missing", {"reason": _("Enter a reason")})
    application.paused_on, application.pause_reason = timezone.localdate(), reason.strip()
    change(by, application, "paused")
    return application


@transaction.atomic
def resume(by: CallerAt, application_id: UUID) -> Application:
    application = locked(application_id)
    if not application.paused_on:
        raise NotReady(_("This application is not paused."), "application.not_paused")
    application.paused_on, application.pause_reason = None, ""
    change(by, application, "resumed")
    return application
