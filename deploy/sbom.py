"""Writes the bill of materials: each component of an environment, and its licence.

    python deploy/sbom.py ENVIRONMENT > sbom.cdx.json

CycloneDX's own program reads the environment; what a package says of its licence in words or not at
all is concluded here, from the licence file that it carries.
"""

import json
import subprocess
import sys
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

_CONCLUDED = {
    "aiosignal": "Apache-2.0",
    "certifi": "MPL-2.0",
    "protobuf": "BSD-3-Clause",
    "requests": "Apache-2.0",
}
_READ = (
    *(sys.executable, "-m", "cyclonedx_py", "environment"),
    *("--pyproject", "pyproject.toml", "--output-reproducible", "--spec-version", "1.6"),
)


def main(environment: str) -> None:
    """Print the bill of materials of an environment."""
    read = subprocess.run((*_READ, environment), check=True, stdout=subprocess.PIPE)  # noqa: S603  our own arguments
    bill = json.loads(read.stdout)
    for component in bill["components"]:
        _conclude(component)
    text = json.dumps(bill, indent=1, sort_keys=True)
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(str(wrong))
    print(text)  # noqa: T201  this is what it is for


def _conclude(component: dict[str, Any]) -> None:
    licence = _CONCLUDED.get(component["name"])
    if licence:
        concluded = {"acknowledgement": "concluded", "id": licence}
        component["licenses"] = [{"license": concluded}]


if __name__ == "__main__":
    main(sys.argv[1])
