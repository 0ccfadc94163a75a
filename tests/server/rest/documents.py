"""Documents to send, and what is in the answers."""

from typing import cast

from tests.server.http.calling import Answer, post

KETAMINE = {"medication": {"text": "ketamine", "route": "intravenous"}}
PRAZOSIN = {"text": "prazosin 2 mg at night"}


def takes(*medications: object) -> dict[str, object]:
    """Give a request of ketamine for a patient who takes these."""
    return {"patient": {"medications": {"items": medications}}, "proposed": [KETAMINE]}


def check(url: str, document: object) -> Answer:
    """Send one patient."""
    return post(f"{url}/v1/check", document)


def batch(url: str, *documents: object) -> Answer:
    """Send many patients."""
    return post(f"{url}/v1/check:batch", {"requests": documents})


def members(answer: Answer) -> dict[str, object]:
    """Give the object that an answer holds."""
    return cast("dict[str, object]", answer.json)


def report(answer: Answer) -> dict[str, object]:
    """Give the report of one patient."""
    assert answer.status == 200
    return cast("dict[str, object]", members(answer)["report"])


def results(answer: Answer) -> list[dict[str, object]]:
    """Give the answers of a batch."""
    assert answer.status == 200
    return listed(answer, "results")


def error(result: dict[str, object]) -> dict[str, object]:
    """Give why one patient of a batch has no report."""
    return cast("dict[str, object]", result["error"])


def listed(answer: Answer, name: str) -> list[dict[str, object]]:
    """Give the objects of a list that an answer holds."""
    return cast("list[dict[str, object]]", members(answer)[name])


def violations(answer: Answer) -> list[str]:
    """Give what a caller is told of the fields that are wrong."""
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    found = cast("list[dict[str, str]]", members(answer)["violations"])
    return [f"{each['field']}: {each['reason']}" for each in found]
