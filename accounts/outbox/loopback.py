"""A mail server on loopback for tests, proofs and benches: takes every message and writes down its Message-ID.

    python -m accounts.outbox.loopback PORT LOG [SECONDS A MESSAGE]

One line a message: the Message-ID, after the message has been taken whole and before the yes is sent, so that
the log is never behind what a sender was told. It can be killed and started again on the same log.
"""

import asyncio
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO


@dataclass
class Told:
    """What tests make the server do: `refuse` answers RCPT for an address with a code; each word in `drop` (DATA,
    YES) hangs up once at that point; without `pipelining` it does not offer it; its yes takes `pace` seconds.
    `mails` is what it took."""

    refuse: dict[str, int] = field(default_factory=dict)
    drop: list[str] = field(default_factory=list)
    pipelining: bool = True
    pace: float = 0.0
    mails: list[bytes] | None = None


class Session(asyncio.Protocol):
    """One connection, to a server that does as it is `told`."""

    def __init__(self, log: TextIO, told: "Told | None" = None) -> None:
        self.log, self.told = log, told or Told()
        self.buffer, self.taking, self.nobody = b"", False, False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.say("220 loopback")

    def say(self, words: str) -> None:
        if self.transport is not None:
            self.transport.write(words.encode() + b"\r\n")

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.abort()
            self.transport = None

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self.transport is not None:
            mark = b"\r\n.\r\n" if self.taking else b"\r\n"
            line, found, rest = self.buffer.partition(mark)
            if not found:
                return
            self.buffer = rest
            if self.taking:
                self.taken(line)
            else:
                self.command(line.decode(errors="replace"))

    def command(self, line: str) -> None:
        verb = line[:4].upper()
        if verb == "DATA":
            if "DATA" in self.told.drop:
                self.told.drop.remove("DATA")
                return self.hang_up()
            if self.nobody:
                return self.say("554 no valid recipients")
            self.taking = True
            return self.say("354 go on")
        if verb == "RCPT":
            address = line.partition("<")[2].partition(">")[0]
            code = self.told.refuse.get(address, 0)
            self.nobody = bool(code)
            return self.say(f"{code} no" if code else "250 ok")
        if verb == "QUIT":
            self.say("221 bye")
            return self.hang_up()
        if verb == "EHLO":
            return self.say("250-loopback\r\n250 PIPELINING" if self.told.pipelining else "250 loopback")
        return self.say("250 ok")

    def taken(self, message: bytes) -> None:
        self.taking = False
        head = message.partition(b"\r\n\r\n")[0].decode(errors="replace")
        names = [line for line in head.split("\r\n") if line.lower().startswith("message-id:")]
        self.log.write((names[0].partition(":")[2].strip() if names else "?") + "\n")
        self.log.flush()
        if self.told.mails is not None:
            self.told.mails.append(message)
        if "YES" in self.told.drop:
            self.told.drop.remove("YES")
            return self.hang_up()
        if self.told.pace:
            asyncio.get_running_loop().call_later(self.told.pace, self.say, "250 taken")
            return None
        return self.say("250 taken")


async def serve(port: int, log: Path, pace: float = 0.0) -> None:
    """Until cancelled."""
    told = Told(pace=pace)
    with log.open("a") as handle:
        server = await asyncio.get_running_loop().create_server(lambda: Session(handle, told), "127.0.0.1", port)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), float((sys.argv[3:] or ["0"])[0])))
