"""Rule files: one rule, or many under a key, read here or by a crew of processes."""

from pathlib import Path
from textwrap import indent

import pytest

from caveat.rules import Checker
from caveat.rules.loader import load_packs
from caveat.rules.reading_crew import LARGE, read_by_crew
from caveat.rules.rule_file import PackHead
from caveat.source.errors import PackError
from tests.rules.small_packs import HEAD, rule, write_pack

NAMES = ("a", "b", "c")
RULES = [rule(name, "about: ketamine") for name in NAMES]


def listed(*rules: str) -> str:
    """Write rules as a list."""
    items = ("  - " + indent(text, "    ").lstrip() for text in rules)
    return "rules:\n" + "".join(items)


def problems(folder: Path, checker: Checker) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_packs([folder], checker.book.vocabulary)
    return [str(problem) for problem in caught.value.problems]


def test_a_file_may_hold_many_rules_under_any_name(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(tmp_path / "small")
    (folder / "pack.yaml").write_text(HEAD.format(count=3))
    (folder / "some rules.yaml").write_text(listed(*RULES))

    (pack,) = load_packs([folder], checker.book.vocabulary)

    assert [(found.id, found.place.line) for found in pack.rules] == [
        ("a", 2),
        ("b", 15),
        ("c", 28),
    ]
    assert pack.rules[0].place.path == "small/some rules.yaml"


def test_every_mistake_in_a_list_is_told_at_its_place(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(tmp_path / "small")
    (folder / "pack.yaml").write_text(HEAD.format(count=2))
    wrong = (rule("a", "about: ketamin"), rule("b", "about: ketamine", "grave"))
    (folder / "rules.yaml").write_text(listed(*wrong))

    found = problems(folder, checker)

    assert [problem.split(": ")[0:2] for problem in found] == [
        ["small/rules.yaml:6:12", "unknown class or ingredient"],
        ["small/rules.yaml:17:12", "unknown word"],
    ]


def test_a_list_that_breaks_off_is_told_with_the_mistakes_before(
    tmp_path: Path, checker: Checker
) -> None:
    folder = write_pack(tmp_path / "small")
    (folder / "pack.yaml").write_text(HEAD.format(count=2))
    wrong = (rule("a", "about: ketamin"), rule("b", "about: ketamine"))
    (folder / "rules.yaml").write_text(listed(*wrong) + "x: *y\n")

    found = problems(folder, checker)

    assert [problem.split(": ")[0:2] for problem in found] == [
        ["small/rules.yaml:6:12", "unknown class or ingredient"],
        ["small/rules.yaml:28:4", "not strict YAML"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules: {a: b}\n", "small/rules.yaml:1:8: wrong type: expected a list"),
        ("rules: [a]\n", "small/rules.yaml:1:9: wrong type: expected a mapping"),
        (
            "rules: []\nrule: x\n",
            "small/rules.yaml:2:1: unknown key: 'rule'; did you mean 'rules'?",
        ),
    ],
)
def test_what_is_no_list_of_rules_is_refused(
    tmp_path: Path, checker: Checker, text: str, expected: str
) -> None:
    folder = write_pack(tmp_path / "small")
    (folder / "rules.yaml").write_text(text)

    assert expected in problems(folder, checker)


def large_pack(folder: Path, *rules: str) -> Path:
    """Write a pack of so many bytes that it is read by a crew."""
    write_pack(folder, *rules)
    for name in NAMES:
        path = folder / f"{name}.yaml"
        path.write_text(path.read_text() + "# padding\n" * (LARGE // 20))
    return folder


def test_a_large_pack_is_read_by_a_crew_as_it_is_read_here(
    tmp_path: Path, checker: Checker
) -> None:
    folder = large_pack(tmp_path / "small", *RULES)
    seen: list[tuple[int, int]] = []

    (here,) = load_packs([folder], checker.book.vocabulary)

    def progress(read: int, stated: int) -> None:
        seen.append((read, stated))

    (crew,) = load_packs([folder], checker.book.vocabulary, read_by_crew, progress)

    assert list(here.rules) == list(crew.rules)
    assert here.digest == crew.digest
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_the_mistakes_that_a_crew_finds_are_those_that_are_found_here(
    tmp_path: Path, checker: Checker
) -> None:
    wrong = (RULES[0], rule("b", "about: ketamin"), rule("c", "about: ketamine\ncovers: [d]"))
    folder = large_pack(tmp_path / "small", *wrong)

    with pytest.raises(PackError) as caught:
        load_packs([folder], checker.book.vocabulary, read_by_crew)

    assert [str(problem) for problem in caught.value.problems] == problems(folder, checker)


def test_a_process_of_a_crew_ends_where_nobody_reads_its_answers(
    tmp_path: Path, checker: Checker
) -> None:
    folder = large_pack(tmp_path / "small", *RULES)
    files = [folder / f"{name}.yaml" for name in NAMES] * 1000

    answers = read_by_crew(
        files, PackHead(str(folder), "small", frozenset()), checker.book.vocabulary
    )
    first = next(answers)
    answers.close()

    assert (len(first.records), first.problems) == (1, ())
