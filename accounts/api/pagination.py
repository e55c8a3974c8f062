from rest_framework.pagination import CursorPagination


class Keyset(CursorPagination):
    """Pages by key, newest first: stable while rows arrive, and page 1,000 costs what page 1 does."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
