"""A call of a hook, read into values; what is wrong with it is named by its path."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from caveat.rules.intake import MAX_TEXT
from caveat.server.cdshooks.options import Options, read_options
from caveat.server.cdshooks.orders import Orders, read_orders
from caveat.server.cdshooks.services import Service
from caveat.server.fhir.node import Node
from caveat.server.http.body import JsonObject
from caveat.source.errors import RequestError, Violation

_UUID = re.compile(r"(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_FHIR_ID = re.compile(r"(?!\.+\Z)[A-Za-z0-9\-.]{1,64}")
_URL = re.compile(r"https?://[^\s/?#]+[^\s?#]*", re.IGNORECASE)

_OPTIONAL = ("encounterId", "medication", "order")
_MOST_TOKEN = 16384


@dataclass(frozen=True, slots=True)
class HookRequest:
    """One call: whose patient, what is ordered, what data came along, where more can be had.

    ``server`` is empty where no FHIR server is named; ``prefetch`` is as it was sent.
    """

    service: Service
    user: str
    patient_id: str
    orders: Orders
    server: str
    token: str | None
    prefetch: Mapping[str, object]
    options: Options


def read_request(document: JsonObject, service: Service) -> HookRequest:
    """Read a call of a service; raises ``RequestError`` with the path of what is wrong."""
    request = Node(_without_nulls(document, "fhirServer", "fhirAuthorization", "extension"), "")
    _require(request, "hook", "hookInstance", "context")
    _check_call(request, service)
    context = Node(_without_nulls(document["context"], *_OPTIONAL), "context")
    _require(context, "userId", "patientId")
    context.text("encounterId")
    server, token = _access(request)
    return HookRequest(
        service=service,
        user=_text(context, "userId"),
        patient_id=_patient_id(context),
        orders=read_orders(context, _selections(document["context"]), service.hook),
        server=server,
        token=token,
        prefetch=_prefetch(document.get("prefetch")),
        options=read_options(request.child("extension"), service.options),
    )


def is_uuid(text: str) -> bool:
    """Say whether a text is a UUID as CDS Hooks writes it."""
    return _UUID.fullmatch(text) is not None


def _without_nulls(value: object, *optional: str) -> object:
    """Take out optional members that are null, which many clients write for an absent one."""
    if not isinstance(value, dict):
        return value
    members = cast("JsonObject", value)
    return {
        name: held for name, held in members.items() if held is not None or name not in optional
    }


def _require(node: Node, *names: str) -> None:
    missing = [name for name in names if not node.has(name)]
    if missing:
        raise RequestError(Violation(node.path_of(name), "is missing") for name in missing)


def _text(node: Node, name: str, most: int = MAX_TEXT) -> str:
    text = node.text(name, most)
    if text is None:
        raise node.wrong("is empty", name)
    return text


def _check_call(request: Node, service: Service) -> None:
    if request.text("hook") != service.hook:
        raise request.wrong(f"is not {service.hook}, the hook of this service", "hook")
    if not is_uuid(request.text("hookInstance") or ""):
        raise request.wrong("is no UUID", "hookInstance")


def _selections(context: object) -> object:
    return cast("JsonObject", context).get("selections")


def _patient_id(context: Node) -> str:
    patient_id = (context.text("patientId") or "").removeprefix("Patient/")
    if not _FHIR_ID.fullmatch(patient_id):
        raise context.wrong("is no id of FHIR", "patientId")
    return patient_id


def _access(request: Node) -> tuple[str, str | None]:
    """Read where the EHR's data can be had, and the token for it."""
    server = request.text("fhirServer") or ""
    if server and not _URL.fullmatch(server):
        raise request.wrong("is no absolute http or https URL", "fhirServer")
    authorization = request.child("fhirAuthorization")
    if authorization is None:
        return server, None
    if not server:
        raise request.wrong("is needed with fhirAuthorization", "fhirServer")
    _require(authorization, "access_token", "token_type")
    if authorization.text("token_type") != "Bearer":
        raise authorization.wrong("is not Bearer", "token_type")
    return server, _text(authorization, "access_token", _MOST_TOKEN)


def _prefetch(value: object) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RequestError([Violation("prefetch", "expected an object")])
    return cast("Mapping[str, object]", value)
