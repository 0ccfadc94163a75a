"""The results as a person and as a program reads them."""

import json
from pathlib import Path

import pytest

from benchmarks.bench.aim import at_most, below
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.record import write_record
from benchmarks.bench.result import Result
from benchmarks.bench.table import number, table

MEASURED = Result(
    "decide",
    1.5,
    (
        Figure(Measured("many", [30, 20, 25]), "us", Measured("few", [10, 10, 10]), at_most(2)),
        Figure(Measured("loading", [0.25]), "s", aim=below(0.5)),
        Figure(Measured("memory", [4096]), "MiB"),
    ),
)
MISSING = Result("load", 0.1, missing="the load client needs a C compiler: apt-get install gcc")
FAILED = Result("a-long-name", 0.1, missing="RuntimeError: exit code 70", fault=True)


def test_the_table_says_what_was_measured_beside_what_and_whether_the_aim_is_met() -> None:
    assert table([MEASURED, MISSING, FAILED]).splitlines() == [
        "row          measured  median (quartiles)    beside      ratio (quartiles)   aim      met",
        "decide       many      25 (22.5 to 27.5) us  few: 10 us  2.5 (2.25 to 2.75)  <= 2     NO",
        "decide       loading   0.25 s                                                < 0.5 s  yes",
        "decide       memory    4,096 MiB",
        "load         not available: the load client needs a C compiler: apt-get install gcc",
        "a-long-name  failed: RuntimeError: exit code 70",
    ]


def test_a_table_without_figures_is_still_aligned() -> None:
    head, line = table([FAILED]).splitlines()

    assert head.index("measured") == line.index("failed")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.000071, "0.000071"),
        (0.0016, "0.0016"),
        (1.5, "1.5"),
        (2, "2"),
        (99.96, "100"),
        (123.4, "123"),
        (1234567, "1,234,567"),
    ],
)
def test_a_number_has_three_digits_that_count(value: float, text: str) -> None:
    assert number(value) == text


def test_the_record_has_every_round_and_says_where_and_with_what(tmp_path: Path) -> None:
    write_record(tmp_path / "build" / "bench.json", [MEASURED, FAILED])
    record = json.loads((tmp_path / "build" / "bench.json").read_text())
    measured, failed = record["rows"]
    many, loading, _ = measured["figures"]

    assert record.keys() == {"date", "python", "system", "cores", "versions", "rows"}
    assert record["versions"].keys() >= {"caveat", "grpcio", "protobuf"}
    assert many["measured"]["rounds"] == [30, 20, 25]
    assert many["beside"]["median"] == 10
    assert many["ratio"]["median"] == 2.5
    assert many["aim"] == {"sign": "<=", "bound": 2, "of": "ratio"}
    assert (many["met"], loading["met"], loading["ratio"]) == (False, True, None)
    assert (failed["missing"], failed["fault"], failed["figures"]) == (FAILED.missing, True, [])
