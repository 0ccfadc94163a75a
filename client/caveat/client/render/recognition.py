"""What a text or a code would be understood as."""

from collections.abc import Iterator

from caveat.client.render.page import Page
from caveat.client.render.trace import path_labels
from caveat.client.render.words import counted, reading_word
from caveat.v1.knowledge_pb2 import RecogniseResponse, Recognition


def recognition_text(response: RecogniseResponse, page: Page) -> str:
    """Write each ingredient and condition with its path, or what may have been meant."""
    return "\n".join(_lines(response, page))


def _lines(response: RecogniseResponse, page: Page) -> Iterator[str]:
    if not response.recognitions:
        yield from page.heading("NOT RECOGNISED")
    for recognition in response.recognitions:
        yield from page.heading(reading_word(recognition.read_as).upper())
        yield from page.field("Path", " -> ".join(path_labels(recognition.path)))
        yield from _details(recognition, page)
    yield from page.fields("Perhaps", response.suggestions)


def _details(recognition: Recognition, page: Page) -> Iterator[str]:
    yield from page.field("Status", recognition.status)
    yield from page.field("Dose", recognition.dose)
    yield from page.field("Route", recognition.route)
    yield from page.field("Reason", recognition.reason)
    if recognition.distance:
        differing = counted(recognition.distance, "letter differs", "letters differ")
        yield from page.field("Spelling", differing)
