"""The API object: mounts each slice's router, and stands before each of its operations."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError
from ninja.operation import Operation
from ninja.router import BoundRouter
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from harambee.api import description, idempotency
from harambee.api.bodies import StrictParser
from harambee.api.problems import Refused
from harambee.api.states import covers
from harambee.kernel.errors import HouseRuleBroken, NotAllowed
from harambee.web.api import ACTION

SAFE = {"GET", "HEAD", "OPTIONS"}


class Token(HttpBearer):
    """A token of one's own (described as `Token`); `TokenMiddleware` has looked it up already."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The actor, where a token brought one."""
        return getattr(request, "api_token", None) and getattr(request, "actor", None)


class Session(APIKeyCookie):
    """A signed-in browser; its writes need the CSRF header, which `admit` asks for."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The actor of the session."""
        return getattr(request, "actor", None)


class HouseAPI(NinjaAPI):
    """Django Ninja with the house's ways: errors go up to the middleware, operation ids are command names."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Let it rise: the request's transaction must end with it before anything is answered."""
        raise exc

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The endpoint's function is named like the command."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description, with the errors and headers that all operations share."""
        return description.completed(super().get_openapi_schema(**options))

    def _get_bound_routers(self) -> list[BoundRouter]:
        fresh = self._bound_routers_cache is None
        routers = super()._get_bound_routers()
        for router in routers if fresh else ():
            for view in router.path_operations.values():
                for operation in view.operations:
                    operation.run = guarded(operation)  # type: ignore[method-assign]
        return routers

    def operations(self) -> list[Operation]:
        """Every operation of every slice."""
        return [
            operation
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
        ]


def guarded(operation: Operation) -> Callable[..., HttpResponse]:
    """The operation behind what all of them share. Raises HouseRuleBroken where it says no action."""
    run: Callable[..., HttpResponse] = operation.run  # type: ignore[assignment]  # no operation streams
    action = (operation.openapi_extra or {}).get(ACTION)
    if not action:
        raise HouseRuleBroken(
            f"{operation.view_func.__name__} does not say its action: use reads() or writes()"
        )

    def answer(request: HttpRequest, **path: Any) -> HttpResponse:
        actor, token = request.actor, request.api_token  # type: ignore[attr-defined]
        admit(request, operation, action)
        if request.method in SAFE:
            return run(request, **path)
        work = _settling(request, run, path)
        if actor is None:
            return work()
        return idempotency.once(request, actor, token.pk if token else None, work)

    return answer


def admit(request: HttpRequest, operation: Operation, action: str) -> None:
    """Go on only for someone who may ask at all: known, in scope, not forged by another site, sending JSON.

    Whether they may do it to this record is the gate's question, inside the command.
    """
    token, actor = request.api_token, request.actor  # type: ignore[attr-defined]
    if actor is None and operation.auth_callbacks:
        raise AuthenticationError
    if token is not None and not covers(token.scopes, action):
        error = NotAllowed(
            _("This token may not do “%(action)s”. Make one with that scope.") % {"action": action}
        )
        error.action = action  # type: ignore[attr-defined]
        raise error
    if request.method in SAFE:
        return
    if token is None and actor is not None and check_csrf(request) is not None:
        raise Refused(403, "csrf", _("Send the CSRF token of your session in the X-CSRFToken header."))
    takes_json = any(model.__ninja_param_source__ == "body" for model in operation.models)
    if takes_json and request.content_type != "application/json":
        raise Refused(415, "not_json", _("Send the body as application/json."))


def _settling(
    request: HttpRequest, run: Callable[..., HttpResponse], path: dict[str, Any]
) -> Callable[[], HttpResponse]:
    def work() -> HttpResponse:
        response = run(request, **path)
        if response.status_code >= 400:
            # An endpoint should raise; one that answers an error itself must leave nothing behind either.
            transaction.set_rollback(True)
        return response

    return work


def slices_routers() -> list[Router]:
    """The router of every slice that has endpoints."""
    return [
        import_module(f"harambee.{one}.endpoints").router
        for one in settings.SLICES
        if (settings.BASE_DIR / one / "endpoints.py").exists()
    ]


def mounted(routers: Iterable[Router], *, namespace: str) -> HouseAPI:
    """An API with these routers, whose addresses are named in `namespace`."""
    made = HouseAPI(
        title="Harambee",
        version="1",
        description=description.INTRODUCTION,
        urls_namespace=namespace,
        docs_url=None,
        parser=StrictParser(),
        auth=[Token(), Session()],
    )
    for router in routers:
        made.add_router("", router)
    return made


api = mounted(slices_routers(), namespace="api")
