"""GOV.UK Notify, for public bodies: e-mail, texts and letters, each with our reference."""

from django.conf import settings
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from accounts.gateways.base import Doubtful, Outcome, Outgoing, Permanent, Throttled, Unknown


class Notify:
    """The account holds one template a channel, whose body is `((body))` (and `((subject))` for e-mail)."""

    def __init__(self) -> None:
        self.client = NotificationsAPIClient(settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_BASE_URL)

    def send(self, message: Outgoing) -> Outcome:
        words = {"subject": message.title, "body": message.body}
        template = settings.NOTIFY_TEMPLATES[message.channel]
        try:
            if message.channel == "email":
                answer = self.client.send_email_notification(message.recipient, template, words, message.reference)
            elif message.channel == "sms":
                answer = self.client.send_sms_notification(message.recipient, template, words, message.reference)
            else:
                raise Permanent("Letters need an address block, which this account does not use yet.")
        except HTTPError as error:
            raise self._sort(error) from error
        return Outcome(str(answer["id"]))

    def _sort(self, error: HTTPError) -> Exception:
        code = int(getattr(error, "status_code", 0) or 0)
        if code == 429:
            return Throttled("Notify asked us to slow down.", 60)
        if code in {400, 403, 404, 410}:
            return Permanent(f"Notify refused the message ({code}).")
        if code == 503:
            return Unknown("Notify is not available.")
        return Doubtful(f"Notify answered {code}; it may have taken the message.")

    def was_taken(self, reference: str) -> bool | None:
        try:
            found = self.client.get_all_notifications(reference=reference)
        except HTTPError:
            return None
        return bool(found.get("notifications"))
