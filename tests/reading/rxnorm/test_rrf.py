"""Rows of an RRF file, and every way in which they are malformed."""

from pathlib import Path

import pytest

from caveat.reading.rxnorm.rrf import Problems, Row, RrfReader
from caveat.source.errors import PackError
from caveat.source.problem import Problem


def read(content: bytes, folder: Path) -> list[Row]:
    """Read a file of three columns; raises ``PackError`` with what is wrong."""
    path = folder / "FILE.RRF"
    path.write_bytes(content)
    problems = Problems()
    blocks: list[bytes] = []
    rows = list(RrfReader(path, 3, problems, blocks.append))
    assert b"".join(blocks) == content
    problems.settle()
    return rows


def problems_of(content: bytes, folder: Path) -> list[tuple[int, str, str]]:
    """Give the line, the kind and the text of what is wrong."""
    with pytest.raises(PackError) as raised:
        read(content, folder)
    problems = raised.value.problems
    assert {problem.path for problem in problems} == {str(folder / "FILE.RRF")}
    return [(problem.line, problem.kind, problem.what) for problem in problems]


def test_a_row_is_split_at_its_bars(tmp_path: Path) -> None:
    assert read(b"1||x y|\n2|b|c|\n", tmp_path) == [["1", "", "x y", ""], ["2", "b", "c", ""]]


def test_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    (row,) = read(b"1|b|c|\r\n", tmp_path)
    assert row[:3] == ["1", "b", "c"]


def test_names_in_other_scripts_are_read(tmp_path: Path) -> None:
    (row,) = read("1|ибупрофен|布洛芬|\n".encode(), tmp_path)
    assert row[1:3] == ["ибупрофен", "布洛芬"]


def test_rows_are_whole_where_a_block_ends_within(tmp_path: Path) -> None:
    rows = read(b"1|%s|\xc3\xa9|\n" % (b"x" * 699) * 4000, tmp_path)
    assert rows == [["1", "x" * 699, "é", ""]] * 4000


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"1|b|c|\n2|b|\n", (2, "wrong columns", "expected 3 columns, got 2")),
        (b"1|b|c|d|\n", (1, "wrong columns", "expected 3 columns, got 4")),
        (b"1|b|c|\n\n1|b|c|\n", (2, "wrong columns", "expected 3 columns, got 0")),
        (b"\n", (1, "wrong columns", "expected 3 columns, got 0")),
        (b"1|b|c\n", (1, "row cut off", "the row does not end with a bar")),
        (b"1|b|c|\n2|b", (2, "row cut off", "the last row does not end with a new line")),
        (b"1|b|c|", (1, "row cut off", "the last row does not end with a new line")),
        (b"1|b|c|\n1|\xff|c|\n", (2, "wrong encoding", "byte 3 of the row is not UTF-8")),
        (b"1|b|c|\n1|\0|c|\n", (2, "wrong encoding", "the row holds a NUL")),
        (b"", (1, "empty file", "expected rows")),
    ],
)
def test_a_malformed_row_is_a_problem_with_its_line(
    tmp_path: Path, content: bytes, problem: tuple[int, str, str]
) -> None:
    assert problems_of(content, tmp_path) == [problem]


def test_a_row_without_end_is_given_up_before_all_of_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "FILE.RRF").write_bytes(b"x" * (8 << 20))
    problems = Problems()
    sizes: list[int] = []
    reader = RrfReader(tmp_path / "FILE.RRF", 3, problems, lambda block: sizes.append(len(block)))
    assert list(reader) == []
    assert sum(sizes) < 4 << 20
    with pytest.raises(PackError, match="row too long"):
        problems.settle()


def test_the_sound_rows_around_a_malformed_one_keep_their_lines(tmp_path: Path) -> None:
    found = problems_of(b"1|b|c|\n\xff|b|c|\n2|b|c|\n3|b|\n", tmp_path)
    assert [line for line, _, _ in found] == [2, 4]


def test_reading_ends_at_the_twentieth_problem(tmp_path: Path) -> None:
    found = problems_of(b"1|\n" * 1000, tmp_path)
    assert [line for line, _, _ in found] == list(range(1, 21))


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    problems = Problems()
    assert list(RrfReader(tmp_path, 3, problems, len)) == []
    with pytest.raises(PackError) as raised:
        problems.settle()
    assert [problem.kind for problem in raised.value.problems] == ["unreadable file"]


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "٣", "1234567890"])
def test_what_is_no_number_is_no_rxcui(tmp_path: Path, text: str) -> None:
    problems = Problems()
    reader = RrfReader(tmp_path / "FILE.RRF", 3, problems, len)
    assert reader.rxcui(text) is None
    with pytest.raises(PackError, match="wrong rxcui"):
        problems.settle()


def test_problems_stand_with_the_row_that_was_given_last(tmp_path: Path) -> None:
    (tmp_path / "FILE.RRF").write_bytes(b"1|b|c|\n2|b|c|\n3|b|c|\n")
    problems = Problems()
    reader = RrfReader(tmp_path / "FILE.RRF", 3, problems, len)
    for row in reader:
        if row[0] == "2":
            reader.refuse("wrong", "two")
    with pytest.raises(PackError) as raised:
        problems.settle()
    assert raised.value.problems == (Problem(str(tmp_path / "FILE.RRF"), 2, 1, "wrong", "two"),)
