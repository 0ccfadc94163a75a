"""URLs that are told apart, and those that only look alike."""

import pytest

from caveat.server.ehr.base import Base, read_base


def base(url: str) -> Base:
    read = read_base(url)
    assert read is not None
    return read


@pytest.mark.parametrize(
    "url",
    [
        "https://ehr.example/fhir/r4",
        "https://ehr.example/fhir/r4/",
        "https://ehr.example:443/fhir/r4",
        "HTTPS://EHR.Example./fhir/r4",
    ],
)
def test_one_base_is_written_in_many_ways(url: str) -> None:
    assert Base("https", "ehr.example", 443, "/fhir/r4") == read_base(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://ehr.example/fhir/r4evil",
        "https://ehr.example/fhir",
        "https://ehr.example/FHIR/r4",
        "https://ehr.example/%66hir/r4",
        "https://ehr.example/",
        "https://ehr.example",
        "https://ehr.example:8443/fhir/r4",
        "https://ehr.example.evil.example/fhir/r4",
        "https://evil-ehr.example/fhir/r4",
        "https://xn--ehr-example/fhir/r4",
        "http://ehr.example/fhir/r4",
        "http://ehr.example:443/fhir/r4",
    ],
)
def test_another_server_or_path_is_not_covered(url: str) -> None:
    assert not base("https://ehr.example/fhir/r4").covers(base(url))


def test_what_lies_below_is_covered() -> None:
    assert base("https://ehr.example/fhir").covers(base("https://ehr.example/fhir/r4/tenant"))
    assert base("https://ehr.example").covers(base("https://ehr.example/fhir"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ehr.example/fhir",
        "//ehr.example/fhir",
        "ftp://ehr.example/fhir",
        "file:///etc/passwd",
        "https:ehr.example/fhir",
        "https:///ehr.example/fhir",
        "https://",
        "https://.",
        "https://ehr..example/fhir",
        "https://ehr.example../fhir",
        "https://-ehr.example/fhir",
        "https://user@ehr.example/fhir",
        "https://ehr.example@evil.example/fhir",
        "https://ehr.example:443@evil.example/fhir",
        "https://ehr.example%40evil.example/fhir",
        "https://ehr%2eexample/fhir",
        "https://ehr.example\\@evil.example/fhir",
        "https://ehr.example\\fhir",
        "https://ehr.example:/fhir",
        "https://ehr.example:0/fhir",
        "https://ehr.example:65536/fhir",
        "https://ehr.example:+443/fhir",
        "https://ehr.example:\uff14\uff14\uff13/fhir",
        "https://ehr.example/fhir?a=b",
        "https://ehr.example/fhir#a",
        "https://ehr.example/fhir/..",
        "https://ehr.example/fhir/../admin",
        "https://ehr.example/fhir/./r4",
        "https://ehr.example/fhir/%2e%2e/admin",
        "https://ehr.example/fhir/.%2E/admin",
        "https://ehr.example/fhir/%252e%252e/admin",
        "https://ehr.example/fhir/..;/admin",
        "https://ehr.example/fhir/..%3b/admin",
        "https://ehr.example/fhir%2f..%2fadmin",
        "https://ehr.example/fhir%5c..%5cadmin",
        "https://ehr.example/fhir//r4",
        "https://ehr.example//",
        "https://ehr.example/fhir r4",
        "https://ehr.example/fhir\r\nHost: evil.example",
        "https://ehr.example/fhir%0d%0a",
        "https://ehr.example/fhir\n",
        " https://ehr.example/fhir",
        "https://ehr.example\u212a/fhir",
        "https://ehr\u3002example/fhir",
        "https://2130706433/fhir",
        "https://0x7f.1/fhir",
        "https://0x7f000001/fhir",
        "https://0x/fhir",
        "https://127.1/fhir",
        "https://0177.0.0.1/fhir",
        "https://127.0.0.1.1/fhir",
        "https://256.0.0.1/fhir",
        "https://[::1/fhir",
        "https://::1/fhir",
        "https://[::1%25lo]/fhir",
        "https://[127.0.0.1]/fhir",
        "https://[v1.a]/fhir",
    ],
)
def test_what_is_no_plain_base_is_not_read(url: str) -> None:
    assert read_base(url) is None


def test_addresses_have_one_form() -> None:
    assert base("https://[2001:DB8:0:0::1]/") == base("https://[2001:db8::1]:443")
    assert base("https://[::ffff:127.0.0.1]/") == base("https://[::ffff:7f00:1]")
    assert base("https://[::ffff:127.0.0.1]/") != base("https://127.0.0.1")


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ("Patient/123", "https://ehr.example:443/fhir/Patient/123"),
        (
            "Observation?code=http://loinc.org|2160-0&date=gt2026-01-01",
            "https://ehr.example:443/fhir/Observation?code=http://loinc.org%7C2160-0&date=gt2026-01-01",
        ),
        (
            "Patient?name=M%C3%BCller x#y",
            "https://ehr.example:443/fhir/Patient?name=M%C3%BCller%20x%23y",
        ),
        ("Patient?name=Müller", "https://ehr.example:443/fhir/Patient?name=M%C3%BCller"),
        ("Patient?path=../..", "https://ehr.example:443/fhir/Patient?path=../.."),
    ],
)
def test_a_query_stays_below_its_base(query: str, url: str) -> None:
    assert url == base("https://ehr.example/fhir").below(query)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?_count=1",
        "/Patient/1",
        "//evil.example/Patient/1",
        "https://evil.example/Patient/1",
        "../admin",
        "Patient/../../admin",
        "Patient/%2e%2e/%2e%2e/admin",
        "Patient/1/..;/..",
        "Patient\\..\\admin",
        "Patient/1#a",
        "Patient/1 HTTP/1.1\r\nHost: evil.example",
        "Patient?a=b\r\nHost: evil.example",
        "Patient?a=\ud800",
    ],
)
def test_a_query_that_leads_away_is_not_asked(query: str) -> None:
    assert base("https://ehr.example/fhir").below(query) is None


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://ehr.example/fhir?page=a%3D|b", "https://ehr.example:443/fhir?page=a%3D%7Cb"),
        ("https://EHR.example:443/fhir/?page=2", "https://ehr.example:443/fhir/?page=2"),
        (
            "https://ehr.example/fhir/Observation?page=2",
            "https://ehr.example:443/fhir/Observation?page=2",
        ),
        ("Observation?page=2", "https://ehr.example:443/fhir/Observation?page=2"),
    ],
)
def test_a_link_is_followed_below_its_base(link: str, url: str) -> None:
    assert url == base("https://ehr.example/fhir").follow(link)


@pytest.mark.parametrize(
    "link",
    [
        "http://ehr.example/fhir?page=2",
        "https://evil.example/fhir?page=2",
        "https://ehr.example@evil.example/fhir?page=2",
        "https://ehr.example/other?page=2",
        "https://ehr.example/fhir/../admin?page=2",
        "https://ehr.example:8443/fhir?page=2",
        "https://ehr.example/fhir?page=2\r\nHost: evil.example",
        "//evil.example/fhir?page=2",
        "javascript:alert(1)//",
        "/fhir?page=2",
    ],
)
def test_a_link_that_leads_away_is_not_followed(link: str) -> None:
    assert base("https://ehr.example/fhir").follow(link) is None
