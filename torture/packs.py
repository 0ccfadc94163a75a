"""Versions of a pack, whole and broken, put where a service reads them."""

import random
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from caveat.rules import Checker, built_in_packs

_VERSION = re.compile(r"(?m)^version: .*$")
_SERVED = "ketamine-depression"


class Packs:
    """A link to one version of a pack, which is changed from one to another at once."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        [built_in] = [pack for pack in built_in_packs() if pack.name == _SERVED]
        self._folder = folder
        self._chance = chance
        self.link = folder / "served" / built_in.name
        self.link.parent.mkdir()
        self._built_in = built_in
        self.whole: Sequence[Path] = [self._version(number) for number in (1, 2, 3)]
        self.broken: Sequence[Path] = [self._broken(name) for name in _BREAKING]
        self.publish(self.whole[0])

    def checkers(self) -> list[Checker]:
        """Load each whole version."""
        return [Checker.load([version]) for version in self.whole]

    def publish(self, version: Path) -> None:
        """Put a version where the service reads, at once."""
        fresh = self.link.with_name("fresh")
        fresh.symlink_to(version)
        fresh.rename(self.link)

    def next(self) -> None:
        """Publish a whole version or a broken one, each as often."""
        self.publish(self._chance.choice(self._chance.choice((self.whole, self.broken))))

    def _version(self, number: int) -> Path:
        version = self._copy(f"version-{number}")
        file = version / "pack.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(_VERSION.sub(f"version: 9.0.{number}", text), encoding="utf-8")
        return version

    def _broken(self, name: str) -> Path:
        broken = self._copy(name)
        _BREAKING[name](broken, self._chance)
        return broken

    def _copy(self, name: str) -> Path:
        target = self._folder / name / self._built_in.name
        shutil.copytree(self._built_in, target)
        return target


def _truncate(pack: Path, chance: random.Random) -> None:
    _cut(chance.choice(_rules(pack)), chance)


def _truncate_pack_file(pack: Path, chance: random.Random) -> None:
    _cut(pack / "pack.yaml", chance)


def _lose_a_rule(pack: Path, chance: random.Random) -> None:
    chance.choice(_rules(pack)).unlink()


def _lose_all_rules(pack: Path, _: random.Random) -> None:
    for rule in _rules(pack):
        rule.unlink()


def _lose_the_pack_file(pack: Path, _: random.Random) -> None:
    (pack / "pack.yaml").unlink()


def _garble(pack: Path, chance: random.Random) -> None:
    file = chance.choice(_rules(pack))
    file.write_bytes(chance.randbytes(file.stat().st_size))


def _break_an_example(pack: Path, _: random.Random) -> None:
    """Have a rule say what its examples do not."""
    for rule in _rules(pack):
        text = rule.read_text(encoding="utf-8")
        if "expect: alert" in text:
            rule.write_text(text.replace("expect: alert", "expect: none", 1), encoding="utf-8")
            return


_BREAKING: Mapping[str, Callable[[Path, random.Random], None]] = {
    "cut": _truncate,
    "cut-pack-file": _truncate_pack_file,
    "rule-lost": _lose_a_rule,
    "empty": _lose_all_rules,
    "pack-file-lost": _lose_the_pack_file,
    "garbled": _garble,
    "example-fails": _break_an_example,
}


def _rules(pack: Path) -> list[Path]:
    return sorted(file for file in pack.rglob("*.yaml") if file.name != "pack.yaml")


def _cut(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: chance.randrange(len(content) // 2)])
