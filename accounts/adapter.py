"""allauth's words, the service's outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.shortcuts import get_current_site

from accounts.services import account_mail
from accounts.wording import Words


class AccountAdapter(DefaultAccountAdapter):
    """Every mail about an account goes the way of all messages: a row first, sent after commit."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        known = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}

        def write() -> Words:
            mail = self.render_mail(template_prefix, email, known | context)
            return Words(str(mail.subject), str(mail.body))

        account_mail.send(template_prefix.rpartition("/")[2][:50], email, write)
