"""Whatever is sent: an answer, or a problem that quotes nothing; never a fault."""

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from caveat.v1.checker_pb2 import CheckRequest
from caveat.v1.knowledge_pb2 import RecogniseRequest
from tests.server.http.calling import Answer, post
from tests.server.rest.documents import batch, check, error, results, violations

pytestmark = pytest.mark.usefixtures("unmeasured")

MEDICINE = "zolpixyl"

texts = st.text(max_size=8).map(lambda text: MEDICINE + text)
numbers = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers(-(10**20), 10**400) | numbers | texts
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3).map(lambda text: MEDICINE + text), inner, max_size=3)
    ),
    max_leaves=8,
)

SCALARS: dict[int, SearchStrategy[object]] = {
    FieldDescriptor.TYPE_STRING: texts,
    FieldDescriptor.TYPE_BOOL: st.booleans(),
    FieldDescriptor.TYPE_DOUBLE: numbers,
}


def mostly(fitting: SearchStrategy[object]) -> SearchStrategy[object]:
    """Draw what fits, and anything now and then."""
    return st.integers(0, 20).flatmap(lambda number: fitting if number else anything)


def values_of(field: FieldDescriptor) -> SearchStrategy[object]:
    """Draw what a field may hold."""
    single = _values_of(field)
    return mostly(st.lists(single, max_size=3) if field.is_repeated else single)


def _values_of(field: FieldDescriptor) -> SearchStrategy[object]:
    if field.message_type:
        return mostly(documents_of(field.message_type))
    if field.enum_type:
        return st.sampled_from([value.name for value in field.enum_type.values])
    return SCALARS[field.type]


def documents_of(message: Descriptor) -> SearchStrategy[object]:
    """Draw a document of a message, some fields left out."""
    fields = {field.json_name: values_of(field) for field in message.fields}
    return st.fixed_dictionaries({}, optional=fields)


def is_answer_or_quotes_nothing(answer: Answer) -> bool:
    """Say whether a caller is served."""
    if answer.status == 200:
        return True
    return bool(violations(answer)) and MEDICINE.encode() not in answer.body


@settings(deadline=None, max_examples=150)
@given(mostly(documents_of(CheckRequest.DESCRIPTOR)))
def test_any_patient_has_a_report_or_a_problem(url: str, document: object) -> None:
    assert is_answer_or_quotes_nothing(check(url, document))


@settings(deadline=None, max_examples=100)
@given(mostly(documents_of(RecogniseRequest.DESCRIPTOR)))
def test_any_text_is_read_or_a_problem(url: str, document: object) -> None:
    assert is_answer_or_quotes_nothing(post(f"{url}/v1/recognise", document))


@settings(deadline=None, max_examples=50)
@given(st.lists(mostly(documents_of(CheckRequest.DESCRIPTOR)), max_size=4))
def test_any_batch_answers_each_patient_and_errors_quote_nothing(
    url: str, documents: list[object]
) -> None:
    found = results(batch(url, *documents))
    assert len(documents) == len(found)
    errors = [error(each) for each in found if "error" in each]
    assert {error["code"] for error in errors} <= {3}
    assert MEDICINE not in str(errors)
