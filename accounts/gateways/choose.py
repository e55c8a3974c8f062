from django.conf import settings

from accounts.gateways.base import Gateway, Permanent
from accounts.gateways.mailbox import Mailbox


def gateway_for(channel: str) -> Gateway:
    """The provider that settings name for a channel. Raises Permanent where there is none."""
    name = settings.MESSAGE_GATEWAYS.get(channel, "none")
    if name == "mailbox":
        return Mailbox(settings.MAILBOX_DIR)
    if name == "smtp":
        from accounts.gateways.smtp import Smtp

        return Smtp()
    if name == "notify":
        from accounts.gateways.notify import Notify

        return Notify()
    if name == "sms_http":
        from accounts.gateways.sms_http import SmsHttp

        return SmsHttp()
    raise Permanent(f"No provider is set up for {channel}.")
