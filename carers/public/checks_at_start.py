"""What must hold before the service starts; each finding has an id and says what to do."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from carers.public.allowances import AGES, allowances


@register()
def allowances_can_be_read(**_: Any) -> list[CheckMessage]:
    """A file of allowances that can't be read would break a public page at night."""
    try:
        rows = allowances()
    except (OSError, KeyError, ValueError) as error:
        return [
            Error(
                f"The file of allowances can't be read ({type(error).__name__}).",
                hint="Name a CSV with the columns of carers/data/allowances.csv in HEARTH_ALLOWANCES_FILE, or none.",
                obj=getattr(settings, "ALLOWANCES_FILE", ""),
                id="carers.E001",
            )
        ]
    whole = rows and all(len(row.pounds) == len(AGES) and min(row.pounds) > 0 for row in rows)
    return [] if whole else [Error("The file of allowances holds no amounts.", id="carers.E002")]
