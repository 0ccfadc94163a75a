"""The bill of materials is that of the lock, and nothing in it forbids commercial use."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.utils import canonicalize_name

from tests.deployment.locked import ROOT, read_lock, run_time_requirements

# Permissive ones, and the LGPL of PostgreSQL's client: a library apart, which can be replaced.
COMMERCIAL_USE_ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-3.0-only", "MIT"),
    *("MIT-0", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib"),
}
BILL: dict[str, Any] = json.loads((ROOT / "sbom.cdx.json").read_text(encoding="utf-8"))
COMPONENTS: dict[str, Mapping[str, Any]] = {
    canonicalize_name(each["name"]): each for each in BILL["components"]
}


def test_the_bill_is_cyclonedx_and_about_this_project() -> None:
    assert BILL["bomFormat"] == "CycloneDX"
    assert BILL["metadata"]["component"]["name"] == "caveat"


def test_every_dependency_of_the_project_is_in_the_bill() -> None:
    needed = {canonicalize_name(each.name) for each in run_time_requirements()}
    assert needed <= COMPONENTS.keys(), "run make sbom"


def test_the_bill_has_the_versions_of_the_lock_and_no_other_component() -> None:
    here = {
        name: package.version
        for name, package in read_lock("requirements.lock").items()
        if package.requirement.marker is None or package.requirement.marker.evaluate()
    }
    billed = {name: component["version"] for name, component in COMPONENTS.items()}
    assert billed == here, "run make sbom"


def test_every_licence_is_known_and_allows_commercial_use() -> None:
    for name, component in COMPONENTS.items():
        licences = set(_licences(component))
        assert licences, f"{name} has no licence"
        assert licences <= COMMERCIAL_USE_ALLOWED, name


def _licences(component: Mapping[str, Any]) -> Iterator[str]:
    for stated in component.get("licenses", ()):
        licence = stated.get("license", {})
        text = stated.get("expression") or licence.get("id") or licence.get("name", "unnamed")
        yield from re.split(r"\s+(?:AND|OR)\s+", text.strip("()"))
