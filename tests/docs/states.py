"""The state diagrams, from each slice's transition table, and the clocks that stand beside it."""

import importlib
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings

ROOT = Path(__file__).parents[2]


def page() -> str:
    """The page as Markdown."""
    found = [line for one in ["access", *settings.SLICES] for line in section(one)]
    return "\n".join(
        [
            "# States",
            "",
            "Drawn from the transition table in each slice's `states.py`. What is not drawn is refused, with",
            "a sentence that says why. The words on the arrows are the steps that commands take.",
            "",
            *found,
        ]
    )


def section(one: str) -> Iterator[str]:
    """One slice's diagram, table and clocks; nothing where it has no transitions."""
    if not (ROOT / "harambee" / one / "states.py").exists():
        return
    module = importlib.import_module(f"harambee.{one}.states")
    table: Mapping[Any, Mapping[Any, Any]] | None = getattr(module, "TRANSITIONS", None)
    if table is None:
        return
    yield from (f"## {one}", "", "```mermaid", "stateDiagram-v2", *drawn(table), "```", "")
    yield from ("| state | what may be done, and where it leads |", "|---|---|")
    for state, steps in table.items():
        leads = ", ".join(f"`{word(step)}` → {after.label}" for step, after in steps.items())
        yield f"| {state.label} | {leads or 'nothing: this is an end'} |"
    yield ""
    clocks = list(durations(module))
    if clocks:
        yield from ("| clock | how long |", "|---|---|", *clocks, "")


def drawn(table: Mapping[Any, Mapping[Any, Any]]) -> Iterator[str]:
    """The lines of a Mermaid state diagram."""
    reached = {after for steps in table.values() for after in steps.values()}
    for state in table:
        yield f"  {name(state)}: {state.label}"
    for state, steps in table.items():
        if state not in reached:
            yield f"  [*] --> {name(state)}"
        for step, after in steps.items():
            # A colon ends a label in Mermaid.
            yield f"  {name(state)} --> {name(after)}: {word(step).replace(':', ' / ')}"
        if not steps:
            yield f"  {name(state)} --> [*]"


def name(state: Any) -> str:
    """The state's name as the diagram writes it."""
    return str(state.name).lower()


def word(step: Any) -> str:
    """The step as commands write it."""
    return str(step.value if isinstance(step, Enum) else step)


def durations(module: ModuleType) -> Iterator[str]:
    """One row for each length of time in the module, with the comment that stands above it."""
    comments = comments_above(Path(str(module.__file__)).read_text(encoding="utf-8"))
    for constant, value in vars(module).items():
        about = comments.get(constant) or constant.replace("_", " ").capitalize()
        if isinstance(value, timedelta):
            yield f"| {about} (`{constant}`) | {length(value)} |"
        elif isinstance(value, dict) and value and all(isinstance(one, timedelta) for one in value.values()):
            each = ", ".join(f"{key.label}: {length(one)}" for key, one in value.items())
            yield f"| {about} (`{constant}`) | {each} |"


def comments_above(source: str) -> dict[str, str]:
    """Each constant of a module and the comment above it, or above those that it stands together with."""
    found: dict[str, str] = {}
    lines: list[str] = []
    for line in source.splitlines():
        if line.startswith("#"):
            lines.append(line.lstrip("# "))
        elif lines and (match := re.match(r"([A-Z_]+)\b.*=", line)):
            found[match[1]] = " ".join(lines)
        else:
            lines = []
    return found


def length(value: timedelta) -> str:
    """A length of time in words."""
    hours = int(value.total_seconds() // 3600)
    number, unit = (hours // 24, "day") if hours % 24 == 0 and hours >= 48 else (hours, "hour")
    return f"{number} {unit}{'' if number == 1 else 's'}"
