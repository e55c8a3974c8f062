"""GOV.UK Notify, for public bodies: e-mail, texts and letters, each with our reference."""

from typing import Any

import requests
from django.conf import settings
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from accounts.outbox.gateways.base import Doubtful, Outcome, Outgoing, Permanent, Throttled, Unknown


class Notify:
    """The account holds one template a channel, whose body is `((body))` (and `((subject))` for e-mail)."""

    def __init__(self) -> None:
        self.client = NotificationsAPIClient(settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_BASE_URL)

    def send(self, message: Outgoing) -> Outcome:
        try:
            return Outcome(str(self._call(message)["id"]))
        except HTTPError as error:
            raise _sort(error) from error

    def _call(self, message: Outgoing) -> Any:
        words = {"subject": message.title, "body": message.body}
        template = settings.NOTIFY_TEMPLATES[message.channel]
        if message.channel == "email":
            return self.client.send_email_notification(
                message.recipient, template, words, message.reference,
                one_click_unsubscribe_url=message.unsubscribe or None,
            )  # fmt: skip
        if message.channel == "sms":
            return self.client.send_sms_notification(message.recipient, template, words, message.reference)
        lines = [line.strip() for line in message.recipient.splitlines() if line.strip()]
        if len(lines) < 3:
            raise Permanent("A letter needs a name, a street and a postcode, each on a line.")
        address = {f"address_line_{number}": line for number, line in enumerate(lines[:7], 1)}
        return self.client.send_letter_notification(template, words | address, message.reference)

    def was_taken(self, reference: str) -> bool | None:
        try:
            found = self.client.get_all_notifications(reference=reference)
        except HTTPError:
            return None
        return bool(found.get("notifications"))

    def close(self) -> None:
        self.client.request_session.close()


def _sort(error: HTTPError) -> Exception:
    if error.response is None:
        # The client reports a line that broke as 503 too; only one that was never made is surely a no.
        if isinstance(error.__cause__, requests.ConnectTimeout | requests.exceptions.SSLError):
            return Unknown("Notify can't be reached.")
        if isinstance(error.__cause__, requests.ConnectionError) and "refused" in str(error.__cause__).lower():
            return Unknown("Notify can't be reached.")
        return Doubtful("The line to Notify broke; it may have taken the message.")
    code = int(error.status_code)
    if code == 429:
        told = str(error.response.headers.get("Retry-After", ""))
        usual = 1800 if "TooManyRequests" in str(error.message) else 60  # the day's limit, or the minute's
        return Throttled("Notify asked us to slow down.", int(told) if told.isdigit() else usual)
    if code == 403:
        # A fault of our key or our clock, not of the message: it can go once that is mended.
        return Unknown("Notify did not accept our key.")
    if code in {400, 404, 410}:
        return Permanent(f"Notify refused the message ({code}).")
    if code == 503:
        return Unknown("Notify is not available.")
    return Doubtful(f"Notify answered {code}; it may have taken the message.")
