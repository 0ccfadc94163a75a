"""What a text or a code would be understood as."""

from collections.abc import Iterator

from caveat.client.render.page import Page
from caveat.client.render.trace import path_labels
from caveat.client.render.words import counted, reading_word
from caveat.v1.knowledge_pb2 import Completion, RecogniseResponse, Recognition


def recognition_text(response: RecogniseResponse, page: Page) -> str:
    """Write each ingredient and condition with its path, or what may have been meant."""
    return "\n".join(_lines(response, page))


def _lines(response: RecogniseResponse, page: Page) -> Iterator[str]:
    if not response.recognitions and not response.harmless:
        yield from page.heading("NOT RECOGNISED")
    for recognition in response.recognitions:
        yield from page.heading(reading_word(recognition.read_as).upper())
        yield from page.field("Path", " -> ".join(path_labels(recognition.path)))
        yield from _details(recognition, page)
    if response.harmless:
        yield from page.heading("CONCERNS NO RULE")
        yield from page.fields("Condition", response.harmless)
    yield from _doubts(response, page)
    yield from page.fields("Perhaps", response.suggestions)
    if not response.recognitions and not response.harmless and response.completions:
        yield from page.heading("NAMES THAT BEGIN SO")
        for each in response.completions:
            yield from page.item(_completion(each))


def _doubts(response: RecogniseResponse, page: Page) -> Iterator[str]:
    for disagreement in response.disagreements:
        yield from page.heading("CODE AND TEXT DISAGREE")
        yield from page.field("Code", disagreement.by_code)
        yield from page.field("Text", disagreement.by_text)
    for part in response.unread:
        yield from page.field("Not read", f"{part.part}: {part.reason}")


def _completion(completion: Completion) -> str:
    meaning = completion.meaning or "concerns no rule"
    same = completion.name.casefold() == meaning.casefold()
    return completion.name if same else f"{completion.name} ({meaning})"


def _details(recognition: Recognition, page: Page) -> Iterator[str]:
    yield from page.field("Status", recognition.status)
    yield from page.field("Dose", recognition.dose)
    yield from page.field("Route", recognition.route)
    yield from page.field("Reason", recognition.reason)
    if recognition.is_vague:
        yield from page.field("Doubt", "a vague phrase, read as the class that it may mean")
    if recognition.distance:
        differing = counted(recognition.distance, "letter differs", "letters differ")
        yield from page.field("Spelling", differing)
