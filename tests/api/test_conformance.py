"""The document is exact: schemathesis reads it and finds no answer that it does not tell of.

Every operation is sent what the document allows and what it forbids, at the bounds and at random,
by somebody with every role, by an auditor and by nobody; and sequences of operations along its
links, each with what another has made. Whatever is answered must stand in the document: status,
media type, headers, members, codes. What it forbids must be refused, and what it allows may be
refused for what the book says, but never for its form. What is refused or only tried out leaves the
log as it was, and a command that comes again under its key gets its first answer.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from itertools import islice
from random import randrange
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import negative_data_rejection
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

from api.operations.fields import DAY_MAX, DAY_MIN
from api.texts import clean
from ledger.store.vault.media_types import MediaType
from tests.api.conformance import Called, Through, document
from tests.fakes import TODAY
from tests.stores import StoreKind, prepared_store

IS_LONG = settings.get_current_profile_name() == "long"
STORES: list[StoreKind] = ["sqlite", "postgresql"] if IS_LONG else ["sqlite"]
EXAMPLES = 50 if IS_LONG else 6
"""At random, beside what stands at the bounds: of each operation."""

SEQUENCES, STEPS = (50, 50) if IS_LONG else (3, 30)
"""How many sequences of operations, and how long each is."""

OF_BOUNDS = 1 if IS_LONG else 3
"""Of what stands at the bounds one in so many: each time others, as the random seed says."""

MALFORMED = {
    "bad_as_of",
    "bad_condition",
    "bad_idempotency_key",
    "bad_known_at",
    "bad_min_position",
    "bad_period",
    "bad_restated",
    "invalid_request",
    "malformed_file",
    "malformed_form",
    "malformed_json",
}
"""How a request is refused for its form alone."""

DOCUMENT = document()
CONDITION = DOCUMENT["components"]["parameters"]["If-Match"]["schema"]["pattern"]
OPERATIONS = [
    (path, method)
    for path, operations in DOCUMENT["paths"].items()
    for method in operations
    if method != "parameters"
]

schemathesis.openapi.format("period", st.sampled_from(["2025", "2025-Q2", "2024/2025"]))
schemathesis.openapi.format("date", st.dates(DAY_MIN, DAY_MAX).map(str) | st.just(str(TODAY)))


@schemathesis.serializer(*(kind for kind in MediaType if kind is not MediaType.CSV))
def as_file(_: object, value: object) -> bytes:
    """Send whatever was made up as the content of a file that begins as a PDF does."""
    return b"%PDF-1.7\n" + str(value).encode(errors="replace")


SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.app = through = Through()
# Whether what is allowed is accepted, we ask below: the book may refuse it.
SCHEMA.config.checks.positive_data_acceptance.enabled = False
# Too long is too large before it is anything else, and an old condition holds no more.
SCHEMA.config.checks.negative_data_rejection.expected_statuses += ["412", "413"]
# That nobody gets in without credentials is what test_access asks, of every route.
SCHEMA.config.checks.ignored_auth.enabled = False


@pytest.fixture(scope="module", params=STORES)
def called(request: pytest.FixtureRequest) -> Iterator[Called]:
    """An API with a book in which all kinds of things are there."""
    with opened(request.param) as called:
        yield called


@contextmanager
def opened(kind: StoreKind) -> Iterator[Called]:
    """Let what is sent go through the app of a new book, until the block ends."""
    with prepared_store(kind) as store, Called.opened(store) as called:
        before, through.app = through.app, called.site.app
        try:
            yield called
        finally:
            through.app = before


@pytest.mark.parametrize("path,method", OPERATIONS)
def test_the_document_tells_of_every_answer_at_the_bounds(
    called: Called, path: str, method: str
) -> None:
    cases = SCHEMA.iter_coverage_cases(
        SCHEMA[path][method],
        generation_modes=list(GenerationMode),
        generation_config=SCHEMA.config.generation,
    )
    for case in islice(cases, randrange(OF_BOUNDS), None, OF_BOUNDS):
        check(case, called, "somebody with every role")


@pytest.mark.parametrize("path,method", OPERATIONS)
def test_the_document_tells_of_every_answer_at_random(
    called: Called, path: str, method: str
) -> None:
    operation = SCHEMA[path][method]
    allowed, forbidden = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @settings(max_examples=EXAMPLES)
    @given(allowed | forbidden, st.sampled_from(sorted(called.callers)))
    def answers(case: Case[Any], who: str) -> None:
        check(case, called, who)

    answers()


@pytest.mark.parametrize("kind", STORES)
def test_the_document_tells_of_every_answer_to_what_was_just_made(kind: StoreKind) -> None:
    """Sequences along the document's links: what an operation made goes to those that take it."""

    class Sequences(SCHEMA.as_state_machine()):  # type: ignore[misc]  # made from the document
        def setup(self) -> None:
            """Begin each with a book of its own: the same sequence gets the same answers."""
            self.stack = ExitStack()
            self.called = self.stack.enter_context(opened(kind))

        def teardown(self) -> None:
            self.stack.close()

        def step(self, input: Any) -> Any:  # noqa: A002, ANN401  # as the library has it
            if not input.is_applied:
                name_what_is_there(input.case, self.called.known("a sequence"))
            self.called.site.catch_up()
            return super().step(input)

        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:
            del case
            return {"headers": dict(self.called.callers["somebody with every role"])}

    Sequences.run(
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )


