"""The reference pages that are lists: who may do what, and the commands of the terminal."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import typer.main

from harambee.access.duties import SERVICES
from harambee.access.gate import RULES, Rule
from harambee.access.policies import STANDARD_DUTIES
from harambee.cli.main import cli

# Defaults that depend on the machine, in words.
DEPENDS = {"workers": "one for each processor, at most 4"}


def permissions() -> str:
    """Who may do what, as Markdown: every rule of the gate with the duties that carry it."""
    carrying = {duty for one in RULES.values() for duty in one.duties}
    duties = [one for one in STANDARD_DUTIES if one in carrying]
    empty = [str(name) for code, name in STANDARD_DUTIES.items() if code not in carrying]
    lines = [
        "# Who may do what",
        "",
        "Every action that the gate knows, with the standard duties that carry it when the system is",
        "installed. A duty alone opens no child's record: the last column says what must hold for the record",
        "besides, and the record must exist for the person ([two locks](../explanation/two-locks.md)).",
        "",
        "| duty | code |",
        "|---|---|",
        *(f"| {STANDARD_DUTIES[one]} | `{one}` |" for one in duties),
        "",
        f"These duties carry no permission of their own in this release: {', '.join(empty)}.",
        "Whoever holds a post may still do what says *anyone*.",
        "",
    ]
    # A test may have registered a rule of its own in this process.
    shipped = [one for one in RULES.values() if ".tests" not in one.predicate.__module__]
    ordered = sorted(shipped, key=lambda one: one.action)
    for thing, rules in groupby(ordered, key=lambda one: one.action.split(".")[0]):
        lines += [f"## {thing}", "", "| action | duties | and what must hold |", "|---|---|---|"]
        lines += [f"| `{one.action}` | {holders(one)} | {condition(one)} |" for one in rules]
        lines.append("")
    lines += ["## Services of the system", "", "Programs act as these, with nothing but what is listed.", ""]
    lines += [
        f"- `{service}`: {', '.join(alone(duty)) or 'what anyone may do'}"
        for service, duty in SERVICES.items()
    ]
    return "\n".join([*lines, ""])


def holders(one: Rule) -> str:
    """The standard duties of a rule, services last."""
    if one.anyone:
        return "*anyone*"
    duties = [duty for duty in STANDARD_DUTIES if duty in one.duties]
    services = [f"service `{name}`" for name, duty in SERVICES.items() if duty in one.duties]
    return ", ".join([*(f"`{duty}`" for duty in duties), *services])


def condition(one: Rule) -> str:
    """The first line of what the rule says of itself."""
    text = " ".join((one.predicate.__doc__ or "").strip().split("\n\n")[0].split())
    return text.replace("|", "\\|")


def alone(duty: str) -> list[str]:
    """The actions that a service's duty carries."""
    return [
        f"`{one.action}`" for one in sorted(RULES.values(), key=lambda one: one.action) if duty in one.duties
    ]


def commands() -> str:
    """The commands of the terminal, as Markdown, from what they say of themselves."""
    lines = [
        "# Commands",
        "",
        "From a copy of the source every command is `.venv/bin/harambee …`; installed as a package,",
        "`harambee …`. Each answers `--help`.",
        "",
    ]
    group: Any = typer.main.get_command(cli)
    for path, one in walk(group, "harambee"):
        lines += [f"## {path}", "", *text_of(one), "", *parameters(one)]
    return "\n".join(lines)


def walk(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, in the order of the help; hidden ones are for the machine."""
    for name in group.list_commands(None):
        one = group.commands[name]
        if one.hidden:
            continue
        if hasattr(one, "commands"):
            yield from walk(one, f"{path} {name}")
        else:
            yield f"{path} {name}", one


def text_of(one: Any) -> list[str]:
    """What a command says of itself."""
    return [line.strip() for line in (one.help or "").strip().splitlines()]


def parameters(one: Any) -> list[str]:
    """A table of what can be given to a command; nothing where it takes nothing."""
    rows = [row(parameter) for parameter in one.params if not getattr(parameter, "hidden", False)]
    if not rows:
        return []
    return ["| what | meaning | otherwise |", "|---|---|---|", *rows, ""]


def row(parameter: Any) -> str:
    """One line of that table."""
    if parameter.param_type_name == "argument":
        name = str(parameter.name).upper()
    else:
        name = "`, `".join([*parameter.opts, *parameter.secondary_opts])
    about = str(parameter.help or "")
    if parameter.envvar:
        about += f" Also `{parameter.envvar}`."
    return f"| `{name}` | {about} | {otherwise(parameter)} |"


def otherwise(parameter: Any) -> str:
    """What counts where the parameter is not given."""
    if parameter.name in DEPENDS:
        return DEPENDS[parameter.name]
    if parameter.required:
        return "must be given"
    default = getattr(parameter.default, "value", parameter.default)
    if isinstance(default, bool):
        return "yes" if default else "no"
    return f"`{default}`" if default not in (None, "", (), []) else "–"
