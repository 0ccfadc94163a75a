"""Whether the service should be called: by its packs, and not while it ends."""

import asyncio
from pathlib import Path

from grpc import aio
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from caveat.server.app import SERVICES, App, load
from caveat.server.readiness import Readiness
from caveat.server.settings import Http, Renewal, Settings
from caveat.server.state import ServiceState
from tests.rules.small_packs import write_pack
from tests.server.http.calling import get
from tests.server.test_reload import good, reload, until

SERVING = HealthCheckResponse.SERVING
NOT_SERVING = HealthCheckResponse.NOT_SERVING


async def health_of(address: str, service: str = "") -> int:
    async with aio.insecure_channel(address) as channel:
        check = channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            HealthCheckRequest.SerializeToString,
            HealthCheckResponse.FromString,
        )
        answer: HealthCheckResponse = await check(HealthCheckRequest(service=service), timeout=30)
        return answer.status


def test_packs_that_are_stale_for_too_long_end_readiness_until_others_are_taken_up(
    tmp_path: Path,
) -> None:
    folder = write_pack(tmp_path / "small", good("a"))
    feedback = f"sqlite:///{tmp_path / 'feedback.sqlite'}"
    settings = Settings(
        port=0,
        http=Http(port=0, feedback=feedback),
        packs=(folder,),
        drain_seconds=1,
        renewal=Renewal(max_stale_seconds=0.01),
    )

    async def run() -> None:
        app = App(settings, load(settings))
        try:
            addresses = await app.start()
            for name in ("", *SERVICES):
                assert await health_of(addresses.grpc, name) == SERVING
            assert await status(addresses.http, "readyz") == 200
            (folder / "a.yaml").write_text("id: [")
            await reload(app)
            await until(lambda: not app.state.is_ready)
            await shown(addresses.grpc, NOT_SERVING)
            assert await status(addresses.http, "readyz") == 503
            assert await status(addresses.http, "livez") == 200
            (folder / "a.yaml").write_text(good("a"))
            await reload(app)
            await shown(addresses.grpc, SERVING)
            assert await status(addresses.http, "readyz") == 200
        finally:
            await app.stop()
        assert not app.state.is_ready

    asyncio.run(run())


async def shown(address: str, wanted: int) -> None:
    """Wait until the health of all services is this."""
    async with asyncio.timeout(30):
        for name in ("", *SERVICES):
            while await health_of(address, name) != wanted:
                pass


async def status(http: str | None, path: str) -> int:
    answer = await asyncio.to_thread(get, f"http://{http}/{path}")
    assert not answer.body
    return answer.status


def test_stale_packs_are_no_matter_where_nobody_says_how_long(tmp_path: Path) -> None:
    async def run() -> None:
        state = ServiceState()
        readiness = Readiness((), state, None)
        await readiness.begin()
        state.begin()
        state.refuse("broken")
        await asyncio.sleep(0)
        assert state.is_ready
        await readiness.drain()

    asyncio.run(run())


def test_a_clock_that_is_put_back_or_on_ends_no_readiness_too_late(tmp_path: Path) -> None:
    now = 1000.0

    async def run() -> None:
        nonlocal now
        state = ServiceState(clock=lambda: now)
        readiness = Readiness((), state, 0.01)
        await readiness.begin()
        state.begin()
        now = -1000.0
        state.refuse("broken")
        await until(lambda: not state.is_ready)
        await readiness.drain()

    asyncio.run(run())
