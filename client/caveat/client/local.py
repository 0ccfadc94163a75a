"""The door without a service: the same messages, given by this process."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from caveat.authoring.schema.schema_name import SchemaName
from caveat.authoring.skeleton.start import RuleStart
from caveat.authoring.verify import verify
from caveat.reading.terms import load_vocabulary
from caveat.rules import Checker, Request, built_in_packs, read_request, request_of
from caveat.rules.level import Level
from caveat.rules.model import Kind
from caveat.server.convert.enums import READ_AS
from caveat.server.convert.knowledge import (
    message_of_recognised,
    message_of_rule,
    summary_of_rule,
)
from caveat.server.convert.messages import message_of_request
from caveat.server.convert.policies import message_of_policy_use
from caveat.server.convert.reports import message_of_pack_use, message_of_report
from caveat.server.convert.requests import code_of_message, request_of_message
from caveat.server.errors import WorkersError
from caveat.server.feedback.records import Reception, Row
from caveat.server.identity.caller import Role
from caveat.server.screening.order import Order, Watcher, WorkerError
from caveat.server.screening.summary import Summary
from caveat.server.settings import (
    OPEN_WORDS,
    Addresses,
    Allowed,
    Audit,
    Http,
    Identity,
    Limits,
    LogFormat,
    Rate,
    Renewal,
    Settings,
    Sight,
    Tls,
)
from caveat.source.errors import (
    PackError,
    RequestError,
    SettingsError,
    UnavailableError,
    Violation,
)
from caveat.v1.checker_pb2 import CheckRequest, CheckResponse
from caveat.v1.knowledge_pb2 import (
    RECOGNISE_AS_UNSPECIFIED,
    RecogniseAs,
    RecogniseResponse,
    Rule,
    RuleSummary,
)
from caveat.v1.patient_pb2 import Code
from caveat.v1.report_pb2 import PackUse, PolicyUse, Report

if TYPE_CHECKING:
    from caveat.authoring.survey import Survey
    from caveat.server.feedback.store import FeedbackStore

__all__ = [
    "KINDS",
    "LEVELS",
    "OPEN_WORDS",
    "Addresses",
    "Allowed",
    "Audit",
    "Http",
    "Identity",
    "Limits",
    "LocalChecker",
    "LogFormat",
    "Order",
    "PackError",
    "Rate",
    "Reception",
    "Renewal",
    "RequestError",
    "Role",
    "Row",
    "RuleStart",
    "SchemaName",
    "Settings",
    "SettingsError",
    "Sight",
    "Summary",
    "Tls",
    "UnavailableError",
    "Watcher",
    "WorkerError",
    "WorkersError",
    "admit_packs",
    "built_in_packs",
    "message_of_file",
    "message_of_lists",
    "new_api_key",
    "new_pack",
    "new_rule",
    "new_signing_key",
    "open_feedback",
    "run_service",
    "save_schemas",
    "schema_text",
    "screen",
    "seal_pack",
    "sign_pack",
    "sign_site_policy",
    "write_handbook",
]

KINDS = tuple(kind.value for kind in Kind)
LEVELS = tuple(level.word for level in Level)
_READINGS = {number: read_as for read_as, number in READ_AS.items()}


def message_of_file(text: str) -> CheckRequest:
    """Read a patient file, YAML or JSON; ``RequestError`` names what cannot be read."""
    return _message(read_request(text))


def message_of_lists(lists: object) -> CheckRequest:
    """Read a mapping of the shape of a patient file; ``RequestError`` as for the file."""
    return _message(request_of(lists))


def _message(request: Request) -> CheckRequest:
    """Write the message; JSON can spell half of a character, which no message can hold."""
    try:
        return message_of_request(request)
    except UnicodeEncodeError:
        raise RequestError([Violation("patient file", "a text is not Unicode")]) from None


def run_service(settings: Settings, ready: Callable[[Addresses], None]) -> None:
    """Serve until a signal comes; ``ready`` gets the addresses, in a thread of its own.

    ``PackError``, ``SettingsError`` and ``WorkersError`` say why it cannot.
    """
    from caveat.server.exposure import refuse_exposure  # noqa: PLC0415  a check needs none

    refuse_exposure(settings)  # before gRPC loads, which then knows how much to say
    if settings.workers > 1:
        from caveat.server.workers import run  # noqa: PLC0415  a check needs none
    else:
        from caveat.server.app import run  # noqa: PLC0415  gRPC loads slowly, a check needs none

    run(settings, ready)


def screen(order: Order, watcher: Watcher) -> Summary:
    """Check a panel of patients from files, going on where an interrupted run stopped.

    Raises ``PackError`` for mistakes in a pack, ``SettingsError`` where the panel cannot be read or
    the output not be written, ``WorkerError`` where a worker process dies.
    """
    from caveat.server.screening.screening import screen as run  # noqa: PLC0415  loads slowly

    return run(order, watcher)


def schema_text(name: SchemaName) -> str:
    """Give a JSON Schema, with the names of the vocabulary that is built in."""
    from caveat.authoring.schema import document  # noqa: PLC0415  a check needs none

    return document.schema_text(name, load_vocabulary())


def save_schemas(folder: Path) -> tuple[Path, ...]:
    """Write every schema into a folder, and give the files; ``SettingsError`` where it cannot."""
    from caveat.authoring.schema.document import write_schemas  # noqa: PLC0415  nor here

    with _refusing_files():
        return write_schemas(folder, load_vocabulary())


def new_rule(start: RuleStart, pack: Path) -> Path:
    """Write a rule that is to be finished into a pack; ``SettingsError`` where it cannot."""
    from caveat.authoring.skeleton import writing  # noqa: PLC0415  a check needs none

    with _refusing_files():
        return writing.new_rule(start, pack, load_vocabulary())


def new_pack(pack_id: str, first: RuleStart, within: Path) -> Path:
    """Write a pack of one rule, both to be finished; ``SettingsError`` where it cannot."""
    from caveat.authoring.skeleton import writing  # noqa: PLC0415  a check needs none

    with _refusing_files():
        return writing.new_pack(pack_id, first, within, load_vocabulary())


def open_feedback(url: str | None = None) -> "FeedbackStore":
    """Open the feedback that is kept, by default where the service keeps it.

    ``SettingsError`` if none was ever kept there, or it cannot be opened.
    """
    from caveat.server.feedback.place import default_url  # noqa: PLC0415  with the store
    from caveat.server.feedback.store import FeedbackStore  # noqa: PLC0415  loads slowly

    return FeedbackStore.open(url or default_url(), create=False)


def new_api_key(name: str, roles: Iterable[str], expires: date | None) -> tuple[str, str] | None:
    """Make an API key, and the YAML that lets its holder call; None if nobody can be named so."""
    from caveat.server.identity.api_keys import entry_of, new_key  # noqa: PLC0415  few need it
    from caveat.server.identity.callers import is_name  # noqa: PLC0415  and so does this

    key = new_key()
    return (key, entry_of(name, key, roles, expires)) if is_name(name) else None


def seal_pack(folder: Path) -> int:
    """Write the seal of a pack, and count its files; ``SettingsError`` where it cannot be."""
    from caveat.rules.seal import seal  # noqa: PLC0415  a check needs none

    with _refusing_files():
        return len(seal(folder).files)


def sign_pack(folder: Path, key: Path) -> str:
    """Seal a pack, sign that, and name the key; ``SettingsError`` where it cannot be."""
    from caveat.authoring.signing import sign  # noqa: PLC0415  loads slowly

    with _refusing_files():
        return sign(folder, key)


def sign_site_policy(file: Path, key: Path) -> str:
    """Sign a site's policy, and name the key; ``SettingsError`` where it cannot be."""
    from caveat.authoring.signing import sign_policy  # noqa: PLC0415  loads slowly

    with _refusing_files():
        return sign_policy(file, key)


