"""What the image is made of, as far as its file tells; `make try-image` runs it."""

import json
import re
import tomllib

from tests.deployment.locked import ROOT

LINES = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
FINAL = LINES[max(number for number, line in enumerate(LINES) if line.startswith("FROM ")) :]


def test_nothing_is_installed_but_by_digest_or_from_the_source() -> None:
    installed = [
        each
        for line in LINES
        for each in re.findall(r"pip\S*(?: --python \S+)? install .*?(?=&&|$)", line)
    ]
    assert len(installed) == 3
    for command in installed:
        assert "--require-hashes" in command or "--no-deps /tmp/wheel/" in command


def test_the_last_stage_holds_only_what_is_copied_into_it() -> None:
    assert FINAL[0] == "FROM scratch"
    assert all(json.loads(line.removeprefix("RUN ")) for line in FINAL if line.startswith("RUN "))


def test_the_image_ends_in_order_is_probed_and_has_no_rights() -> None:
    assert "STOPSIGNAL SIGTERM" in FINAL
    assert any(line.endswith('CMD ["caveat", "health"]') for line in FINAL)
    (user,) = (line.removeprefix("USER ") for line in FINAL if line.startswith("USER "))
    assert all(int(part) > 0 for part in user.split(":"))


def test_without_options_the_image_serves_nobody_outside() -> None:
    assert FINAL[-2:] == ['ENTRYPOINT ["caveat"]', 'CMD ["serve"]']


def test_the_wheel_is_built_with_what_the_project_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stated = (ROOT / "requirements-build.in").read_text(encoding="utf-8").splitlines()
    assert [line for line in stated if not line.startswith("#")] == project["build-system"][
        "requires"
    ]
