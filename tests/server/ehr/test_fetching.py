"""Reading from an EHR's FHIR server that answers well, badly, or not at all."""

import asyncio
import gzip
import json
import ssl
from pathlib import Path

import pytest

from caveat.server.ehr.allowlist import FhirServers
from caveat.server.ehr.client import FhirClient
from caveat.server.ehr.errors import FetchError
from tests.server.ehr.ehr_server import (
    Answer,
    Names,
    compressed,
    cut,
    drip,
    failure,
    fetch,
    fhir,
    flood,
    greet,
    hang,
    raw,
    reading,
    redirect,
    serving,
    silence,
    vanish,
)

CERTIFICATES = Path(__file__).parents[1] / "certificates"
PATIENT = {"resourceType": "Patient", "id": "1"}
NOT_FHIR = "answered with something other than FHIR in JSON"
NOT_A_BUNDLE = "answered with a Bundle that cannot be read"


def page(*ids: str, after: str | None = None) -> dict[str, object]:
    entries = [{"resource": {"resourceType": "Condition", "id": each}} for each in ids]
    links = [{"relation": "self", "url": "{base}/Condition"}]
    if after is not None:
        links.append({"relation": "next", "url": after})
    return {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}


def certified() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / "server.pem", CERTIFICATES / "server-key.pem")
    return context


def test_a_resource_is_read() -> None:
    assert fetch({"/fhir/Patient/1": fhir(PATIENT)}) == PATIENT


def test_the_pages_of_a_search_become_one_bundle_without_links() -> None:
    answers = {
        "/fhir/Condition?patient=1": fhir(page("a", "b", after="{base}?page=2")),
        "/fhir?page=2": fhir(page(after="{base}/Condition?page=3")),
        "/fhir/Condition?page=3": fhir(page("c")),
    }
    expected = page("a", "b", "c")
    del expected["link"]
    assert expected == fetch(answers, "Condition?patient=1")


def test_a_search_that_finds_nothing_is_a_bundle_of_nothing() -> None:
    empty = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    bundle = fetch({"/fhir/Condition?patient=1": fhir(empty)}, "Condition?patient=1")
    assert bundle == {"resourceType": "Bundle", "type": "searchset", "entry": []}


def test_a_compressed_answer_is_read() -> None:
    assert fetch({"/fhir/Patient/1": compressed(json.dumps(PATIENT).encode())}) == PATIENT


def test_an_answer_as_plain_json_is_read() -> None:
    answer = raw(json.dumps(PATIENT).encode(), media_type="application/json; charset=utf-8")
    assert fetch({"/fhir/Patient/1": answer}) == PATIENT


def test_the_server_is_asked_for_fhir_with_the_token_on_every_page() -> None:
    async def run() -> list[tuple[str | None, str | None]]:
        first, second = fhir(page("a", after="{base}?page=2")), fhir(page("b"))
        async with serving({"/fhir/Condition": first, "/fhir?page=2": second}) as ehr:
            async with reading(FhirServers(private=(ehr.base,))) as client:
                await client.read(ehr.base, "Condition", "secret")
            headers = [asked.headers for asked in ehr.asked]
            return [(each.get("accept"), each.get("authorization")) for each in headers]

    assert asyncio.run(run()) == [("application/fhir+json", "Bearer secret")] * 2


def test_without_a_token_none_is_sent() -> None:
    async def run() -> list[bool]:
        async with serving({"/fhir/Patient/1": fhir(PATIENT)}) as ehr:
            async with reading(FhirServers(private=(ehr.base,))) as client:
                await client.read(ehr.base, "Patient/1", None)
            return ["authorization" in asked.headers for asked in ehr.asked]

    assert asyncio.run(run()) == [False]


def test_a_cookie_of_one_read_is_not_sent_with_the_next() -> None:
    async def run() -> list[bool]:
        answer = raw(json.dumps(PATIENT).encode(), extra="Set-Cookie: session=1\r\n")
        async with serving({"/fhir/Patient/1": answer}) as ehr:
            server = ehr.base.replace("127.0.0.1", "ehr.hospital.example")
            servers = FhirServers(private=(server,))
            async with reading(servers, resolver=Names("127.0.0.1")) as client:
                await client.read(server, "Patient/1", None)
                await client.read(server, "Patient/1", None)
            return ["cookie" in asked.headers for asked in ehr.asked]

    assert asyncio.run(run()) == [False, False]


def test_several_keys_are_read_at_once() -> None:
    async def run() -> list[object]:
        answers: dict[str, Answer] = {f"/fhir/Patient/{each}": fhir(PATIENT) for each in range(8)}
        async with serving(answers) as ehr, reading(FhirServers(private=(ehr.base,))) as client:
            reads = (client.read(ehr.base, f"Patient/{each}", None) for each in range(8))
            return list(await asyncio.gather(*reads))

    assert asyncio.run(run()) == [PATIENT] * 8


@pytest.mark.parametrize("answer", [silence, hang, drip])
def test_a_server_that_takes_too_long_is_given_up(answer: Answer) -> None:
    assert failure({"/fhir/Patient/1": answer}, seconds=0.2) == "took longer than 0.2 s"