def check(case: Case[Any], called: Called, who: str) -> None:
    """Send a request, and hold what is answered against the document."""
    is_allowed = allows(case)
    name_what_is_there(case, called.known(case.operation.label))
    called.site.catch_up()
    before = called.site.position()
    unknown = any(name.startswith("x-schemathesis") for name in case.headers)
    answer = case.call_and_validate(
        headers=dict(called.callers[who]),
        # A header that means nothing to us is no reason to refuse (RFC 9110, section 5.1).
        excluded_checks=[negative_data_rejection] if unknown else [],
    )
    if answer.status_code != HTTPStatus.CREATED:
        assert called.site.position() == before, "what is refused or tried out records nothing"
    elif "Idempotency-Key" in case.headers:
        called.site.catch_up()
        again = case.call(headers=dict(called.callers[who]))
        assert (again.status_code, again.content) == (answer.status_code, answer.content)
        assert again.headers["idempotent-replayed"] == ["true"]
    if is_allowed and answer.status_code >= 400:
        assert answer.json()["code"] not in MALFORMED, (who, case.body, answer.text)


def allows(case: Case[Any]) -> bool:
    """Tell whether the document allows a request, as far as it can say.

    At the bounds of other things schemathesis sends `If-Match: 0`, which the pattern forbids; for
    JSON Schema 1.0 is a whole number, which for us is none; and no pattern tells what marks stand
    on a letter, nor of signs that UTF-16 writes in two (see `api.texts`), nor which day is today.
    """
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return False
    condition = case.headers.get("If-Match", "*")
    return bool(re.fullmatch(CONDITION, condition)) and is_told(case.body)


def is_told(value: object) -> bool:
    """Tell whether a JSON Schema can tell all that we ask of a value."""
    if isinstance(value, dict):
        born_on = value.get("born_on")
        is_ahead = isinstance(born_on, str) and born_on > TODAY.isoformat()
        return not is_ahead and all(map(is_told, value.values()))
    if isinstance(value, list):
        return all(map(is_told, value))
    return not isinstance(value, float) and not (isinstance(value, str) and clean(value) is None)


def name_what_is_there(case: Case[Any], known: Mapping[str, str]) -> None:
    """Put what is there in the place of ids that name nothing, wherever nothing is wrong."""
    assert case.meta is not None
    for part in (ParameterLocation.PATH, ParameterLocation.QUERY, ParameterLocation.BODY):
        made = case.meta.components.get(part)
        if made is None or made.mode is not GenerationMode.POSITIVE:
            continue
        if part is ParameterLocation.PATH:
            case.path_parameters = named(known, case.path_parameters)
        elif part is ParameterLocation.QUERY:
            case.query = named(known, case.query)
        elif isinstance(case.body, dict):
            case.body = named(known, case.body)


def named(known: Mapping[str, str], members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: known.get(name, value) if value else value for name, value in members.items()}
