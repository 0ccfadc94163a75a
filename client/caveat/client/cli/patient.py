"""A patient from options, from a file, or from both."""

from dataclasses import dataclass, fields
from typing import BinaryIO

import click

from caveat.client.cli.gathered import Decorator, gathered
from caveat.client.cli.inside import read_file, read_lists
from caveat.v1.checker_pb2 import CheckRequest

_MOST_BYTES = 4 << 20


def text(value: str) -> str:
    """Refuse a text that no message can hold, without quoting it."""
    if not value.strip():
        raise click.BadParameter("is empty.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise click.BadParameter("is not UTF-8.") from None
    return value


def assignment(value: str) -> tuple[str, str]:
    """Split ``NAME=VALUE`` at its first equals sign."""
    name, _, stated = (part.strip() for part in text(value).partition("="))
    if not (name and stated):
        raise click.BadParameter("must be NAME=VALUE, such as age=44.")
    return name, stated


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the caller says of the patient."""

    file: BinaryIO | None
    proposed: tuple[str, ...]
    medications: tuple[str, ...]
    history: tuple[str, ...]
    allergies: tuple[str, ...]
    observations: tuple[tuple[str, str], ...]
    no_proposed: bool
    no_medications: bool
    no_history: bool
    no_allergies: bool

    def __bool__(self) -> bool:
        """Say whether anything was submitted at all."""
        return any(getattr(self, field.name) for field in fields(self))

    def request(self) -> CheckRequest:
        """Read the file, if there is one, and add what the options say."""
        request = read_file(text_of(self.file), name_of(self.file)) if self.file else CheckRequest()
        request.MergeFrom(read_lists(self._lists()))
        self._refuse_contradictions(request)
        return request

    def _lists(self) -> dict[str, object]:
        """Give the options the shape of a patient file; a list that was not asked is absent."""
        none = self._none()
        stated: dict[str, str | list[str] | dict[str, str]] = {
            "proposed": "none" if self.no_proposed else list(self.proposed),
            "medications": list(self.medications),
            "history": list(self.history),
            "allergies": list(self.allergies),
            "observations": dict(self.observations),
        }
        return {name: entries for name, entries in stated.items() if entries or none.get(name)}

    def _none(self) -> dict[str, bool]:
        return {
            "medications": self.no_medications,
            "history": self.no_history,
            "allergies": self.no_allergies,
        }

    def _refuse_contradictions(self, request: CheckRequest) -> None:
        if len(dict(self.observations)) < len(self.observations):
            raise click.UsageError("--observation states one fact twice.")
        patient = request.patient
        entries = {
            "medications": patient.medications.items,
            "history": patient.conditions.items,
            "allergies": patient.allergies.items,
        }
        for name, none in self._none().items():
            if none and entries[name]:
                raise click.UsageError(f"--no-{name} contradicts the {name} given.")


def text_of(file: BinaryIO) -> str:
    """Read a patient file whole; what is too large or not UTF-8 is a mistake of the caller."""
    content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise click.BadParameter("is larger than 4 MiB.", param_hint="FILE")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1}"
        raise click.BadParameter(f"is not UTF-8 ({place}).", param_hint="FILE") from None


def name_of(file: BinaryIO) -> str:
    """Give the name of a patient file; standard input has none of its own."""
    name = getattr(file, "name", "<stdin>")
    return "standard input" if name == "<stdin>" else str(name)


def _entries(name: str, *flags: str, meaning: str) -> Decorator:
    return click.option(name, *flags, type=text, multiple=True, help=f"{meaning}; repeatable.")


patient_options = gathered(
    "submitted",
    Submitted,
    click.argument("file", type=click.File("rb"), required=False),
    _entries("proposed", "--propose", meaning="A medicine that is to be given"),
    _entries("medications", "-m", "--medication", meaning="What the patient takes"),
    _entries("history", "--history", meaning="A diagnosis or trait"),
    _entries("allergies", "--allergy", meaning="What is not tolerated"),
    click.option(
        "observations",
        "--observation",
        type=assignment,
        metavar="NAME=VALUE",
        multiple=True,
        help="A fact, such as age=44 or weight='80 kg'; repeatable.",
    ),
    click.option(
        "--no-proposed", is_flag=True, help="Nothing is proposed: check the list by itself."
    ),
    click.option("--no-medications", is_flag=True, help="Asked: the patient takes nothing."),
    click.option("--no-history", is_flag=True, help="Asked: there are no diagnoses."),
    click.option("--no-allergies", is_flag=True, help="Asked: there are no allergies."),
)
