from django.conf import settings

from accounts.outbox.addresses import is_made_up
from accounts.outbox.gateways.base import Gateway, Outcome, Outgoing, Permanent
from accounts.outbox.gateways.mailbox import Mailbox


class ToRealPeople:
    """Any gateway that leaves this machine: it refuses addresses set aside for examples, whoever wrote them down."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def send(self, message: Outgoing) -> Outcome:
        if is_made_up(message.channel, message.recipient):
            raise Permanent("The address is one set aside for examples: nobody has it. Ask for the right one.")
        return self.gateway.send(message)

    def was_taken(self, reference: str) -> bool | None:
        return self.gateway.was_taken(reference)

    def close(self) -> None:
        self.gateway.close()


def gateway_for(channel: str) -> Gateway:
    """The provider that settings name for a channel. Raises Permanent where there is none.

    The only place that makes one: all but development's mailbox write to real people alone.
    """
    name = settings.MESSAGE_GATEWAYS.get(channel, "none")
    if name == "mailbox":
        return Mailbox(settings.MAILBOX_DIR)
    return ToRealPeople(_provider(name, channel))


def _provider(name: str, channel: str) -> Gateway:
    if name == "smtp":
        from accounts.outbox.gateways.smtp import Smtp

        return Smtp()
    if name == "notify":
        from accounts.outbox.gateways.notify import Notify

        return Notify()
    if name == "sms_http":
        from accounts.outbox.gateways.sms_http import SmsHttp

        return SmsHttp()
    raise Permanent(f"No provider is set up for {channel}.")
