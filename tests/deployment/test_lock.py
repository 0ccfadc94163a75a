"""The locks hold all that the project asks for, and no file that nobody vouched for."""

import re
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deployment.locked import build_requirements, read_lock, run_time_requirements

LOCKS = ("requirements.lock", "requirements-build.lock")
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


@pytest.mark.parametrize("requirement", run_time_requirements(), ids=str)
def test_what_the_project_needs_is_locked_in_a_version_that_it_takes(
    requirement: Requirement,
) -> None:
    locked = read_lock("requirements.lock")[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(locked.version), "run make lock"


@pytest.mark.parametrize("requirement", build_requirements(), ids=str)
def test_what_builds_the_wheel_is_locked(requirement: Requirement) -> None:
    locked = read_lock("requirements-build.lock")[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(locked.version), "run make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_the_digests_of_its_files(lock: str) -> None:
    for package in read_lock(lock).values():
        assert package.version
        assert package.hashes
        assert all(SHA256.fullmatch(each) for each in package.hashes)


def test_what_a_locked_package_needs_itself_is_locked_too() -> None:
    lock = read_lock("requirements.lock")
    missing = {
        needed
        for package in lock.values()
        for needed in _needs(package.name, package.requirement.extras)
        if needed not in lock
    }
    assert not missing, "run make lock"


def _needs(name: str, extras: set[str]) -> set[str]:
    """Give what a package needs on this machine; nothing of one that only others need."""
    try:
        stated = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return set()
    wanted = ("", *extras)
    return {
        canonicalize_name(each.name)
        for each in map(Requirement, stated)
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in wanted)
    }
