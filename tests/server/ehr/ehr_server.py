"""An EHR's FHIR server on loopback that answers as badly as a test wants."""

import asyncio
import gzip
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

from caveat.server.ehr.allowlist import FhirServers
from caveat.server.ehr.client import FhirClient
from caveat.server.ehr.errors import FetchError


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that arrived: method and target, and the headers in lower case."""

    line: str
    headers: Mapping[str, str]


Answer: TypeAlias = Callable[[str], AsyncIterator[bytes]]


@dataclass(slots=True)
class Ehr:
    """Answers by the target of the request; what it was asked stays on record."""

    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    asked: list[Asked] = field(default_factory=list[Asked])
    connections: int = 0
    base: str = ""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    @property
    def targets(self) -> list[str]:
        return [asked.line.split()[1] for asked in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            await self._answer(reader, writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *headers = head.strip().split("\r\n")
        pairs = (header.split(": ", 1) for header in headers)
        self.asked.append(Asked(line, {name.lower(): value for name, value in pairs}))
        async for part in self.answers[self.targets[-1]](self.base):
            writer.write(part)
            await writer.drain()


@asynccontextmanager
async def serving(
    answers: dict[str, Answer] | None = None, context: ssl.SSLContext | None = None
) -> AsyncGenerator[Ehr]:
    """Serve; the answers are found by the target, such as ``/fhir/Patient/123``."""
    ehr = Ehr(answers or {})
    server = await asyncio.start_server(ehr.serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    ehr.base = f"{'https' if context else 'http'}://127.0.0.1:{port}/fhir"
    try:
        yield ehr
    finally:
        server.close()
        await ehr.stop()


@asynccontextmanager
async def reading(
    servers: FhirServers, *, seconds: float = 10, resolver: AbstractResolver | None = None
) -> AsyncGenerator[FhirClient]:
    """Make the client, and close it."""
    client = FhirClient(servers, seconds=seconds, resolver=resolver)
    try:
        yield client
    finally:
        await client.close()


class Names(AbstractResolver):
    """Resolves every name to the given addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=0, proto=0, flags=0)
            for each in self._addresses
        ]

    async def close(self) -> None:
        pass


def fetch(answers: dict[str, Answer], query: str = "Patient/1", *, seconds: float = 10) -> object:
    """Read one key from a server with these answers."""

    async def run() -> object:
        async with serving(answers) as ehr:
            servers = FhirServers(private=(ehr.base,))
            async with reading(servers, seconds=seconds) as client:
                return await client.read(ehr.base, query, "secret")

    return asyncio.run(run())


def failure(answers: dict[str, Answer], query: str = "Patient/1", *, seconds: float = 10) -> str:
    """Give the reason why a key could not be read."""
    try:
        fetch(answers, query, seconds=seconds)
    except FetchError as error:
        return error.reason
    raise AssertionError("the key was read")


def fhir(document: object) -> Answer:
    """Answer with a FHIR document; {base} in it stands for the server's own base."""
    return _text(json.dumps(document))


def raw(
    body: bytes, status: str = "200 OK", media_type: str = "application/fhir+json", extra: str = ""
) -> Answer:
    """Answer with these bytes."""

    async def answer(base: str) -> AsyncIterator[bytes]:
        yield _head(status, media_type, f"Content-Length: {len(body)}\r\n{extra}").encode()
        yield body

    return answer


def compressed(body: bytes) -> Answer:
    """Answer with these bytes, compressed."""
    return raw(gzip.compress(body, 1), extra="Content-Encoding: gzip\r\n")


def redirect(target: str) -> Answer:
    """Send the caller elsewhere."""

    async def answer(base: str) -> AsyncIterator[bytes]:
        there = target.replace("{base}", base)
        extra = f"Location: {there}\r\nContent-Length: 0\r\n"
        yield _head("302 Found", "text/html", extra).encode()

    return answer


async def hang(base: str) -> AsyncIterator[bytes]:
    """Begin an answer, and never go on."""
    yield _head("200 OK", "application/fhir+json", "").encode()
    await asyncio.Event().wait()


async def silence(base: str) -> AsyncIterator[bytes]:
    """Never begin."""
    await asyncio.Event().wait()
    yield b""


async def drip(base: str) -> AsyncIterator[bytes]:
    """Send something again and again, so that no wait for the next byte is long."""
    yield _head("200 OK", "application/fhir+json", "").encode()
    arrives = asyncio.Event()
    loop = asyncio.get_running_loop()
    while True:
        loop.call_later(0.01, arrives.set)
        await arrives.wait()
        arrives.clear()
        yield b" "


async def cut(base: str) -> AsyncIterator[bytes]:
    """Promise more than there is, though what there is could be read."""
    yield _head("200 OK", "application/fhir+json", "Content-Length: 99\r\n").encode()
    yield b'{"resourceType": "Patient", "id": "1"}'


async def vanish(base: str) -> AsyncIterator[bytes]:
    """Hang up without a word."""
    yield b""


async def greet(base: str) -> AsyncIterator[bytes]:
    """Speak another protocol."""
    yield b"SSH-2.0-OpenSSH_9.9\r\n\r\n"


async def flood(base: str) -> AsyncIterator[bytes]:
    """Send white space without end."""
    yield _head("200 OK", "application/fhir+json", "").encode()
    while True:
        yield b" " * 65536


def _text(body: str) -> Answer:
    async def answer(base: str) -> AsyncIterator[bytes]:
        there = body.replace("{base}", base)
        async for part in raw(there.encode())(base):
            yield part

    return answer


def _head(status: str, media_type: str, extra: str) -> str:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nConnection: close\r\n{extra}\r\n"