def test_the_time_is_that_of_all_pages_together() -> None:
    answers = {"/fhir/Condition": fhir(page("a", after="{base}?page=2")), "/fhir?page=2": hang}
    assert failure(answers, "Condition", seconds=0.2) == "took longer than 0.2 s"


def test_a_redirect_is_not_followed() -> None:
    async def run() -> tuple[str, int]:
        async with serving() as other, serving() as ehr:
            ehr.answers["/fhir/Patient/1"] = redirect(f"{other.base}/Patient/1")
            async with reading(FhirServers(private=(ehr.base, other.base))) as client:
                with pytest.raises(FetchError) as caught:
                    await client.read(ehr.base, "Patient/1", "secret")
            return caught.value.reason, other.connections

    assert asyncio.run(run()) == ("redirects", 0)


def test_a_redirect_to_itself_is_not_followed() -> None:
    assert failure({"/fhir/Patient/1": redirect("{base}/Patient/1")}) == "redirects"


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found"])
def test_a_refusal_is_a_failure(status: str) -> None:
    answer = raw(json.dumps(PATIENT).encode(), status)
    assert f"answered with {status[:3]}" == failure({"/fhir/Patient/1": answer})


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "204 None", "206 Partial"])
def test_every_status_but_200_is_a_failure(status: str) -> None:
    answer = raw(b"", status)
    assert f"answered with {status[:3]}" == failure({"/fhir/Patient/1": answer})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"resourceType": 1}',
        b'{"resourceType": "Patient"} {}',
        b'{"resourceType": "Patient", "id": "1", "id": "2"}',
        b'{"resourceType": "Patient", "weight": NaN}',
        b'{"resourceType": "Patient", "name": "\xff"}',
        b'{"resourceType": "Patient", "name": ' + b"[" * 100_000,
    ],
)
def test_what_is_no_fhir_in_json_is_a_failure(body: bytes) -> None:
    assert failure({"/fhir/Patient/1": raw(body)}) == NOT_FHIR


@pytest.mark.parametrize("media_type", ["text/html", "application/fhir+xml", "nonsense"])
def test_another_content_type_is_a_failure(media_type: str) -> None:
    answer = raw(json.dumps(PATIENT).encode(), media_type=media_type)
    assert failure({"/fhir/Patient/1": answer}) == NOT_FHIR


def test_an_operation_outcome_is_a_failure() -> None:
    answer = fhir({"resourceType": "OperationOutcome", "issue": []})
    assert failure({"/fhir/Patient/1": answer}) == "answered with an OperationOutcome"


@pytest.mark.parametrize("answer", [flood, compressed(b" " * (17 << 20))])
def test_a_body_that_is_too_large_is_cut(answer: Answer) -> None:
    assert failure({"/fhir/Patient/1": answer}) == "answered with more than 16 MiB"


def test_the_size_is_that_of_all_pages_together() -> None:
    large = "x" * (6 << 20)
    answers = {
        f"/fhir/Condition?page={each}": fhir(
            {**page(after=f"{{base}}/Condition?page={each + 1}"), "id": large}
        )
        for each in range(3)
    }
    assert failure(answers, "Condition?page=0") == "answered with more than 16 MiB"


@pytest.mark.parametrize(
    "answer",
    [
        cut,
        vanish,
        raw(b"no gzip at all", extra="Content-Encoding: gzip\r\n"),
    ],
)
def test_an_answer_that_breaks_off_is_a_failure(answer: Answer) -> None:
    assert failure({"/fhir/Patient/1": answer}) == "broke off"


def test_a_compressed_answer_that_breaks_off_is_a_failure() -> None:
    half = gzip.compress(json.dumps(page("a", "b", "c")).encode())[:60]
    answer = raw(half, extra="Content-Encoding: gzip\r\n")
    assert failure({"/fhir/Patient/1": answer}) in {"broke off", NOT_FHIR}


def test_an_answer_in_another_protocol_is_a_failure() -> None:
    reason = "answered with something other than HTTP"
    assert reason == failure({"/fhir/Patient/1": greet})


def test_a_search_without_end_is_a_failure() -> None:
    answers = {"/fhir/Condition": fhir(page("a", after="{base}/Condition"))}
    assert failure(answers, "Condition") == "answered with more than 50 pages"


def pages(number: int) -> dict[str, Answer]:
    links = [f"{{base}}/Condition?page={each}" for each in range(2, number + 1)]
    return {
        f"/fhir/Condition?page={each}": fhir(page(str(each), after=link))
        for each, link in enumerate([*links, None], start=1)
    }


def test_fifty_one_pages_are_too_many() -> None:
    assert failure(pages(51), "Condition?page=1") == "answered with more than 50 pages"


def test_fifty_pages_are_read() -> None:
    expected = page(*(str(each) for each in range(1, 51)))
    del expected["link"]
    assert expected == fetch(pages(50), "Condition?page=1")


