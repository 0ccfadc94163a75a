"""``caveat handbook``; that it writes pages is tried with the guides."""

from pathlib import Path

from tests.client.commands import caveat


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "mine.md").write_text("mine")
    (tmp_path / "mkdocs.yml").write_text("site_name: mine")
    result = caveat("handbook", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert (tmp_path / "docs" / "mine.md").read_text() == "mine"
    assert "no handbook stands in it" in result.stderr
