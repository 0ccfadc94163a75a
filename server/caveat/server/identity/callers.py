"""The callers that an operator lists in a file: by their API keys, or by their certificates.

.. code-block:: yaml

    keys:
      - name: ward-7
        sha256: 31f7a65e315586ac198bd798b6629ce4903d0899476d5741a9f32e2e521b6a66
        roles: [check]
        expires: 2027-12-31
    certificates:
      - name: pharmacy.hospital.example
        roles: [check, knowledge]
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from typing import cast

from caveat.server.identity.caller import Caller, Role
from caveat.source.document import Node, Scalar, read_document
from caveat.source.errors import PackError, SettingsError
from caveat.source.reader import Reader

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOST_CHARACTERS = 200
_FIELDS = ("keys", "certificates")
_OF_KEYS = ("name", "sha256", "roles", "expires")
_OF_CERTIFICATES = ("name", "roles")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """The SHA-256 of a key, whose it is, and when it ends in seconds since 1970."""

    digest: bytes
    caller: Caller
    ends: float


@dataclass(frozen=True, slots=True)
class Callers:
    """Everybody who is listed; those with certificates by the name in it."""

    keys: tuple[ApiKey, ...]
    certificates: Mapping[str, Caller]


def read_callers(raw: bytes, path: str) -> Callers:
    """Read a list of callers; ``SettingsError`` holds every mistake with its place."""
    try:
        return _callers(read_document(raw, path), path)
    except PackError as error:
        raise SettingsError(str(error)) from None


def is_name(text: str) -> bool:
    """Say whether a caller can have this name: printable and not too long."""
    return bool(text) and text.isprintable() and len(text) <= _MOST_CHARACTERS


def _callers(document: Node, path: str) -> Callers:
    reader = Reader(path)
    fields = reader.fields(document, _FIELDS)
    listed = [(node, _key(reader, node)) for node in reader.items(fields.get("keys"))]
    known = [
        (node, _certificate(reader, node)) for node in reader.items(fields.get("certificates"))
    ]
    _once(reader, [(node, key.digest) for node, key in listed])
    _once(reader, [(node, caller.name) for node, caller in known])
    if reader.problems:
        raise PackError(reader.problems)
    return Callers(tuple(key for _, key in listed), {caller.name: caller for _, caller in known})


def _key(reader: Reader, node: Node) -> ApiKey:
    fields = reader.fields(node, _OF_KEYS, ("name", "sha256", "roles"))
    digest = reader.text(fields.get("sha256"))
    if "sha256" in fields and not _SHA256.fullmatch(digest):
        reader.problem(fields["sha256"], "wrong type", "expected a SHA-256 as 64 hex digits")
        digest = ""
    return ApiKey(bytes.fromhex(digest), _caller(reader, fields), _ends(reader, fields))


def _certificate(reader: Reader, node: Node) -> Caller:
    return _caller(reader, reader.fields(node, _OF_CERTIFICATES, _OF_CERTIFICATES))


def _caller(reader: Reader, fields: Mapping[str, Node]) -> Caller:
    name = reader.text(fields.get("name"))
    if "name" in fields and not is_name(name):
        what = f"expected a printable name of at most {_MOST_CHARACTERS} characters"
        reader.problem(fields["name"], "wrong type", what)
    roles = (reader.choice(item, Role) for item in reader.items(fields.get("roles")))
    return Caller(name, frozenset(role for role in roles if role))


def _ends(reader: Reader, fields: Mapping[str, Node]) -> float:
    """Give the end of the last day on which a key is good, in UTC."""
    node = fields.get("expires")
    if node is None:
        return inf
    try:
        text = cast("Scalar", node).text if _DATE.fullmatch(reader.text(node)) else ""
        day = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        reader.problem(node, "wrong type", "expected a day, as year-month-day")
        return 0.0
    return (day + timedelta(days=1)).timestamp()


def _once(reader: Reader, listed: list[tuple[Node, bytes]] | list[tuple[Node, str]]) -> None:
    seen = set[object]()
    for node, name in listed:
        if name and name in seen:
            reader.problem(node, "listed twice", "this caller stands there already")
        seen.add(name)
