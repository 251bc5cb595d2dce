"""The API held against its own description, by requests that fit it and requests that do not."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from harambee.access.actors import Actor
from harambee.access.commands import desk_for
from harambee.access.gate import COMMANDS
from harambee.access.models import Duty, PostDuty
from harambee.access.tests.world import World
from harambee.api.mounting import api as mounted_api
from harambee.web.api import ACTION
from tests.api.conftest import token_of
from tests.story import tell

OPERATIONS = {one.view_func.__name__: one for one in mounted_api.operations()}
DUTIES = (
    *("case_worker", "supervisor", "intake", "referral_intake", "team_member", "reporter"),
    *("coordinator", "planner", "administrator"),
)
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


def described() -> Any:
    """The description, with the application behind it."""
    # NUL is a sign that no text here may hold: a test of its own sends it.
    generation = GenerationConfig(allow_x00=False, deterministic=True)
    config = schemathesis.Config(projects=ProjectsConfig(default=ProjectConfig(generation=generation)))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), config=config)


def busy_worker(world: World) -> Actor:
    """The child's worker with every duty that one may hold, so that requests get as far as they can."""
    assert world.worker.post_id is not None
    for duty in Duty.objects.filter(code__in=DUTIES).exclude(code__in=world.worker.duties):
        PostDuty.objects.create(post_id=world.worker.post_id, duty=duty)
        desk_for(world.agencies["children_office"].pk, duty.code)
    return world.again("worker")


def hold_against_description(
    headers: dict[str, str],
    mode: GenerationMode,
    examples: int,
    extra: Sequence[Any] = (),
    known: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, int]:
    """Send `examples` requests to each operation; returns how many answers there were by status.

    `known` are ids of records that are there, by the names that addresses give their parts.
    """
    seen: dict[str, int] = {}
    for result in described().get_all_operations():
        operation = result.ok()
        ids = {one.name: str(known[one.name]) for one in operation.path_parameters if one.name in known}
        strategy = operation.as_strategy(generation_mode=mode, path_parameters=ids or None)

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def run(case: Any) -> None:
            answer = case.call(headers=headers)
            seen[str(answer.status_code)] = seen.get(str(answer.status_code), 0) + 1
            case.validate_response(answer, checks=[*CHECKS, *extra])

        run()
    return seen


@pytest.fixture
def without_limit(settings: Any) -> Iterator[None]:
    """As many requests a minute as the test needs, on the one connection of the test's transaction."""
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"]
)
def test_the_api_keeps_to_its_description(
    world: World, without_limit: None, caplog: pytest.LogCaptureFixture, mode: GenerationMode
) -> None:
    story = tell(world)
    known = story.ids() | {"organization_id": world.agencies["clinic"].pk}
    fits = mode == GenerationMode.POSITIVE
    with caplog.at_level(logging.ERROR):
        seen = hold_against_description(
            {"Authorization": f"Bearer {token_of(busy_worker(world))}"},
            mode,
            3,
            extra=() if fits else [checks.negative_data_rejection],
            known=known if fits else {},
        )
    assert not [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
    assert "401" not in seen
    if fits:
        assert seen["200"] > 0
        assert seen["201"] > 0


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"]
)
def test_nobody_gets_nothing(world: World, without_limit: None, mode: GenerationMode) -> None:
    seen = hold_against_description({}, mode, 1)
    open_to_all = [one for one in OPERATIONS.values() if not one.auth_callbacks]
    if not open_to_all:
        assert not [status for status in seen if status.startswith("2")]


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_described(name: str) -> None:
    operation = OPERATIONS[name]
    action = (operation.openapi_extra or {})[ACTION]
    assert operation.view_func.__doc__
    if set(operation.methods) & {"POST", "PUT", "PATCH"}:
        # The one verb phrase goes through all layers: the operation is the command.
        assert action in COMMANDS
        assert COMMANDS[action].__name__ == name
    else:
        assert action.endswith(".read")
        assert name.startswith(("read_", "list_", "find_"))


def test_the_description_is_complete(db: None, client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            assert "application/problem+json" in operation["responses"]["401"]["content"]
            names = [one["name"] for one in operation["parameters"]]
            assert ("Idempotency-Key" in names) is (method != "get")


def test_the_page_of_the_description_needs_no_script(db: None, client: Client) -> None:
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200
    for name in OPERATIONS:
        assert f'id="{name}"' in text
    assert "cdn" not in text.lower()


def test_an_operation_without_an_action_is_not_mounted() -> None:
    from ninja import Router

    from harambee.api.mounting import mounted
    from harambee.kernel.errors import HouseRuleBroken

    router = Router()
    router.get("/quiet")(lambda request: None)
    with pytest.raises(HouseRuleBroken, match="does not say its action"):
        mounted([router], namespace="quiet").operations()
