"""Pages of access: choosing the post one acts in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from harambee.access.commands import switch_post as switch
from harambee.access.middleware import POST_KEY


@login_required
@require_POST
def switch_post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Act in another of one's own posts from now on."""
    post = switch(request.actor, post_id)  # type: ignore[attr-defined]
    request.session[POST_KEY] = str(post.pk)
    messages.success(
        request, _("You now act for %(organization)s.") % {"organization": post.organization.name}
    )
    return redirect("/")
