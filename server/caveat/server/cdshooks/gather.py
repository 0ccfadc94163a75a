"""All the data that a check needs: what came along, and the rest from the EHR's FHIR server."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Protocol

from caveat.server.cdshooks.prefetch import Prefetched, sort_out
from caveat.server.cdshooks.request import HookRequest
from caveat.server.cdshooks.templates import query_of
from caveat.server.ehr.errors import FetchError
from caveat.server.http.problem import ProblemError, ProblemKind
from caveat.source.errors import Violation


class FhirReader(Protocol):
    """What is asked of a FHIR client."""

    def allows(self, server: str) -> bool:
        """Say whether the operator allows the server."""
        ...

    async def read(self, server: str, query: str, token: str | None) -> object:
        """Read one resource, or all of one search; ``FetchError`` where that fails."""
        ...


async def gather(asked: HookRequest, client: FhirReader | None) -> Prefetched:
    """Give the data of a call, whole; ``ProblemError`` 412 names each key that cannot be had."""
    sent = sort_out(asked.prefetch)
    if not sent.lacking:
        return sent
    if client is None or not asked.server or not client.allows(asked.server):
        raise _missing(sent.lacking, _why_not_asked(asked))
    fetched, failed = await _fetch(client, asked, sent.lacking)
    whole = sort_out({**asked.prefetch, **fetched})
    lacking = {key: failed.get(key, reason) for key, reason in whole.lacking.items()}
    if lacking:
        raise _missing(lacking, "The FHIR server of the request was asked.")
    return whole


async def _fetch(
    client: FhirReader, asked: HookRequest, keys: Iterable[str]
) -> tuple[Mapping[str, object], Mapping[str, str]]:
    """Fetch several keys at once; give the answers, and why the others failed."""
    fetched: dict[str, object] = {}
    failed: dict[str, str] = {}

    async def fetch(key: str) -> None:
        query = query_of(key, asked.patient_id)
        try:
            fetched[key] = await client.read(asked.server, query, asked.token)
        except FetchError as error:
            failed[key] = f"was not sent whole, and the FHIR server {error.reason}"

    async with asyncio.TaskGroup() as tasks:
        for key in keys:
            tasks.create_task(fetch(key))
    return fetched, failed


def _why_not_asked(asked: HookRequest) -> str:
    if not asked.server:
        return "The request names no FHIR server to ask."
    return "The FHIR server of the request is not one that the operator of this service allows."


def _missing(lacking: Mapping[str, str], why: str) -> ProblemError:
    named = ", ".join(f"{key} {reason}" for key, reason in lacking.items())
    violations = (Violation(f"prefetch.{key}", reason) for key, reason in lacking.items())
    detail = f"Not checked: {named}. {why}"
    return ProblemError(ProblemKind.DATA_MISSING, detail, violations)
