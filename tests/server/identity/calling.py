"""Calls over HTTP in the name of a caller."""

from tests.server.http.calling import JSON, Answer, call
from tests.server.identity.showing import bearer


def called(url: str, method: str, path: str, name: str | None = None) -> Answer:
    headers = {**JSON, "Authorization": bearer(name)} if name else JSON
    filled = path.replace("{service}", "caveat-patient-view").replace("{id}", "ketamine-opioid")
    return call(method, url + filled, b"{}" if method == "POST" else None, headers)
