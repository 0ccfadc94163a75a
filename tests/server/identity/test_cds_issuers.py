"""The callers of CDS Hooks, where they have issuers of their own."""

import time
from pathlib import Path

from caveat.rules import Checker
from caveat.server.settings import Http, Identity, Settings
from tests.server.cdshooks.calls import hook
from tests.server.ehr.signing import ISSUER, claims, ec_key, jwk, publish, signed
from tests.server.http.calling import JSON, get, post
from tests.server.identity.showing import bearer
from tests.server.running import running_at


def test_issuers_of_cds_hooks_keep_their_own_rules(
    checker: Checker, callers: Path, tmp_path: Path
) -> None:
    key, keys = ec_key(), tmp_path / "ehr.jwks"
    publish(keys, jwk("first", key))
    public = "https://caveat.example"
    door = Http(
        port=0,
        feedback=f"sqlite:///{tmp_path / 'feedback.sqlite'}",
        issuers=((ISSUER, keys),),
        public_url=public,
    )
    settings = Settings(port=0, drain_seconds=1, identity=Identity(callers), http=door)
    path = "/cds-services/caveat-patient-view"
    now = 1_000_000_000
    with running_at(checker, settings) as addresses:
        url = f"http://{addresses.http}{path}"
        own = {**JSON, "Authorization": bearer("check")}
        assert post(url, hook("patient-view"), own).status == 401
        stale = signed(key, claims(aud=public + path, iat=now, exp=now + 300))
        assert post(url, hook("patient-view"), {**JSON, "Authorization": stale}).status == 401
        fresh = signed(key, _now_claims(public + path))
        assert post(url, hook("patient-view"), {**JSON, "Authorization": fresh}).status == 200
        rules = f"http://{addresses.http}/v1/rules"
        other = signed(key, _now_claims(public + "/v1/rules", jti="two"))
        assert get(rules, {"Authorization": other}).status == 401


def _now_claims(audience: str, **changed: object) -> dict[str, object]:
    now = int(time.time())
    return claims(aud=audience, iat=now, exp=now + 300, **changed)
