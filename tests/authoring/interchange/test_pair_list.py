"""A list of pairs as CSV: what is read exactly, and every mistake with its place."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caveat.authoring.interchange.pairs.csv_text import MAX_BYTES
from caveat.authoring.interchange.pairs.pair_list import Pair, PairList, read_pairs
from caveat.rules import Checker
from caveat.rules.level import Level

HEADER = "medicine_a,medicine_b,level\n"
Reading = Callable[..., PairList]


@pytest.fixture
def reading(checker: Checker) -> Reading:
    """Give a function that reads the text of a list, or its bytes."""

    def read(content: str | bytes, **levels: Level) -> PairList:
        raw = content.encode() if isinstance(content, str) else content
        return read_pairs(raw, "list.csv", checker.book.vocabulary, levels)

    return read


@pytest.fixture
def pairs(reading: Reading) -> Callable[[str | bytes], tuple[Pair, ...]]:
    """Give a function that reads a list without a mistake."""

    def read(content: str | bytes) -> tuple[Pair, ...]:
        read = reading(content)
        assert not read.problems
        return read.pairs

    return read


Pairs = Callable[[str | bytes], tuple[Pair, ...]]


@pytest.mark.parametrize(
    ("cell", "term"),
    [
        ("sertraline", "sertraline"),
        ("  Sertraline HCl ", "sertraline"),
        ("Zoloft", "sertraline"),
        ("ssri", "ssri"),
        ("SSRI antidepressant", "ssri"),
        ("beta-blocker", "beta-blocker"),
        ("rxnorm:36437", "sertraline"),
        ("RxNorm: 36437", "sertraline"),
        ("atc:N05BA", "benzodiazepine"),
        ("atc:n06ab06", "sertraline"),
    ],
)
def test_a_medicine_is_a_name_a_brand_a_class_or_a_code(pairs: Pairs, cell: str, term: str) -> None:
    (pair,) = pairs(HEADER + f"{cell},lithium,minor\n")
    assert (pair.first, pair.second) == (term, "lithium")


@pytest.mark.parametrize(
    "text",
    [
        "level,medicine_b,medicine_a\nmajor,tramadol,sertraline\n",
        "medicine_a;medicine_b;level\nsertraline;tramadol;Major\n",
        "medicine_a\tmedicine_b\tlevel\r\nsertraline\ttramadol\tmajor\r\n",
        "\ufeffmedicine_a,medicine_b,level\nsertraline,tramadol,major",
        "sep=;\r\nmedicine_a;medicine_b;level;;\r\nsertraline;tramadol;major;;\r\n;;;;\r\n",
        '"medicine_a","medicine_b","level"\n"sertraline","tramadol","major"\n\n',
    ],
)
def test_columns_have_any_order_and_delimiter_and_excel_its_habits(pairs: Pairs, text: str) -> None:
    (pair,) = pairs(text)
    assert (pair.first, pair.second, pair.level) == ("sertraline", "tramadol", Level.MAJOR)


def test_texts_are_taken_as_they_are_with_delimiters_quotes_and_lines(pairs: Pairs) -> None:
    header = "medicine_a,medicine_b,level,note,consequence,serious\n"
    (pair,) = pairs(header + 'sertraline,tramadol,major,"a ""b"", c\nd",Was folgt: Übelkeit,YES\n')
    assert pair.texts["note"] == 'a "b", c\nd'
    assert pair.texts["consequence"] == "Was folgt: Übelkeit"
    assert pair.serious


def test_other_words_for_levels_are_taken_where_they_are_given(reading: Reading) -> None:
    (pair,) = reading(HEADER + "sertraline,tramadol,Severe\n", severe=Level.MAJOR).pairs
    assert pair.level is Level.MAJOR


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("sertralyne,tramadol,major", "2:1: unknown medicine: 'sertralyne'; did you mean 'sertral"),
        ("foozlex,tramadol,major", "2:1: unknown medicine: 'foozlex'"),
        ("tramadol,xanex,major", "2:10: misspelt medicine: 'xanex'; did you mean 'Xanax'?"),
        ("tramadol,Percocet,major", "2:10: more than one medicine: 'Percocet' is oxycodone and"),
        ("tramadol,sleeping tablet,major", "2:10: vague medicine: 'sleeping tablet' may mean the"),
        ("tramadol,Spravato,major", "2:10: of one route: 'Spravato' is esketamine, nasal; write"),
        ("tramadol,rxnorm:0,major", "2:10: unknown code: 'rxnorm 0' is of no medicine or class"),
        ("tramadol,atc:N05BA99,major", "2:10: unknown code: 'atc N05BA99'"),
        ("tramadol,sertraline,severe", "2:21: unknown level: 'severe'; expected info, minor"),
        ("tramadol,Ultram,major", "2:10: medicine with itself: 'tramadol' stands on both sides"),
        (",sertraline,", "2:1: empty cell: medicine_a"),
        ("tramadol,sertraline", "2:1: too few cells: 2, where the header has 3"),
        ("tramadol,sertraline,major,or not", "2:27: too many cells: 4, where the header has 3"),
        ('"tramadol"x,sertraline,major', "2:1: not CSV: "),
        ('tramadol,"sertraline,major', "2:1: not CSV: unexpected end of data"),
        ("tramadol,sert\0raline,major", "2:14: not a text: the control sign U+0000"),
        ("tramadol,lithium,major\v", "2:23: not a text: the control sign U+000B"),
    ],
)
def test_a_wrong_row_is_named_with_its_line_and_column(
    reading: Reading, row: str, problem: str
) -> None:
    read = reading(HEADER + row + "\n")
    assert f"list.csv:{problem}" in "\n".join(map(str, read.problems))
    assert not read.pairs


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("medicine_a,medicine_b", "1:1: missing column: level"),
        ("medicine_a,medicine_b,level,Note", "1:29: unknown column: 'Note'; did you mean 'note'?"),
        ("medicine_a,medicine_b,level,level", "1:29: repeated column: 'level' stands here twice"),
        ("medicine_a,,medicine_b,level", "1:12: empty column: expected the name of a column"),
        ("a|b|c", "1:1: missing column: medicine_a"),
        ("", "1:1: missing column: medicine_a"),
    ],
)
def test_a_wrong_header_is_named_with_its_column(
    reading: Reading, header: str, problem: str
) -> None:
    problems = "\n".join(map(str, reading(header + "\n").problems))
    assert f"list.csv:{problem}" in problems


def test_a_sign_of_another_encoding_is_named_with_its_place(reading: Reading) -> None:
    read = reading(HEADER.encode() + b"sertraline,\xfcbel,major\nfoozlex,tramadol,major\n")
    assert [(each.line, each.column, each.kind) for each in read.problems] == [
        (2, 12, "not UTF-8"),
        (3, 1, "unknown medicine"),
    ]


def test_utf_16_as_excel_writes_it_is_named_for_what_it_is(reading: Reading) -> None:
    (first, *_) = reading(HEADER.encode("utf-16")).problems
    assert first.what == "UTF-16; save the file as CSV UTF-8"


def test_two_levels_for_one_pair_are_a_problem_in_whatever_order_and_by_whatever_names(
    reading: Reading,
) -> None:
    read = reading(HEADER + "sertraline,tramadol,major\nUltram,Zoloft,minor\n")
    (problem,) = read.problems
    assert str(problem) == "list.csv:3:15: two levels: 'minor' here, 'major' in line 2"


def test_a_pair_that_is_listed_both_ways_is_taken_once_and_the_second_told(
    reading: Reading,
) -> None:
    read = reading(HEADER + "sertraline,tramadol,major\ntramadol,sertraline,major\n")
    assert (len(read.pairs), read.problems) == (1, ())
    assert read.repeats == ("list.csv:3: the pair of line 2 again",)


def test_a_pair_that_comes_again_with_other_texts_is_a_problem(reading: Reading) -> None:
    header = "medicine_a,medicine_b,level,note\n"
    read = reading(header + "sertraline,tramadol,major,one\nsertraline,tramadol,major,two\n")
    (problem,) = read.problems
    assert str(problem) == "list.csv:3:1: repeated pair: the pair of line 2 again, with other texts"


def test_the_place_of_a_cell_counts_quoted_delimiters_and_lines(reading: Reading) -> None:
    header = "note,medicine_a,medicine_b,level\n"
    read = reading(header + '"a, b\nc",foozlex,tramadol,major\nx,y1,tramadol,major\n')
    assert [(each.line, each.column) for each in read.problems] == [(3, 4), (4, 3)]


def test_all_mistakes_of_a_list_are_found_at_once(reading: Reading) -> None:
    text = "medicine_a;medicine_b;level;lvl\nfoozlex;barzlex;severe;\n;tramadol;major;\n"
    text += "sertraline;tramadol;major;\nZoloft;Ultram;minor;\n"
    kinds = sorted(problem.kind for problem in reading(text).problems)
    assert kinds == [
        *("empty cell", "two levels", "unknown column"),
        *("unknown level", "unknown medicine", "unknown medicine"),
    ]


def test_a_list_of_nothing_is_a_problem(reading: Reading) -> None:
    (problem,) = reading(HEADER).problems
    assert problem.kind == "empty"


def test_a_file_that_is_too_large_is_not_read(reading: Reading) -> None:
    (first, *_) = reading(bytes(MAX_BYTES + 1)).problems
    assert first.kind == "too large"


@pytest.mark.usefixtures("unmeasured")
@given(
    st.one_of(st.binary(), st.text("\"',;\t\r\n\0\ufeff abésep=|", max_size=200).map(str.encode))
)
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
def test_whatever_is_in_a_file_it_is_read_or_a_problem(reading: Reading, content: bytes) -> None:
    for header in (b"", HEADER.encode()):
        read = reading(header + content)
        assert read.pairs or read.problems


def test_a_long_cell_is_shown_by_its_beginning(reading: Reading) -> None:
    (problem,) = reading(HEADER + f"{5000 * 'long '},tramadol,major\n").problems
    assert len(problem.what) < 100


def test_of_a_file_full_of_unknown_names_only_some_are_looked_for(reading: Reading) -> None:
    rows = "".join(f"zoloftx{number},tramadol,major\n" for number in range(600))
    problems = reading(HEADER + "zoloftt,tramadol,major\n" + rows).problems
    assert len(problems) == 601
    assert "did you mean" in problems[0].what
    assert "did you mean" not in problems[-1].what
