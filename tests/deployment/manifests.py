"""The manifests for Kubernetes, as they are written."""

from typing import Any

import yaml

from tests.deployment.locked import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"

Manifest = dict[str, Any]


def kustomization() -> Manifest:
    """Give the list of manifests."""
    return _read("kustomization.yaml")[0]


def manifests() -> list[Manifest]:
    """Give every manifest that is listed."""
    return [each for name in kustomization()["resources"] for each in _read(name)]


def the(kind: str, name: str = "caveat") -> Manifest:
    """Give the one manifest of a kind and name."""
    (found,) = (
        each for each in manifests() if each["kind"] == kind and each["metadata"]["name"] == name
    )
    return found


def pod() -> Manifest:
    """Give what a pod is made of."""
    spec: Manifest = the("Deployment")["spec"]["template"]["spec"]
    return spec


def container() -> Manifest:
    """Give the one container of a pod."""
    (only,) = pod()["containers"]
    found: Manifest = only
    return found


def options() -> dict[str, str]:
    """Give the options that the service is started with."""
    command, *listed = container()["args"]
    assert command == "serve"
    return dict(each.split("=", 1) if "=" in each else (each, "") for each in listed)


def _read(name: str) -> list[Manifest]:
    return list(yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8")))
