"""What the viewsets of matching share: a body read by its serializer, and rows that are not there."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request


def known[T](act: Callable[[], T]) -> T:
    """A row that is not the caller's is not there."""
    try:
        return act()
    except ObjectDoesNotExist:
        raise Http404 from None


def asked(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    read = serializer(data=request.data)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)
