"""Answers under keys, for tests: rows with something encrypted, as they stand and as they read."""

from io import StringIO

from django.core.management import call_command
from django.db import connections

from accounts.keyring import keys as keyring
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF, hearth_itself
from carers.models import EnquiryDraft

OLD, NEW, OTHER = (keyring.new() for _ in range(3))


def drafts(count: int) -> None:
    here = hearth_itself()
    with scope(ITSELF):
        EnquiryDraft.objects.bulk_create(
            EnquiryDraft(organisation=here, answers={"number": n}, address="x") for n in range(count)
        )


def stored(table: str = "carers_enquirydraft", column: str = "answers") -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT {column}::text FROM {table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def numbers() -> list[int]:
    with scope(ITSELF):
        return sorted(draft.answers["number"] for draft in EnquiryDraft.objects.all())


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", "--batch", "10", *options, stdout=out)
    return out.getvalue()
