"""``caveat handbook``."""

from pathlib import Path

from tests.client.commands import caveat


def test_an_earlier_handbook_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("handbook", "--out", str(out), "--pack", "ketamine-depression")
    assert caveat(*arguments).exit_code == 0
    gone = out / "docs/rules/gone.md"
    gone.write_text("# A rule that is gone\n")
    result = caveat(*arguments)
    assert (result.exit_code, gone.exists()) == (0, False)
    pages = len(list((out / "docs").rglob("*.md")))
    assert result.stdout == f"{pages} pages written to {out}.\n"


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "mine.md").write_text("mine")
    (tmp_path / "mkdocs.yml").write_text("site_name: mine")
    result = caveat("handbook", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert (tmp_path / "docs" / "mine.md").read_text() == "mine"
    assert "no handbook stands in it" in result.stderr
