"""Texts over plain HTTP, for agencies that may not use GOV.UK Notify.

POST {to, from, text, reference} as JSON with a bearer token; 2xx with {"id": ...} is a yes. GET with
?reference=... answers {"messages": [...]} where the provider can look one up.
"""

import http.client
import json
from urllib.parse import quote, urlsplit

from django.conf import settings

from accounts.outbox.addresses import normal
from accounts.outbox.gateways.base import Doubtful, Outcome, Outgoing, Permanent, Throttled, Unknown


class SmsHttp:
    timeout = 20

    def __init__(self) -> None:
        if not settings.SMS_HTTP_URL:
            raise Permanent("No address of a text provider is set (SMS_HTTP_URL).")
        self.url = urlsplit(settings.SMS_HTTP_URL)

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self.url.scheme == "https" else http.client.HTTPConnection
        made = kind(self.url.hostname or "", self.url.port, timeout=self.timeout)
        try:
            made.connect()
        except OSError as error:
            raise Unknown(f"The text provider can't be reached ({type(error).__name__}).") from error
        return made

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, dict[str, object], str]:
        """(status, answer, Retry-After). Raises Unknown before, Doubtful after the request has left."""
        connection = self._connection()
        headers = {"Authorization": f"Bearer {settings.SMS_HTTP_TOKEN}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text, waits = answer.read(), answer.headers.get("Retry-After", "")
        except (OSError, http.client.HTTPException) as error:
            raise Doubtful("The line to the text provider broke; it may have taken the message.") from error
        finally:
            connection.close()
        try:
            told = json.loads(text or b"{}")
        except ValueError:
            told = {}
        return answer.status, told if isinstance(told, dict) else {}, waits

    def send(self, message: Outgoing) -> Outcome:
        body = {
            "to": normal("sms", message.recipient),
            "from": settings.SMS_SENDER,
            "text": message.body,
            "reference": message.reference,
        }
        code, told, waits = self._ask("POST", self.url.path or "/", json.dumps(body))
        if 200 <= code < 300:
            return Outcome(str(told.get("id", "")))
        if code == 429:
            raise Throttled("The text provider asked us to slow down.", int(waits) if waits.isdigit() else 60)
        if code == 503:
            raise Unknown("The text provider is not available.")
        if code in (401, 403):
            raise Unknown("The text provider did not accept our token.")
        if 400 <= code < 500:
            raise Permanent(f"The text provider refused the message ({code}).")
        raise Doubtful(f"The text provider answered {code}; it may have taken the message.")

    def was_taken(self, reference: str) -> bool | None:
        try:
            code, told, _ = self._ask("GET", f"{self.url.path or '/'}?reference={quote(reference)}", None)
        except (Unknown, Doubtful):
            return None
        return bool(told.get("messages")) if code == 200 and "messages" in told else None

    def close(self) -> None:
        """Nothing is held open."""
