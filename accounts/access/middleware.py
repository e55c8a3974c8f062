"""The whole request in one transaction with the caller's organisation in scope.

The setting must be made in the same transaction as every query, including those of templates that render
late; so this opens the transaction, and ATOMIC_REQUESTS gives the view a savepoint inside it, without which
a failed view would commit half its rows.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from django.conf import settings
from django.contrib.messages.storage import default_storage
from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from accounts.access.selectors.callers import caller_by_key, caller_of
from accounts.access.services.api_keys import note_use
from accounts.pages.acting_for import drawn_for_another
from accounts.pages.failures import note_wrong, refuse_after_many
from accounts.pages.limits import TooOften
from accounts.pages.refusals import refusal
from accounts.tenancy.caller import PUBLIC, Caller
from accounts.tenancy.ids import key_of
from accounts.tenancy.scopes import proving, scope

Handler = Callable[[HttpRequest], HttpResponse]
ORGANISATION_KEY = "organisation"


def _by_bearer(request: HttpRequest) -> Caller | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    found = caller_by_key(secret.strip())
    if found is None:
        refuse_after_many("key", request)
        note_wrong("key", request)
    return found or Caller("api_key", bad_key=True)


def _resolve(request: HttpRequest) -> Caller:
    by_key = _by_bearer(request)
    if by_key is not None:
        return by_key
    if not request.user.is_authenticated:
        return PUBLIC
    return caller_of(request.user, request.session.get(ORGANISATION_KEY))


def _signing_in(request: HttpRequest) -> AbstractContextManager[None]:
    """Between password (or code, or link) and second factor nobody is signed in; allauth's session says who it is."""
    waiting = {} if request.user.is_authenticated else request.session.get(LOGIN_SESSION_KEY)
    person = key_of(str(url_str_to_user_pk(waiting["user_pk"]))) if waiting and waiting.get("user_pk") else None
    return proving(person) if person else nullcontext()


class RequestLog(RequestMiddleware):
    """Logs a request by its path alone: a query string holds what people search for, so names."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"


class HeadAsGet:
    """HEAD is answered like GET, without the body: no view has to name it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"


def _holds_nul(request: HttpRequest) -> bool:
    """No text of PostgreSQL can hold NUL, and no person types it; API bodies are checked by their serializers."""
    if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
        return True
    if request.method != "POST" or request.path.startswith("/api/"):
        return False
    return any("\0" in value for _, values in request.POST.lists() for value in values)


def _forget_marks(request: HttpRequest) -> None:
    """What the view noted of an act that was rolled back: a draft as sent, a link as used, “Saved.” to be shown.

    Sessions and banners are kept outside the transaction, after it, so they would outlive it.
    """
    session = getattr(request, "session", None)
    if session is not None and session.modified:
        request.session = type(session)(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    if hasattr(request, "_messages"):
        request._messages = default_storage(request)


class TenancyMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def process_view(self, request: HttpRequest, view: object, *_: object) -> HttpResponse | None:
        """After CSRF has had its say, so that nobody's body is read before. Raises BadRequest."""
        if _holds_nul(request):
            raise BadRequest("NUL in the request")
        another = drawn_for_another(request, view)
        return refusal(request, another) if another else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a page did not catch itself: the view's savepoint is rolled back by now."""
        _forget_marks(request)
        return refusal(request, error)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/health/"):
            return self.get_response(request)
        try:
            return self._in_scope(request)
        except IntegrityError as error:
            # A deferred rule speaks at the commit, when the page was drawn already: nothing was saved.
            _forget_marks(request)
            told = refusal(request, error)
            if told is None:
                raise
            return told

    def _in_scope(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        with scope(person=user.pk if user else None), _signing_in(request):
            request.caller = PUBLIC  # type: ignore[attr-defined]
            try:
                caller = _resolve(request)
            except TooOften as refused:
                return refusal(request, refused) or HttpResponse(status=429)
            request.caller = caller  # type: ignore[attr-defined]
            organisation = caller.organisation.pk if caller.organisation else None
            with scope(organisation, user.pk if user else None):
                if caller.key_id:
                    note_use(caller.key_id)
                return self.get_response(request)
