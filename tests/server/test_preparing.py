"""Another process reads packs, and what it found comes back whole."""

import asyncio
import os
from pathlib import Path

import pytest

from caveat.rules import Checker, built_in_packs
from caveat.rules.cache import read_kept
from caveat.server import preparing
from caveat.server.preparing import Prepared, prepare
from caveat.server.settings import Renewal, Settings
from caveat.source.errors import PackError, SettingsError
from tests.rules.small_packs import rule, write_pack

HEART = "between: [ketamine, beta-blocker]"


def prepared(settings: Settings) -> Prepared:
    return asyncio.run(prepare(settings))


def problems(settings: Settings) -> list[str]:
    with pytest.raises(PackError) as caught:
        prepared(settings)
    return [str(problem) for problem in caught.value.problems]


def test_what_was_prepared_is_opened_as_if_it_had_been_read_here(checker: Checker) -> None:
    found = prepared(Settings())
    digest, content = found.read()
    found.close()
    kept = read_kept(content)
    assert kept
    book = checker.reloaded(kept, built_in_packs()).book
    assert (book.digest, book.rules_digest) == (digest, checker.book.rules_digest)
    assert dict(book.rules) == dict(checker.book.rules)


def test_what_was_prepared_can_be_handed_on(checker: Checker) -> None:
    first = prepared(Settings())
    second = Prepared.of_descriptor(os.dup(first.fileno()))
    first.close()
    assert second.read()[0] == checker.book.digest
    second.close()


def test_what_did_not_arrive_whole_is_nothing() -> None:
    found = prepared(Settings())
    content = bytes(found.read()[1])
    found.close()
    for end in (0, 31, 32, 40, len(content) // 2, len(content) - 1):
        assert read_kept(memoryview(content[:end])) is None


def test_every_problem_comes_back(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "small", rule("a", HEART), rule("b", "about: ketamin"))
    (pack / "a.yaml").write_text("id: [")
    found = problems(Settings(packs=(pack,)))
    assert any(each.startswith("small/a.yaml:2:1: not strict YAML") for each in found)
    assert any("small/b.yaml" in each and "ketamin" in each for each in found)


def test_a_key_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot read .*none\.pub: No such file"):
        prepared(Settings(renewal=Renewal(trust=(tmp_path / "none.pub",))))


def test_a_pack_may_be_called_like_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert problems(Settings(packs=(Path("--trust"),)))[0].startswith("--trust/pack.yaml:1:1: ")


def test_no_code_runs_that_stands_where_the_service_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checker: Checker
) -> None:
    planted = tmp_path / "caveat" / "authoring"
    planted.mkdir(parents=True)
    (planted / "__init__.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    found = prepared(Settings())
    assert found.read()[0] == checker.book.digest
    found.close()


def test_reading_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = write_pack(tmp_path / "small", rule("a", HEART))
    (pack / "a.yaml").unlink()
    os.mkfifo(pack / "a.yaml")
    monkeypatch.setattr(preparing, "LONGEST_SECONDS", 0.5)
    (found,) = problems(Settings(packs=(pack,)))
    assert found == "packs:1:1: not read: they were not read within 0.5 s"
