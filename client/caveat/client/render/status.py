"""The state of a service: what it serves since when, and how its last reload went."""

from collections.abc import Iterator

from google.protobuf.timestamp_pb2 import Timestamp

from caveat.client.render.page import Page, Style
from caveat.client.render.site import policies_text
from caveat.v1.admin_pb2 import ReloadResponse
from caveat.v1.knowledge_pb2 import (
    DECISION_LOG_STATE_FAILING,
    DECISION_LOG_STATE_UNSPECIFIED,
    RELOAD_STATE_REFUSED,
    RELOAD_STATE_RUNNING,
    GetStatusResponse,
    Reload,
)

_SHORT = 12


def status_text(status: GetStatusResponse, page: Page) -> str:
    """Write the state of a service."""
    return "\n".join(_status(status, page))


def reload_text(ended: ReloadResponse, page: Page) -> str:
    """Write how a reload ended."""
    return "\n".join(
        [*_reload(ended.reload, page), *page.field("Serves", ended.rules_digest[:_SHORT])]
    )


def _status(status: GetStatusResponse, page: Page) -> Iterator[str]:
    yield from page.heading(f"CAVEAT {status.version}")
    yield from page.field("Began", _time(status.started_at))
    yield from page.field("Digest", status.rules_digest[:_SHORT])
    packs = (f"{pack.id} {pack.version}, {pack.digest[:_SHORT]}" for pack in status.packs)
    yield from page.fields("Packs", packs)
    yield from page.fields("Site", policies_text(status.policies))
    yield from page.field("Since", _time(status.taken_up_at))
    if status.HasField("reload"):
        yield from _reload(status.reload, page)
    yield from _log(status, page)


def _reload(reload: Reload, page: Page) -> Iterator[str]:
    if reload.state == RELOAD_STATE_REFUSED:
        heading = "THE PACKS WERE REFUSED: those before them are served on"
        yield from page.heading(heading, Style.DANGER)
    elif reload.state == RELOAD_STATE_RUNNING:
        yield from page.heading("THE PACKS ARE BEING READ")
    else:
        yield from page.heading("THE PACKS WERE TAKEN UP", Style.GOOD)
    yield from page.field("Began", _time(reload.began_at))
    yield from page.fields("Because", reload.error.splitlines())
    if reload.HasField("stale_since"):
        yield from page.field("Stale since", _time(reload.stale_since))


def _log(status: GetStatusResponse, page: Page) -> Iterator[str]:
    log = status.decision_log
    if log.state == DECISION_LOG_STATE_UNSPECIFIED:
        return
    if log.state == DECISION_LOG_STATE_FAILING:
        yield from page.heading("THE DECISION LOG CANNOT BE WRITTEN", Style.DANGER)
        yield from page.field("Because", log.error)
    yield from page.field("Log", f"{log.waiting} records wait, {log.lost} were given up")


def _time(time: Timestamp) -> str:
    return f"{time.ToDatetime():%Y-%m-%d %H:%M:%S} UTC"
