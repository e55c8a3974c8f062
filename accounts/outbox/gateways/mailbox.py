"""A file a message, readable in the browser in development. The file's name is the reference."""

import json
import os
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.outbox.gateways.base import Outcome, Outgoing


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, reference: str) -> Path:
        return self.folder / f"{reference}.json"

    def send(self, message: Outgoing) -> Outcome:
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = {
            "reference": message.reference,
            "channel": message.channel,
            "recipient": message.recipient,
            "title": message.title,
            "body": message.body,
            "unsubscribe": message.unsubscribe,
            "at": timezone.now().isoformat(),
        }
        fresh = self._path(message.reference).with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as handle:
            json.dump(kept, handle, ensure_ascii=False)
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(self._path(message.reference))
        return Outcome(message.reference)

    def was_taken(self, reference: str) -> bool | None:
        return self._path(reference).exists()

    def messages(self) -> list[dict[str, Any]]:
        """Newest first."""
        if not self.folder.exists():
            return []
        kept = [json.loads(path.read_text(encoding="utf-8")) for path in self.folder.glob("*.json")]
        return sorted(kept, key=lambda message: str(message["at"]), reverse=True)

    def close(self) -> None:
        """Nothing is held open."""
