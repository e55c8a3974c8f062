"""What the empty-town walk needs and no generator: reference data, an operator's command, and people's mailboxes."""

import io
import re
from typing import Any

from django.core.management import call_command

LINK = re.compile(r"https?://[^\s/]+(/\S+)")
CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)


def operator(command: str, *arguments: str) -> str:
    """What an operator types, and what it prints."""
    said = io.StringIO()
    call_command(command, *arguments, stdout=said)
    return said.getvalue()


def organisation(name: str, kind: str, manager: str, council: str) -> str:
    """Made by the operator; the path of the first manager's invitation."""
    said = operator(
        "create_organisation", "--name", name, "--kind", kind, "--council", council, "--manager", manager,
    )  # fmt: skip
    found = LINK.findall(said)
    assert len(found) == 1, said
    return str(found[0])


def newest_mail(email: str) -> str:
    """The newest message to an address, as its reader has it."""
    from accounts.models import Message

    found = Message.objects.using("owner").filter(recipient=email).order_by("-id").first()
    assert found is not None, f"nothing was written to {email}"
    return f"{found.title}\n{found.body}"


def join(page: Any, path: str, email: str) -> None:
    """Open an invitation (or the sign-in page of a mail), ask for the code, read it in the mailbox, come in."""
    page.context.clear_cookies()
    page.goto(path)
    if page.get_by_label("Email").count():
        page.get_by_label("Email").fill(email)
        page.get_by_role("button", name=re.compile("code", re.IGNORECASE)).click()
    else:
        page.get_by_role("button", name="Send me the code").click()
    code = CODE.search(newest_mail(email))
    assert code, newest_mail(email)
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Confirm").click()


def let_in(page: Any, name: str, email: str, *roles: str) -> str:
    """A manager lets a colleague in; the path of the sign-in page that the mail leads to."""
    page.goto("/settings/team/new/")
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Work email address").fill(email)
    for role in roles:
        page.get_by_label(role, exact=True).check()
    page.get_by_role("button", name="Let them in").click()
    found = LINK.search(newest_mail(email))
    assert found
    return found[1].rstrip(".,")


def bring_in_homes(page: Any, sheet: str) -> None:
    """A spreadsheet of approved homes: the dry run, and the same rows for good."""
    page.goto("/agency/import/homes/")
    page.get_by_label("CSV file").set_input_files(
        {"name": "homes.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    )
    page.get_by_role("button", name="Dry run").click()
    page.get_by_role("button", name="Bring them in").click()
    page.get_by_text("Brought in:").wait_for()


def tell_who_we_are(page: Any, telephone: str, *councils: str) -> None:
    """A manager fills in what the public reads, and the councils served."""
    page.goto("/settings/organisation/")
    page.get_by_label("Telephone number (optional)", exact=True).fill(telephone)
    for council in councils:
        box = page.get_by_label(council, exact=True)
        if not box.is_visible():
            page.locator("details", has=box).locator("summary").click()
        box.check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