def new_signing_key(file: Path) -> Path:
    """Write a private key, and give the file of the public one; ``SettingsError`` as above."""
    from caveat.authoring.signing import new_key  # noqa: PLC0415  loads slowly

    with _refusing_files():
        return new_key(file)


def admit_packs(
    packs: Sequence[Path], trust: Sequence[Path], policies: Sequence[Path] = (), *, sealed: bool
) -> tuple[list[PackUse], list[PolicyUse]]:
    """Say which packs and policies could be served; ``PackError`` has all that is wrong."""
    from caveat.authoring.admission import Demands, admit  # noqa: PLC0415  a check needs none

    demands = Demands(tuple(trust), sealed)
    book = admit(packs, demands, policies=policies).checker.book
    packs_used = list(map(message_of_pack_use, book.uses))
    return packs_used, list(map(message_of_policy_use, book.policies))


def write_handbook(
    packs: Iterable[Path], out: Path, guides: Iterable[Path] = (), policies: Iterable[Path] = ()
) -> int:
    """Write the handbook of the packs in these directories, and count its pages.

    Without packs it is of the built-in ones; a site's ``policies`` change their rules.
    ``PackError`` has all mistakes in them; ``SettingsError`` says what cannot be read or written.
    """
    from caveat.authoring.handbook.handbook import write  # noqa: PLC0415  a check needs none

    folders = tuple(packs) or built_in_packs()
    book = Checker.load(folders, policy=policies).book
    with _refusing_files():
        return write(book, folders, out, guides)


