"""Everything acts as someone: the person in whose name a command changes something."""

from typing import TYPE_CHECKING, Annotated

import typer

from harambee.cli.errors import CliError

if TYPE_CHECKING:
    from harambee.access.actors import Actor

As = Annotated[
    str, typer.Option("--as", envvar="HARAMBEE_AS", metavar="EMAIL", help="Who you are: your sign-in.")
]


def actor_named(email: str) -> "Actor":
    """Return the person with this sign-in, in their first post. Raises CliError."""
    from harambee.access.actors import actor_for
    from harambee.access.models import User

    if not email:
        raise CliError("Say in whose name: --as your.name@example.org, or set HARAMBEE_AS.")
    user = User.objects.filter(email__iexact=email, kind="human", is_active=True).first()
    if user is None:
        raise CliError(f"Nobody signs in as {email}: harambee user list shows who does.")
    actor = actor_for(user)
    if actor.post is None:
        raise CliError(f"{email} holds no post today: an administrator must give them one.")
    return actor
