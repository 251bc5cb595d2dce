"""harambee user: the people who sign in."""

import secrets
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from harambee.cli import project
from harambee.cli.acting import As, actor_named
from harambee.cli.console import err, out
from harambee.cli.errors import CliError

if TYPE_CHECKING:
    from uuid import UUID

    from harambee.access.actors import Actor

user = typer.Typer(help="Add, list and close sign-ins.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The person's e-mail, which is their sign-in.")]
AskPassword = Annotated[bool, typer.Option("--ask-password", help="Type a password; else one is made.")]


@user.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name.")],
    organization: Annotated[str, typer.Option(help="Where they work, as named in Harambee.")],
    duty: Annotated[list[str], typer.Option(help="What they may do, such as case_worker; may be repeated.")],
    title: Annotated[str, typer.Option(help="Their post's name.")] = "",
    ask_password: AskPassword = False,
    acting_as: As = "",
) -> None:
    """Add a person with a post. The first one becomes the administrator who adds the others."""
    project.ready()
    from harambee.access import commands
    from harambee.access.models import User

    password = _password(ask_password)
    if not acting_as and not User.objects.filter(kind="human").exists():
        _appoint_first(email, name, organization, duty, password)
    else:
        actor = actor_named(acting_as)
        organization_id = _organization(actor, organization)
        added = commands.add_user(actor, email=email, name=name, password=password)
        try:
            commands.give_post(actor, added.pk, organization_id=organization_id, duties=duty, title=title)
        except Exception:
            err.print(f"{email} was added, but without a post:", style="yellow", markup=False)
            raise
    out.print(f"{email} can sign in.", markup=False)
    _show(password, ask_password)


@user.command("list")
def list_users(acting_as: As = "") -> None:
    """List the people you may see, with their posts."""
    project.ready()
    from harambee.access import queries
    from harambee.access.actors import acting_as as identity
    from harambee.access.actors import current_posts

    actor = actor_named(acting_as)
    table = Table("Name", "Sign-in", "Posts", "State", box=None, pad_edge=False)
    with identity(actor):
        for one in queries.users(actor):
            posts = ", ".join(
                f"{post.title or '–'} ({post.organization.name})" for post in current_posts(one)
            )
            table.add_row(one.name, one.email, posts or "–", "active" if one.is_active else "closed")
    out.print(table)


@user.command("reset-password")
def reset_password(email: Email, ask_password: AskPassword = False, acting_as: As = "") -> None:
    """Give a person a new password; they are signed out everywhere."""
    project.ready()
    from harambee.access import commands

    actor = actor_named(acting_as)
    password = _password(ask_password)
    commands.reset_password(actor, _user(actor, email), password=password)
    out.print(f"{email} has a new password and was signed out everywhere.", markup=False)
    _show(password, ask_password)


@user.command()
def disable(
    email: Email,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the audit trail.")],
    acting_as: As = "",
) -> None:
    """Close a sign-in at once: the person is signed out and sees nothing any more."""
    project.ready()
    from harambee.access import commands

    actor = actor_named(acting_as)
    commands.disable_user(actor, _user(actor, email), reason=reason)
    out.print(f"{email} cannot sign in any more.", markup=False)


def _appoint_first(email: str, name: str, organization: str, duties: list[str], password: str) -> None:
    from harambee.access.duties import appoint_first_administrator

    if duties != ["administrator"]:
        raise CliError("Nobody is here yet: add an administrator first, with --duty administrator.")
    appoint_first_administrator(email=email, name=name, password=password, organization=organization)


def _organization(actor: "Actor", name: str) -> "UUID":
    from harambee.access import queries
    from harambee.access.actors import acting_as as identity

    with identity(actor):
        matching = list(queries.organizations(actor).filter(name__iexact=name)[:2])
        near = list(
            queries.organizations(actor).filter(name__icontains=name.split()[0] if name.split() else "")[:5]
        )
    if len(matching) == 1:
        return matching[0].pk
    if matching:
        raise CliError(f"Several organizations are named {name}: rename one first.")
    names = "; ".join(one.name for one in near)
    raise CliError(f"No organization is named {name}" + (f". Near: {names}." if names else ": add it first."))


def _user(actor: "Actor", email: str) -> "UUID":
    from harambee.access import queries
    from harambee.access.actors import acting_as as identity

    with identity(actor):
        found = queries.users(actor).filter(email__iexact=email).first()
    if found is None:
        raise CliError(f"Nobody signs in as {email}: harambee user list shows who does.")
    return found.pk


def _password(ask: bool) -> str:
    if ask:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return secrets.token_urlsafe(12)


def _show(password: str, asked: bool) -> None:
    if not asked:
        out.print(f"Password (shown once): {password}", markup=False)
