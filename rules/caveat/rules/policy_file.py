"""Reads a site's policy from its file, with every mistake at its place.

site: st-mary                      # an id: small letters, digits and hyphens
title: The committee               # optional
changes:                           # each rule once, in all files of a service together
  - rule: ketamine-heart-medicine  # the id of a rule
    action: lower                  # raise, lower, silence or shadow
    level: moderate                # for raise and lower, and for these only
    reason: Why.                   # for those who read the report
    author: A. Person
    second: B. Person              # see below
    date: 2026-11-26               # today or before
    expires: 2027-05-26            # the first day on which it no longer holds; after today

A ``second`` name, of another person, is needed where a contraindicated rule ends up below that.
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from caveat.rules.change import Action, Grounds
from caveat.rules.level import Level
from caveat.rules.model import Place
from caveat.rules.policy import Policy, PolicyEntry
from caveat.rules.shapes.policy import CHANGE, POLICY
from caveat.source.document import Node, read_document
from caveat.source.errors import PackError
from caveat.source.problem import Problem
from caveat.source.reader import Reader, chosen

_LEVELS = {level.word: level for level in Level}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NO_DAY = dt.date.min


class PolicyFile(NamedTuple):
    """What a file says, and what is wrong with it by itself."""

    policy: Policy
    problems: tuple[Problem, ...]

    def with_problem(self, problem: Problem | None) -> "PolicyFile":
        """Give it with one problem more, if there is one."""
        return self._replace(problems=(*self.problems, problem)) if problem else self


def read_policy(file: Path, today: dt.date) -> PolicyFile:
    """Read a policy as of a day; every mistake is part of what is given."""
    reader = Reader(policy_path(file))
    content = b""
    try:
        content = file.read_bytes()
        policy = read_policy_node(reader, read_document(content, reader.path), today)
    except OSError as error:
        what = error.strerror or "unknown"
        reader.problems.append(Problem(reader.path, 1, 1, "cannot be read", what))
        policy = Policy("", "", (), "")
    except PackError as error:
        reader.problems.extend(error.problems)
        policy = Policy("", "", (), "")
    digest = digest_of_policy(content)
    return PolicyFile(
        Policy(policy.site, policy.title, policy.entries, digest), tuple(reader.problems)
    )


def policy_path(file: Path) -> str:
    """Give the path of a file as problems name it: with the folder that it stands in."""
    return f"{file.parent.name}/{file.name}".removeprefix("/")


def digest_of_policy(content: bytes) -> str:
    """Give the SHA-256 of a policy's file, as hex."""
    return sha256(content).hexdigest()


def read_policy_node(reader: Reader, node: Node, today: dt.date) -> Policy:
    """Decode a policy as of a day; its digest is that of its file, which is not known here."""
    fields = reader.shaped(node, POLICY)
    return Policy(
        site=_site(reader, fields.get("site")),
        title=reader.text(fields.get("title")),
        entries=reader.each(fields.get("changes"), partial(_entry, reader, today)),
        digest="",
    )


def _site(reader: Reader, node: Node | None) -> str:
    site = reader.text(node)
    if node is not None and site and not _ID.fullmatch(site):
        reader.problem(node, "not an id", "expected small letters, digits and hyphens")
    return site


def _entry(reader: Reader, today: dt.date, node: Node) -> PolicyEntry:
    fields = reader.shaped(node, CHANGE)
    place = fields.get("rule", node)
    action = reader.choice(fields.get("action"), Action)
    return PolicyEntry(
        rule_id=reader.text(fields.get("rule")),
        action=action or Action.SHADOW,
        level=_level(reader, node, action, fields.get("level")),
        grounds=_grounds(reader, fields, today),
        place=Place(reader.path, place.line, place.column),
    )


def _level(reader: Reader, entry: Node, action: Action | None, node: Node | None) -> Level | None:
    """Give the level that goes with an action; where there is a mistake, none."""
    if node is None:
        if action and action.gives_level:
            reader.problem(entry, "missing key", f"level, which '{action.value}' needs")
        return None
    word = reader.text(node)
    if word not in _LEVELS:
        reader.problem(node, "unknown word", chosen(word, _LEVELS))
    if action and not action.gives_level:
        reader.problem(node, "unneeded key", f"'{action.value}' has no level")
    return _LEVELS.get(word)


def _grounds(reader: Reader, fields: Mapping[str, Node], today: dt.date) -> Grounds:
    author, second = reader.text(fields.get("author")), reader.text(fields.get("second"))
    if author and _plain(author) == _plain(second):
        what = f"'{second}' is the author; the second name is of another person"
        reader.problem(fields["second"], "same name", what)
    return Grounds(
        reason=reader.text(fields.get("reason")),
        author=author,
        date=_date(reader, fields.get("date"), today),
        expires=_expires(reader, fields.get("expires"), today),
        second=second,
    )


def _plain(name: str) -> str:
    """Write a name as the same person might write it another time."""
    return "".join(filter(str.isalnum, name.casefold()))


def _date(reader: Reader, node: Node | None, today: dt.date) -> dt.date:
    date = _day(reader, node)
    if node is not None and date > today:
        reader.problem(node, "wrong date", f"{date} is yet to come")
    return date


def _expires(reader: Reader, node: Node | None, today: dt.date) -> dt.date:
    expires = _day(reader, node)
    if node is not None and _NO_DAY < expires <= today:
        what = f"it no longer holds since {expires}: renew it, or take it out"
        reader.problem(node, "expired", what)
    return expires


def _day(reader: Reader, node: Node | None) -> dt.date:
    """Give a day of the calendar; where there is a mistake, the first that there ever was."""
    text = reader.text(node)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = _NO_DAY
    if node is not None and text and day.isoformat() != text:
        reader.problem(node, "wrong date", "expected year-month-day")
        return _NO_DAY
    return day
