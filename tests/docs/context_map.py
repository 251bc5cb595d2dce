"""The context map: which slices there are, what each owns and which it uses, from the import graph."""

import re
from pathlib import Path

import grimp
from django.apps import apps
from django.db import models

ROOT = Path(__file__).parents[2]
NAME = "harambee"


def page() -> str:
    """The page as Markdown."""
    uses = imports()
    order = sorted(uses, key=lambda one: (-depth(uses, one), one))
    arrows = [f"  {one} --> {other}" for one in order for other in sorted(direct(uses, one))]
    points = foreign_keys()
    rows = [
        f"| [`{one}`](../../harambee/{one}/README.md) | {first_sentence(one)} "
        f"| {words(uses[one], order)} | {words(points.get(one, set()), order)} |"
        for one in order
    ]
    return "\n".join(
        [
            "# Context map",
            "",
            "Each box is a folder under `harambee/`, a *slice*. An arrow says “imports from”; arrows only go",
            "down, and those that follow from others are left out of the picture.",
            "",
            "```mermaid",
            "flowchart TD",
            *arrows,
            "```",
            "",
            "| slice | what it is | imports from | its tables point at |",
            "|---|---|---|---|",
            *rows,
            "",
            "What a slice may import is laid down in `pyproject.toml` (import-linter) and tried by planting",
            "violations in `tests/architecture/test_imports.py`. Inside a slice the files import downwards",
            "too: `urls` → `pages`, `endpoints`, `jobs` → `forms` → `commands` → `notices` → `queries` →",
            "`policies` → `models` → `states`. A slice's models are its own: others call its queries and",
            "commands, and point at its tables by name.",
            "",
        ]
    )


def imports() -> dict[str, set[str]]:
    """Each slice and the slices that it imports, tests and type-only imports aside."""
    graph = grimp.build_graph(NAME, exclude_type_checking_imports=True, cache_dir=None)
    slices = {
        one.name for one in (ROOT / NAME).iterdir() if (one / "__init__.py").exists() and one.name != "tests"
    }
    uses: dict[str, set[str]] = {one: set() for one in slices}
    for module in graph.modules:
        if ".tests" in module or slice_of(module) not in slices:
            continue
        for other in graph.find_modules_directly_imported_by(module):
            if slice_of(other) in slices - {slice_of(module)} and ".tests" not in other:
                uses[slice_of(module)].add(slice_of(other))
    return uses


def slice_of(module: str) -> str:
    """The slice that a module belongs to; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


def direct(uses: dict[str, set[str]], one: str) -> set[str]:
    """What `one` imports and does not reach through anything else that it imports."""
    beyond: set[str] = set()
    for other in uses[one]:
        beyond |= reached(uses, other)
    return uses[one] - beyond


def reached(uses: dict[str, set[str]], one: str) -> set[str]:
    """Everything below `one`."""
    found: set[str] = set()
    for other in uses[one]:
        found |= {other} | reached(uses, other)
    return found


def depth(uses: dict[str, set[str]], one: str) -> int:
    """How many layers stand below `one`."""
    return 1 + max((depth(uses, other) for other in uses[one]), default=0)


def foreign_keys() -> dict[str, set[str]]:
    """Each slice and the slices whose tables its own point at."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith(f"{NAME}."):
            continue
        own = model._meta.app_label
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type):
                other = field.related_model._meta.app_label
                if other != own and field.related_model.__module__.startswith(f"{NAME}."):
                    found.setdefault(own, set()).add(other)
    return found


def first_sentence(one: str) -> str:
    """The first sentence of a slice's README, below its heading."""
    text = (ROOT / NAME / one / "README.md").read_text(encoding="utf-8")
    paragraph = re.split(r"\n\s*\n", text.split("\n", 1)[1].strip())[0]
    return re.split(r"(?<=[.!?])\s", " ".join(paragraph.split()))[0].replace("|", "\\|")


def words(names: set[str], order: list[str]) -> str:
    """Names in the order of the map, or a dash."""
    return ", ".join(f"`{one}`" for one in order if one in names) or "–"
