"""The body of a request, read strictly: what a lenient parser would lose is an error here."""

import asyncio
import json
import math
from collections.abc import Iterable, Sequence
from typing import NoReturn, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from caveat.server.http.problem import ProblemError, ProblemKind
from caveat.source.errors import RequestError, Violation

Json: TypeAlias = object
JsonObject: TypeAlias = dict[str, object]

JSON = ("application/json",)
MOST_BYTES = 16 << 20
MOST_DEPTH = 64
ARRIVAL_SECONDS = 15.0

_AT_ONCE = 64 << 10
_BODY = "body"


async def read_object(
    request: Request, *, media_types: Sequence[str] = JSON, most: int = MOST_BYTES
) -> JsonObject:
    """Read a JSON object of at most ``most`` bytes.

    Raises ``ProblemError`` for another content type, a body that is too large or too slow, and
    ``RequestError`` for what is no single, unambiguous JSON object.
    """
    _check_media_type(request, media_types)
    raw = await _read(request, most)
    if len(raw) > _AT_ONCE:  # other calls get their turn meanwhile
        return await run_in_threadpool(parse_object, raw)
    return parse_object(raw)


def parse_object(raw: bytes) -> JsonObject:
    """Read one JSON object; ``RequestError`` says where it is none, and quotes nothing."""
    document = parse_json(raw)
    if not isinstance(document, dict):
        _refuse("is not a JSON object")
    return document  # pyright: ignore[reportUnknownVariableType]  a JSON object has names as keys


def parse_json(raw: bytes) -> Json:
    """Read one JSON document without duplicate keys, numbers that are none, or endless depth."""
    try:
        document: Json = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_float,
        )
    except UnicodeDecodeError:
        _refuse("is not UTF-8")
    except json.JSONDecodeError as error:
        _refuse(f"is no JSON: {_fault(error)} at line {error.lineno}, column {error.colno}")
    except RecursionError:
        _refuse(f"is nested more than {MOST_DEPTH} deep")
    except ValueError:
        _refuse("holds a number of too many digits")
    _check_depth(document)
    if b"\\ud" in raw or b"\\uD" in raw:
        _check_characters(document)
    return document


def _check_media_type(request: Request, media_types: Sequence[str]) -> None:
    given, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.lower().partition("charset=")[2].strip(' "') or "utf-8"
    if given.strip().lower() not in media_types or charset not in {"utf-8", "utf8"}:
        detail = f"Send {' or '.join(media_types)}, in UTF-8."
        raise ProblemError(ProblemKind.UNSUPPORTED_MEDIA_TYPE, detail)


async def _read(request: Request, most: int) -> bytes:
    if int(request.headers.get("content-length", "0")) > most:
        raise _too_large(most)
    body = bytearray()
    seconds: float = getattr(request.app.state, "body_seconds", ARRIVAL_SECONDS)
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise _too_large(most)
    except TimeoutError:
        detail = f"A body has {seconds:g} s to arrive."
        raise ProblemError(ProblemKind.TIMED_OUT, detail) from None
    return bytes(body)


def _too_large(most: int) -> ProblemError:
    return ProblemError(ProblemKind.TOO_LARGE, f"A body has at most {most} bytes.")


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        _refuse("has an object with a key twice")
    return members


def _no_number(word: str) -> NoReturn:
    _refuse(f"holds {word}, which is no JSON number")


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        _refuse("holds a number that is too large")
    return number


def _check_depth(document: Json) -> None:
    level = list(_containers((document,)))
    for _ in range(MOST_DEPTH + 1):
        if not level:
            return
        level = [child for parent in level for child in _containers(_children(parent))]
    _refuse(f"is nested more than {MOST_DEPTH} deep")


def _containers(values: Iterable[object]) -> Iterable[dict[str, object] | list[object]]:
    return (value for value in values if isinstance(value, (dict, list)))  # pyright: ignore[reportUnknownVariableType]  JSON has no other containers


def _children(parent: dict[str, object] | list[object]) -> Iterable[object]:
    return parent.values() if isinstance(parent, dict) else parent


def _check_characters(document: Json) -> None:
    try:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        _refuse("holds half a character")


def _fault(error: json.JSONDecodeError) -> str:
    """Say what is wrong in fixed words."""
    return "it goes on after its end" if error.msg == "Extra data" else "it breaks off or is wrong"


def _refuse(reason: str) -> NoReturn:
    raise RequestError([Violation(_BODY, reason)])
