"""A request as bytes, and back."""

import pytest
from hypothesis import given as drawn
from hypothesis import settings

from caveat.rules import Request
from caveat.server.recording.content import read, written
from tests.case_files import Case, read_cases
from tests.strategies import requests


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.slug)
def test_every_case_is_read_back(case: Case) -> None:
    assert read(written(case.request)) == case.request


@pytest.mark.usefixtures("unmeasured")
@settings(max_examples=100, deadline=None, derandomize=True)
@drawn(request=requests)
def test_any_request_is_read_back(request: Request) -> None:
    assert read(written(request)) == request


@pytest.mark.parametrize("content", [b"", b"\xff", b'{"patient":{"medications":["ZZCANARY"]}}'])
def test_what_is_no_request_is_refused_without_its_words(content: bytes) -> None:
    with pytest.raises(ValueError, match="no request") as caught:
        read(content)
    assert "ZZCANARY" not in str(caught.value)
