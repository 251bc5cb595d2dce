"""Rules of the house that a linter does not know: who writes, who loads, what may be shared."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "harambee"
SLICES = ["people", "directory", "intake", "cases", "referrals", "api"]
SHARED_MODELS = {"Area", "Desk", "Duty", "Organization", "Post", "User"}
WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
}
READERS = ("queries", "pages", "endpoints", "forms", "notices", "policies")


def modules(slice_: str, *names: str) -> Iterator[Path]:
    for name in names:
        single = ROOT / slice_ / f"{name}.py"
        if single.exists():
            yield single
        yield from sorted((ROOT / slice_ / name).glob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def decorated_as_command(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "command"
        for one in function.decorator_list
    )


def unguarded(source: ast.Module, names: set[str] | None = None) -> list[str]:
    """Functions that take an actor and are not commands: of those offered (`names`), or all public ones."""
    return [
        one.name
        for one in source.body
        if isinstance(one, ast.FunctionDef)
        and (one.name in names if names is not None else not one.name.startswith("_"))
        and "actor" in {argument.arg for argument in one.args.args}
        and not decorated_as_command(one)
    ]


def offered(slice_: str) -> set[str] | None:
    """The names that a commands folder offers through its `__init__`; None for a single module."""
    package = ROOT / slice_ / "commands" / "__init__.py"
    if not package.exists():
        return None
    return {
        alias.asname or alias.name
        for node in tree(package).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def around_the_offer(source: ast.Module) -> list[int]:
    """Lines that reach past a slice's commands into the modules behind them, where parts of commands live."""
    return [
        node.lineno
        for node in ast.walk(source)
        if isinstance(node, ast.ImportFrom)
        and ".commands." in f"{node.module}."[len("harambee.") :].rstrip(".")
    ]


def unscoped(source: ast.Module) -> list[int]:
    """Lines that load rows without `visible`: `Model.objects` or `Model._default_manager`."""
    return [
        node.lineno
        for node in ast.walk(source)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager"}
        and isinstance(node.value, ast.Name)
    ]


def writes(source: ast.Module) -> list[int]:
    """Lines that call a writing method of a model or a queryset."""
    return [
        node.lineno
        for node in ast.walk(source)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        # dict.update and set.update take something to merge; a queryset's takes keywords only
        and not (node.func.attr == "update" and (node.args or not node.keywords))
    ]


@pytest.mark.parametrize("slice_", SLICES)
def test_whatever_writes_is_a_command(slice_: str) -> None:
    for path in modules(slice_, "commands"):
        assert unguarded(tree(path), offered(slice_)) == [], path


@pytest.mark.parametrize("slice_", ["web", *SLICES])
def test_only_whole_commands_are_called_from_outside(slice_: str) -> None:
    for path in modules(slice_, "pages", "endpoints", "jobs"):
        assert around_the_offer(tree(path)) == [], path


@pytest.mark.parametrize("slice_", SLICES)
def test_reads_go_through_the_scope(slice_: str) -> None:
    for path in modules(slice_, "queries", "pages", "endpoints", "forms"):
        assert unscoped(tree(path)) == [], f"{path}: load through gate.visible(actor, Model)"


@pytest.mark.parametrize("slice_", ["access", "web", *SLICES])
def test_only_commands_write(slice_: str) -> None:
    for path in modules(slice_, *READERS):
        assert writes(tree(path)) == [], path


@pytest.mark.parametrize("slice_", ["web", *SLICES])
def test_only_the_identity_models_are_shared(slice_: str) -> None:
    for path in (ROOT / slice_).rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("harambee.access.models"):
                assert {one.name for one in node.names} <= SHARED_MODELS, path


def test_no_page_catches_what_the_error_pages_answer() -> None:
    for slice_ in ["web", *SLICES]:
        for path in modules(slice_, "pages"):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.ExceptHandler) and node.type is not None:
                    caught = {one.id for one in ast.walk(node.type) if isinstance(one, ast.Name)}
                    assert not caught & {"NotVisible", "NotAllowed", "HarambeeError", "Exception"}, path


def test_no_module_outgrows_its_house() -> None:
    for path in ROOT.rglob("*.py"):
        if "migrations" not in path.parts:
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 420, path
        assert path.name not in {"utils.py", "helpers.py", "signals.py", "misc.py", "common.py"}


def test_these_rules_see_what_they_look_for() -> None:
    planted = ast.parse(
        "def end_case(actor, case_id):\n    Case.objects.filter(pk=case_id).update(state=1)\n"
        "@command('case.end')\ndef guarded(actor):\n    pass\n"
    )
    assert unguarded(planted) == ["end_case"]
    assert around_the_offer(ast.parse("from harambee.cases.commands.parts import end_member")) == [1]
    assert around_the_offer(ast.parse("from harambee.cases.commands import close_case")) == []
    assert unscoped(planted) == [2]
    assert writes(planted) == [2]
