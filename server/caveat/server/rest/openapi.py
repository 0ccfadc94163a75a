"""The OpenAPI 3.1 document of this door, from which a client can be generated."""

from caveat.server.http.body import JsonObject
from caveat.server.http.problem import MEDIA_TYPE as PROBLEM
from caveat.server.http.problem import ProblemKind
from caveat.server.rest.operations import OPERATIONS, Operation, Parameter
from caveat.server.rest.schemas import reference, schemas_of
from caveat.server.rest.writing import MEDIA_TYPE

# Whatever is asked, these may come.
_ALWAYS = (
    ProblemKind.UNAUTHENTICATED,
    ProblemKind.FORBIDDEN,
    ProblemKind.TOO_MANY_CALLS,
    ProblemKind.INTERNAL,
    ProblemKind.UNAVAILABLE,
)

_DESCRIPTION = (
    "Checks proposed medicines against what is known of a patient. A list that is not given was"
    " not asked; a list with no entry means none known. A field that is null is not given, but"
    " null is no list. A field that is not known is an error. What could not be read or decided"
    " is no error: the report says so, and a report that is not complete clears nothing."
)
_BEARER: JsonObject = {
    "type": "http",
    "scheme": "bearer",
    "description": "A JSON Web Token of an issuer that the operator trusts, or an API key.",
}
_PROBLEM: JsonObject = {
    "type": "object",
    "description": "Why there is no answer (RFC 9457). Nothing in it quotes the patient.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "The kind of problem; it stays the same from release to release.",
            "examples": [ProblemKind.INVALID_REQUEST.urn],
        },
        "title": {"type": "string", "description": "The kind of problem in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is wrong here."},
        "violations": {
            "type": "array",
            "description": "The fields that are wrong.",
            "items": {"$ref": "#/components/schemas/Violation"},
        },
        "callId": {"type": "string", "description": "The call's number in the service's log."},
    },
}
_VIOLATION: JsonObject = {
    "type": "object",
    "description": "A field and what is wrong with it.",
    "required": ["field", "reason"],
    "properties": {
        "field": {
            "type": "string",
            "description": "Its path.",
            "examples": ["patient.medications.items[2].text"],
        },
        "reason": {"type": "string", "description": "What is wrong."},
    },
}


def openapi_document() -> JsonObject:
    """Write the document."""
    asked = [each.body for each in OPERATIONS if each.body]
    schemas = schemas_of(asked, (each.answer for each in OPERATIONS))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Caveat",
            "version": "1",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The service that gave this document."}],
        "tags": [
            {"name": "Checks", "description": "May this patient have this medicine?"},
            {"name": "Knowledge", "description": "What the service knows, and how it reads."},
        ],
        # nobody has to show a token where the operator asks for none
        "security": [{}, {"bearer": list[str]()}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"bearer": _BEARER},
            "schemas": schemas | {"Problem": _PROBLEM, "Violation": _VIOLATION},
            "responses": {kind.name: _problem(kind) for kind in ProblemKind},
        },
    }


def _paths() -> JsonObject:
    paths: dict[str, JsonObject] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {**paths}


def _operation(operation: Operation) -> JsonObject:
    written: JsonObject = {
        "operationId": operation.identity,
        "tags": [operation.tag],
        "summary": operation.summary,
        "responses": _responses(operation),
    }
    if operation.parameters:
        written["parameters"] = [_parameter(each) for each in operation.parameters]
    if operation.body:
        content = {MEDIA_TYPE: {"schema": reference(operation.body)}}
        written["requestBody"] = {"required": True, "content": content}
    return written


def _responses(operation: Operation) -> JsonObject:
    problems = sorted((*operation.problems, *_ALWAYS), key=lambda kind: kind.status)
    content = {MEDIA_TYPE: {"schema": reference(operation.answer)}}
    return {
        "200": {"description": "The answer.", "content": content},
        **{str(kind.status): {"$ref": f"#/components/responses/{kind.name}"} for kind in problems},
    }


def _parameter(parameter: Parameter) -> JsonObject:
    bound: JsonObject = {"maxLength": parameter.longest} if parameter.longest else {}
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": parameter.description,
        "schema": reference(parameter.kind) if parameter.kind else {"type": "string"} | bound,
    }


def _problem(kind: ProblemKind) -> JsonObject:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": f"{kind.title}.", "content": {PROBLEM: {"schema": schema}}}
