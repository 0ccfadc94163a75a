"""Where an answer goes: text that fits the reader's screen, or JSON for a program."""

import os
import shutil
import sys
from collections.abc import Callable

import click
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

from caveat.client.render.page import Page

_WIDEST = 100
_WIDTH_OF_A_FILE = 80

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Text for people (the default), or JSON for programs.",
)


def show(message: Message, form: str, text: Callable[[Page], str]) -> None:
    """Print a message as JSON, or as the text that fits the page."""
    page = page_of_output()
    click.echo(_json(message) if form == "json" else text(page), color=page.colour)


def page_of_output() -> Page:
    """Measure standard output; what is no terminal gets 80 columns and no colour."""
    if not sys.stdout.isatty():
        return Page(_WIDTH_OF_A_FILE)
    width = shutil.get_terminal_size().columns
    return Page(min(width, _WIDEST), colour=_colour_is_wanted())


def _colour_is_wanted() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _json(message: Message) -> str:
    """Write every field that cannot be missing, so that ``"complete": false`` is seen."""
    return MessageToJson(message, always_print_fields_with_no_presence=True)
