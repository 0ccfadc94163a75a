"""Every case over JSON: the report that the library gives."""

from typing import cast

import pytest
from google.protobuf.json_format import MessageToDict, ParseDict

from caveat.rules import Checker
from caveat.server.convert.messages import message_of_request
from caveat.server.convert.reports import message_of_report
from caveat.v1.report_pb2 import Report
from tests.case_files import Case, read_cases
from tests.server.rest.documents import check, report

CASES = [pytest.param(case, id=case.slug) for case in read_cases()]


@pytest.mark.parametrize("original_spelling", [False, True], ids=["camel", "snake"])
@pytest.mark.parametrize("case", CASES)
def test_a_case_has_the_report_of_the_library(
    url: str, case: Case, checker: Checker, *, original_spelling: bool
) -> None:
    message = message_of_request(case.request)
    document = cast(
        "dict[str, object]", MessageToDict(message, preserving_proto_field_name=original_spelling)
    )
    expected = message_of_report(checker.check(case.request))
    assert expected == ParseDict(report(check(url, document)), Report())
