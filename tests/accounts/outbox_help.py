"""A gateway that answers as it is told, a message to send, and a mail server in a thread."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from uuid import uuid4

from accounts.outbox.gateways import Outcome, Outgoing
from accounts.outbox.loopback import Session, Told
from tests.cast import Cast


@dataclass
class FakeGateway:
    """Notes what it takes; `says` may raise for a message; `knows` answers look-ups."""

    says: Callable[[Outgoing], None] = lambda message: None
    knows: Callable[[str], bool | None] = lambda reference: None
    taken: list[Outgoing] = field(default_factory=list)
    asked: int = 0

    def send(self, message: Outgoing) -> Outcome:
        self.asked += 1
        self.says(message)
        self.taken.append(message)
        return Outcome("provider-1")

    def was_taken(self, reference: str) -> bool | None:
        return self.knows(reference)

    def close(self) -> None:
        return None

    @property
    def references(self) -> list[str]:
        return [message.reference for message in self.taken]


def write(cast: Cast, kind: str = "test.news", recipient: str = "ada@example.org", **more: Any) -> Any:
    """One message of the agency about a row of its own."""
    from accounts.outbox.services.messages import enqueue
    from accounts.outbox.wording import Words

    with cast.acting("rosa") as rosa:
        subject = cast.agency.__class__(pk=more.pop("subject_id", None) or uuid4())
        channel, words = more.pop("channel", "email"), Words("Hello", more.pop("body", "Words"))
        return enqueue(rosa, subject, kind, channel, recipient, lambda: words, **more)


def read(cast: Cast, message: Any) -> Any:
    from accounts.models import Message

    with cast.acting("rosa"):
        return Message.objects.get(pk=message.pk)


@dataclass
class Server(Told):
    """The loopback server of a test: what it is told to do, and what it took."""

    port: int = 0
    log: StringIO = field(default_factory=StringIO)

    @property
    def taken(self) -> list[str]:
        return self.log.getvalue().split()


@contextmanager
def mail_server() -> Iterator[Server]:
    """The loopback server in a thread of this process."""
    told = Server(mails=[])
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def run() -> None:
        server = await loop.create_server(lambda: Session(told.log, told), "127.0.0.1", 0)
        told.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    task = loop.create_task(run())
    thread = threading.Thread(target=lambda: _quietly(loop, task), daemon=True)
    thread.start()
    assert ready.wait(5)
    yield told
    loop.call_soon_threadsafe(task.cancel)
    thread.join(5)


def _quietly(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError:
        pass
    finally:
        loop.close()
