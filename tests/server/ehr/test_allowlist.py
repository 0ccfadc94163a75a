"""What the operator may allow, and what is then allowed."""

import pytest

from caveat.server.ehr.address import NotPublicError, is_public, open_public_socket
from caveat.server.ehr.allowlist import Allowlist, FhirServers
from caveat.source.errors import SettingsError


def test_nothing_is_allowed_unless_the_operator_says_so() -> None:
    assert Allowlist(FhirServers()).find("https://ehr.example/fhir") is None


def test_a_public_server_must_be_public_and_a_private_one_need_not() -> None:
    servers = FhirServers(("https://ehr.example/fhir",), ("http://10.0.0.7:8080/fhir",))
    public = Allowlist(servers).find("https://ehr.example/fhir/r4")
    private = Allowlist(servers).find("http://10.0.0.7:8080/fhir")
    assert public is not None
    assert private is not None
    assert (public.must_be_public, private.must_be_public) == (True, False)


def test_a_url_that_cannot_be_read_is_not_allowed() -> None:
    allowlist = Allowlist(FhirServers(private=("https://ehr.example",)))
    assert allowlist.find("https://ehr.example/fhir") is not None
    assert allowlist.find("https://user@ehr.example/fhir") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://ehr.example/fhir",
        "https://127.0.0.1/fhir",
        "https://10.1.2.3/fhir",
        "https://169.254.169.254/fhir",
        "https://[::1]/fhir",
        "https://[::ffff:127.0.0.1]/fhir",
        "https://2130706433/fhir",
        "https://ehr.example/fhir?a=b",
        "ehr.example/fhir",
    ],
)
def test_a_public_server_that_cannot_be_one_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError):
        Allowlist(FhirServers(public=(url,)))


@pytest.mark.parametrize("url", ["ftp://ehr.example", "https://ehr.example/a/../b", ""])
def test_a_private_server_that_is_no_base_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError):
        Allowlist(FhirServers(private=(url,)))


def test_a_password_in_the_settings_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        Allowlist(FhirServers(private=("https://user:hunter2@ehr.example/fhir",)))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104  an address to refuse
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_address_outside_the_internet_gets_no_socket(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(NotPublicError):
        open_public_socket((2, 1, 6, "", (address, 443)))


def test_a_public_address_gets_a_socket() -> None:
    with open_public_socket((2, 1, 6, "", ("8.8.8.8", 443))) as opened:
        assert opened.fileno() >= 0
