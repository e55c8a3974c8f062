"""A Celery application with a planted fault: a mail server that is away counts as a yes."""

from accounts.outbox.gateways import Outcome, Outgoing, Unknown
from accounts.outbox.gateways.smtp import Smtp
from config.celery import app

_send = Smtp.send


def _careless(self: Smtp, message: Outgoing) -> Outcome:
    try:
        return _send(self, message)
    except Unknown:
        return Outcome("nobody")


Smtp.send = _careless  # type: ignore[method-assign]
__all__ = ["app"]
