"""What the guides of the handbook say is so."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from caveat.authoring.handbook.criteria_page import EXCEPTION, EXPLAINED, words_of
from caveat.authoring.handbook.guides import own_guides
from caveat.rules import Checker, request_of
from caveat.rules.criteria import CRITERIA
from caveat.rules.level import Level, Outcome
from caveat.rules.report import AssumptionKind
from tests.client.commands import caveat
from tests.rules.small_packs import checker_of, rule, write_pack

BLOCK = re.compile(r'```(\w+)(?: title="([^"]+)")?\n(.*?)```', re.DOTALL)


def guide(name: str) -> str:
    return next(page.text for page in own_guides() if page.path == f"guide/{name}.md")


@pytest.mark.parametrize(
    "word", [*(each.word for each in Level), *(each.value for each in (*Outcome, *AssumptionKind))]
)
def test_a_word_of_reports_is_explained(word: str) -> None:
    assert re.search(rf"^\| (<[^>]+>)?{word}(</span>)? \|", guide("reading-a-report"), re.MULTILINE)


def test_every_criterion_is_explained() -> None:
    assert sorted(each.name for each in EXPLAINED) == sorted(CRITERIA)


@pytest.mark.parametrize("example", [each for one in EXPLAINED for each in one.examples])
def test_an_example_of_a_criterion_can_be_written_so(example: str, checker: Checker) -> None:
    assert words_of(example, checker.book.vocabulary)


@pytest.mark.parametrize("explained", EXPLAINED, ids=lambda each: each.name)
def test_an_example_is_of_the_criterion_that_it_explains(
    explained: object, checker: Checker
) -> None:
    one = next(each for each in EXPLAINED if each is explained)
    assert all(example.startswith(f"{one.name}:") for example in one.examples)


@pytest.mark.parametrize(
    ("taken", "alerts"),
    [
        (["timolol eye drops"], 0),
        (["timolol 10 mg tablet by mouth"], 1),
        (["timolol eye drops", "timolol 10 mg tablet by mouth"], 1),
    ],
)
def test_an_exception_speaks_of_the_very_entry_as_the_reference_says(
    taken: list[str], alerts: int, tmp_path: Path, checker: Checker
) -> None:
    folder = write_pack(tmp_path / "small", rule("r", EXCEPTION.rstrip()))
    lists = {"proposed": "none", "medications": ["lithium", *taken]}
    report = checker_of([folder], checker.book.vocabulary).check(request_of(lists))
    assert len(report.alerts) == alerts


def test_what_a_vocabulary_lacks_is_not_put_in_words(checker: Checker) -> None:
    assert not words_of("medication: no-such-medicine", checker.book.vocabulary)


def test_a_first_rule_is_written_as_the_guide_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written = ""
    for language, file, text in BLOCK.findall(guide("first-rule")):
        if file:
            Path(file).parent.mkdir(exist_ok=True)
            Path(file).write_text(text)
        elif language == "sh":
            written = "".join(map(follow, text.splitlines()))
        elif language == "text" and "NOT CHECKED" not in text:
            assert all(line.removesuffix("...") in written for line in text.splitlines())


def follow(line: str) -> str:
    """Do what a line of the guide says, and give what it wrote."""
    command, *arguments = shlex.split(line)
    if command == "cp":
        _, old, new = arguments
        shutil.copytree(old, new)
        return ""
    if command == "sed":
        _, expression, file = arguments
        _, before, after, _ = expression.split("/")
        Path(file).write_text(re.sub(before, after, Path(file).read_text(), flags=re.MULTILINE))
        return ""
    assert command == "caveat"
    result = caveat(*arguments)
    assert result.exit_code == 0, (line, result.output)
    return result.stdout


def test_a_mistake_is_told_as_the_guide_shows(tmp_path: Path) -> None:
    blocks = BLOCK.findall(guide("first-rule"))
    files = {file: text for _, file, text in blocks if file}
    folder = tmp_path / "my-pack"
    folder.mkdir()
    (folder / "pack.yaml").write_text(files["my-pack/pack.yaml"])
    rule = files["my-pack/ketamine-tramadol.yaml"].replace("moderate", "modrate", 1)
    (folder / "ketamine-tramadol.yaml").write_text(rule)
    result = caveat("test", str(folder))
    shown = next(text for _, _, text in blocks if "NOT CHECKED" in text)
    assert (result.exit_code, result.stderr) == (5, shown)
