"""The page of one's own tokens, and the page that describes the API."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from harambee.api import commands, queries, reference
from harambee.api.forms import RevokeForm, TokenForm
from harambee.api.mounting import api
from harambee.web.current import SignedInRequest


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def api_tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one's secret stands in the answer to the POST, and nowhere after it."""
    actor = cast(SignedInRequest, request).actor
    form = TokenForm(request.POST or None, actions=reference.scopes_for(actor, api))
    made = (
        commands.create_token(actor, **form.given()) if request.method == "POST" and form.is_valid() else None
    )
    if made is not None:
        form = TokenForm(actions=reference.scopes_for(actor, api))
    context = {"form": form, "made": made, "tokens": queries.own_tokens(actor), "docs": reverse("api_docs")}
    return render(request, "api/tokens.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Ask, then end a token."""
    actor = cast(SignedInRequest, request).actor
    token = queries.token(actor, token_id)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.revoke_token(actor, token_id)
        messages.success(request, _("The token is revoked. Programs that use it are refused from now on."))
        return redirect("api_tokens")
    return render(request, "api/revoke_token.html", {"form": form, "token": token})


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Every operation, body and problem, drawn from the OpenAPI description without a script."""
    schema = api.get_openapi_schema()
    context = {
        "groups": reference.groups(schema),
        "bodies": reference.bodies(schema),
        "problems": reference.PROBLEMS,
        "introduction": schema["info"]["description"].split("\n\n"),
        "openapi": reverse("api:openapi-json"),
    }
    return render(request, "api/docs.html", context)