@contextmanager
def _refusing_files() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror}") from None


class LocalChecker:
    """Checks with the packs in these directories; with the built-in ones where there are none.

    The files of a site's ``policies`` change their rules. ``PackError`` holds all mistakes in any
    of these.
    """

    def __init__(self, packs: Iterable[Path] = (), policies: Iterable[Path] = ()) -> None:
        self._checker = Checker.load(tuple(packs) or built_in_packs(), policy=policies)
        self._book = self._checker.book

    def check(self, request: CheckRequest) -> Report:
        """Check one patient; ``RequestError`` names the fields that are wrong."""
        return message_of_report(self._checker.check(request_of_message(request)))

    def check_recorded(self, request: CheckRequest) -> CheckResponse:
        """Check one patient as ``check`` does; no log has checks of one's own process."""
        return CheckResponse(report=self.check(request))

    def rules(self) -> list[RuleSummary]:
        """List the rules."""
        return list(map(summary_of_rule, self._book.rules.values()))

    def rule(self, rule_id: str) -> Rule:
        """Give one rule; ``KeyError`` if there is none of this id."""
        return message_of_rule(self._book.rules[rule_id], self._book)

    def recognise(
        self,
        text: str = "",
        *,
        code: Code | None = None,
        read_as: RecogniseAs.ValueType = RECOGNISE_AS_UNSPECIFIED,
    ) -> RecogniseResponse:
        """Say what a text or a code would be understood as."""
        submitted = code_of_message(code) if code else None
        return message_of_recognised(self._checker.recognise(text, submitted, _READINGS[read_as]))

    def verify(self) -> int:
        """Run the rules' examples and count them; ``PackError`` holds those that fail."""
        if problems := verify(self._book):
            raise PackError(problems)
        return sum(len(rule.examples) for rule in self._book.rules.values())

    def survey(self) -> "Survey":
        """Say what the rules' examples touch, and which mistakes in the rules they notice."""
        from caveat.authoring.survey import survey  # noqa: PLC0415  few ask for it

        return survey(self._checker.engine)

    def lint(self, today: date) -> int:
        """Look for mistakes across the packs and count the rules; ``PackError`` holds them."""
        from caveat.authoring.lint import lint  # noqa: PLC0415  a check needs none

        if problems := lint(self._book, today):
            raise PackError(problems)
        return len(self._book.rules)

    def notices(self, today: date) -> tuple[str, ...]:
        """Give what an author wants to know of the packs, a line each, though nothing is wrong."""
        from caveat.authoring.lint import notices  # noqa: PLC0415  a check needs none

        return tuple(map(str, notices(self._book, today)))
