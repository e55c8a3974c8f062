"""Errors that a person can meet: a stable code, what happened, what to do next."""


class ServiceError(Exception):
    """A refused act. `code` is stable and dotted; `message` is a sentence for people.

    `fields` maps a form field to its message, so that page and API point at the same place.
    """

    status = 409
    code = "act.refused"

    def __init__(self, message: str, code: str | None = None, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = fields or {}


class NotReady(ServiceError):
    """Something is still missing; the message says what."""

    status = 409
    code = "act.not_ready"


class Invalid(ServiceError):
    """What was sent can't be right; `fields` says where."""

    status = 422
    code = "input.invalid"


class NotUnderstood(ServiceError):
    """What was sent cannot be read, or names what nobody here knows; `fields` says where, by path."""

    status = 400
    code = "input.not_understood"


class TooLarge(ServiceError):
    """More was sent than is read at once."""

    status = 413
    code = "input.too_large"


class Stale(ServiceError):
    """Somebody changed the row since it was read."""

    status = 409
    code = "row.stale"


class NotAllowed(ServiceError):
    """The caller's role does not include this act."""

    status = 403
    code = "act.not_allowed"


class Gone(ServiceError):
    """It was here and was deleted for good; the message says when."""

    status = 410
    code = "record.deleted"
