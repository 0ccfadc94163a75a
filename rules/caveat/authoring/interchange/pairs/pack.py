"""A list of pairs as the files of a pack: drafts, or rules that somebody has confirmed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from caveat.authoring.interchange.pairs.pair_list import Pair
from caveat.authoring.interchange.pairs.rule import LIST, Confirmation, RuleWriter
from caveat.authoring.interchange.pairs.scalar import scalar
from caveat.authoring.schema.schema_name import SchemaName, modeline
from caveat.reading.vocabulary import Vocabulary

_FILE_EACH = 100
_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class PackOrder:
    """What a pack is to say of itself, and of the list that it is made from.

    ``edition`` tells this list from another of the same name.
    """

    pack_id: str
    title: str
    file_name: str
    edition: str
    confirmation: Confirmation
    licence: str = "not stated"


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack: its name in the folder, and what it says."""

    name: str
    text: str


def pack_files(
    pairs: Sequence[Pair], order: PackOrder, vocabulary: Vocabulary
) -> Iterator[PackFile]:
    """Write the files of a pack one after another, one for each rule or for many of a long list."""
    works = _works(pairs)
    yield PackFile("pack.yaml", _head(pairs, order, works))
    writer = RuleWriter(order.pack_id, order.confirmation, works, vocabulary)
    if len(pairs) <= _FILE_EACH:
        for pair in pairs:
            rule_id, lines = writer.lines(pair)
            yield PackFile(f"{rule_id}.yaml", _text(SchemaName.RULE, lines))
        return
    for number, start in enumerate(range(0, len(pairs), _TOGETHER), 1):
        rules = (writer.lines(pair)[1] for pair in pairs[start : start + _TOGETHER])
        items = chain.from_iterable(map(_item, rules))
        yield PackFile(f"pairs-{number:04}.yaml", _text(SchemaName.RULES, ("rules:", *items)))


def _text(schema: SchemaName, lines: Sequence[str]) -> str:
    """Write a file that begins with the schema by which an editor completes it."""
    return "\n".join((modeline(schema), *lines)) + "\n"


def _item(lines: Sequence[str]) -> Iterator[str]:
    """Write a rule as an item of a list."""
    yield f"  - {lines[0]}"
    yield from (f"    {line}" for line in lines[1:])


def _works(pairs: Sequence[Pair]) -> Mapping[str, str]:
    """Give an id to each source that the list names, in the order of the list."""
    titles = dict.fromkeys(pair.texts["source"] for pair in pairs)
    titles.pop("", None)
    return {title: f"{LIST}-source-{number}" for number, title in enumerate(titles, 1)}


def _head(pairs: Sequence[Pair], order: PackOrder, works: Mapping[str, str]) -> str:
    terms = sorted({term for pair in pairs for term in pair.terms})
    note = f"A list of {len(pairs)} pairs, taken over by caveat import pairs."
    return _text(
        SchemaName.PACK,
        (
            f"id: {order.pack_id}",
            f"title: {scalar(order.title)}",
            "version: 0.1.0",
            f"licence: {scalar(order.licence)}",
            f"reviewed: {order.confirmation.date}",
            "scope:",
            *(f"  - {scalar(term)}" for term in terms),
            f"rules: {len(pairs)}",
            "sources:",
            f"  {LIST}:",
            f"    title: {scalar(order.file_name)}",
            f"    edition: {scalar(order.edition)}",
            f"    note: {scalar(note)}",
            *(_work(work, title) for title, work in works.items()),
        ),
    )


def _work(work: str, title: str) -> str:
    return f"  {work}: {{title: {scalar(title)}, edition: edition not known}}"
