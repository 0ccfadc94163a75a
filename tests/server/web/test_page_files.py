"""The files of the page and their headers, without a browser."""

import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from starlette.routing import Route

from caveat.server.web.page import routes

PATHS = [route.path for route in routes() if isinstance(route, Route)]


def fetch(address: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Fetch what is there: its status, its headers in lower case, and its text."""
    request = Request(address, headers=headers)  # noqa: S310  an address of our own
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310  an address of our own
            return answer.status, _lowered(answer.headers.items()), answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, _lowered(error.headers.items()), ""


def _lowered(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


@pytest.mark.parametrize("path", PATHS)
def test_every_file_comes_with_headers_that_keep_it_to_itself(url: str, path: str) -> None:
    status, headers, _ = fetch(url + path)
    policy = headers["content-security-policy"]
    assert status == 200
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-cache"
    assert "set-cookie" not in headers


def test_a_file_that_the_browser_has_is_not_sent_again(url: str) -> None:
    _, headers, _ = fetch(url + "/")
    status, again, text = fetch(url + "/", **{"If-None-Match": f'"other", W/{headers["etag"]}'})
    assert (status, text) == (304, "")
    assert headers["etag"] == again["etag"]


def test_a_file_that_has_changed_is_sent(url: str) -> None:
    status, _, text = fetch(url + "/", **{"If-None-Match": '"other"'})
    assert status == 200
    assert "<h1>Caveat</h1>" in text


def test_what_is_no_file_of_the_page_is_not_served(url: str) -> None:
    assert fetch(url + "/assets/page.py")[0] == 404
    assert fetch(url + "/assets/..%2fpage.py")[0] == 404


def test_nothing_stands_inline_and_nothing_comes_from_another_host(url: str) -> None:
    _, _, text = fetch(url + "/")
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text) == []
    assert re.findall(r'(?:src|href)="(?!/assets/|#)', text) == []


@pytest.mark.parametrize("path", [path for path in PATHS if path.endswith(".js")])
def test_a_module_imports_only_files_that_are_there_and_stores_nothing(url: str, path: str) -> None:
    _, _, text = fetch(url + path)
    imported = re.findall(r'from "\./([\w.]+)"', text)
    assert set() == {f"/assets/{name}" for name in imported} - set(PATHS)
    assert (
        re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage"
            r"|sessionStorage|indexedDB|document\.cookie",
            text,
        )
        == []
    )
