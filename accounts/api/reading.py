"""What every viewset does with a body: read it by its serializer, or say where it is wrong."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request


def valid(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The checked body. Raises ValidationError, which says where."""
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)
