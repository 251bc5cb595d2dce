"""Who may see, make and revoke tokens."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import Verdict, rule, scope
from harambee.api.models import ApiToken


@scope(ApiToken)
def tokens(actor: Actor) -> Q:
    """One's own tokens; those who manage people see everyone's, to revoke them."""
    return Q() if actor.may("user.manage") else Q(user_id=actor.user_id)


@rule("token.create", anyone=True)
def may_create(actor: Actor, subject: Any) -> Verdict:
    """Everyone with a post makes tokens for themselves: a token never reaches further than its user."""
    if actor.post is None or actor.is_service:
        return _("You need a post before a program can work for you.")
    return True


@rule("token.revoke", anyone=True)
def may_revoke(actor: Actor, token: Any) -> Verdict:
    """One's own tokens, and anyone's for those who manage people."""
    return token is not None and (token.user_id == actor.user_id or actor.may("user.manage"))
