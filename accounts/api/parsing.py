"""The one parser of JSON bodies (accounts.input.json_reading says what it refuses)."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import JSONParser

from accounts.input.json_reading import MOST_BYTES, read_json


class StrictJSONParser(JSONParser):
    """As much of the body as is ever read, and one byte more to see that there is more."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return read_json(stream.read(MOST_BYTES + 1))