def test_a_next_link_to_another_server_is_not_followed() -> None:
    async def run() -> tuple[str, int]:
        async with serving() as other, serving() as ehr:
            ehr.answers["/fhir/Condition"] = fhir(page("a", after=f"{other.base}?page=2"))
            async with reading(FhirServers(private=(ehr.base, other.base))) as client:
                with pytest.raises(FetchError) as caught:
                    await client.read(ehr.base, "Condition", "secret")
            return caught.value.reason, other.connections

    assert asyncio.run(run()) == ("links to a page that is not allowed", 0)


@pytest.mark.parametrize(
    "second",
    [
        PATIENT,
        {**page("b"), "type": "history"},
        {**page("b"), "entry": {}},
        {**page("b"), "entry": [None]},
        {**page("b"), "link": [{"relation": "next"}]},
        {**page("b"), "link": [{"relation": "next", "url": ""}]},
        {**page("b"), "link": [{"relation": "next", "url": "a"}] * 2},
        {**page("b"), "link": "next"},
    ],
)
def test_a_page_that_cannot_be_read_is_a_failure_rather_than_the_end(second: object) -> None:
    first = fhir(page("a", after="{base}?page=2"))
    answers = {"/fhir/Condition": first, "/fhir?page=2": fhir(second)}
    assert failure(answers, "Condition") == NOT_A_BUNDLE


def test_a_certificate_that_is_not_trusted_is_a_failure() -> None:
    async def run() -> str:
        async with (
            serving(context=certified()) as ehr,
            reading(FhirServers(private=(ehr.base,))) as client,
        ):
            with pytest.raises(FetchError) as caught:
                await client.read(ehr.base, "Patient/1", "secret")
            return caught.value.reason

    assert asyncio.run(run()) == "shows a certificate that is not trusted"


@pytest.mark.parametrize(
    "addresses", [("127.0.0.1",), ("::ffff:127.0.0.1", "127.0.0.1", "10.0.0.1", "::1")]
)
def test_a_public_name_that_leads_to_loopback_is_not_connected_to(
    addresses: tuple[str, ...],
) -> None:
    async def run() -> tuple[str, int]:
        async with serving(context=certified()) as ehr:
            server = ehr.base.replace("127.0.0.1", "ehr.example")
            servers = FhirServers(public=(server,))
            async with reading(servers, resolver=Names(*addresses)) as client:
                with pytest.raises(FetchError) as caught:
                    await client.read(server, "Patient/1", "secret")
                return caught.value.reason, ehr.connections

    assert asyncio.run(run()) == ("is not at a public address", 0)


def test_a_private_name_may_lead_anywhere() -> None:
    async def run() -> object:
        async with serving({"/fhir/Patient/1": fhir(PATIENT)}) as ehr:
            server = ehr.base.replace("127.0.0.1", "ehr.hospital.example")
            servers = FhirServers(private=(server,))
            async with reading(servers, resolver=Names("127.0.0.1")) as client:
                return await client.read(server, "Patient/1", "secret")

    assert asyncio.run(run()) == PATIENT


def test_a_server_that_nobody_runs_cannot_be_reached() -> None:
    async def run() -> str:
        async with serving() as ehr:
            server = ehr.base
        async with reading(FhirServers(private=(server,))) as client:
            with pytest.raises(FetchError) as caught:
                await client.read(server, "Patient/1", None)
            return caught.value.reason

    assert asyncio.run(run()) == "cannot be reached"


@pytest.mark.parametrize(
    ("server", "query", "token", "reason"),
    [
        ("https://evil.example/fhir", "Patient/1", None, "is not allowed"),
        ("https://ehr.example/fhirevil", "Patient/1", None, "is not allowed"),
        ("https://ehr.example/fhir", "../Patient/1", None, "cannot be asked this"),
        ("https://ehr.example/fhir", "https://evil.example", None, "cannot be asked this"),
        ("https://ehr.example/fhir", "Patient/1", "a\r\nHost: b", "cannot be given such a token"),
        ("https://ehr.example/fhir", "Patient/1", "", "cannot be given such a token"),
    ],
)
def test_what_may_not_be_asked_is_not_asked(
    server: str, query: str, token: str | None, reason: str
) -> None:
    client = FhirClient(FhirServers(public=("https://ehr.example/fhir",)))
    with pytest.raises(FetchError) as caught:
        asyncio.run(client.read(server, query, token))
    assert reason == caught.value.reason


def test_the_client_says_which_servers_it_may_read() -> None:
    client = FhirClient(FhirServers(public=("https://ehr.example/fhir",)))
    assert client.allows("https://EHR.example:443/fhir/")
    assert not client.allows("https://evil.example/fhir")


def test_the_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert fetch({"/fhir/Patient/1": fhir(PATIENT)}) == PATIENT


def test_a_failure_names_neither_the_server_nor_the_patient() -> None:
    async def run() -> str:
        async with (
            serving({"/fhir/Patient/774411": raw(b"", "404 Not Found")}) as ehr,
            reading(FhirServers(private=(ehr.base,))) as client,
        ):
            with pytest.raises(FetchError) as caught:
                await client.read(ehr.base, "Patient/774411", "secret")
            return str(caught.value)

    assert asyncio.run(run()) == "the FHIR server answered with 404"
