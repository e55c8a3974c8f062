from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from accounts.input.errors import Invalid


class Keyset(CursorPagination):
    """Pages by key, newest first: stable while rows arrive, and page 1,000 costs what page 1 does."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def get_page_size(self, request: Request) -> int:
        """Raises Invalid for a limit that is none: one that is passed over would give a page of another size."""
        asked = request.query_params.get("limit")
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and len(asked) < 4 and 1 <= int(asked) <= self.max_page_size):
            words = _("Give a whole number from 1 to %s.") % self.max_page_size
            raise Invalid(_("A filter is not understood; nothing was looked up."), "input.filter", {"limit": words})
        return int(asked)

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: Any = None
    ) -> list[Any] | None:
        """A cursor that decodes but holds no key (somebody wrote it by hand) is not found, like any bad cursor."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError) as error:
            raise NotFound(str(self.invalid_cursor_message)) from error
