"""The documentation says what the code does: pages agree, links lead somewhere, named things exist."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from harambee.access.gate import RULES
from tests.docs import excerpts, generate

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("harambee/*/README.md")]
    if path.is_file()
)
# Set by the program for its own processes, not by people.
OWN = {"DJANGO_SETTINGS_MODULE", "XDG_DATA_HOME"}


def named_in(document: Path) -> str:
    return str(document.relative_to(ROOT))


def test_generated_pages_agree_with_the_code() -> None:
    assert generate.stale() == [], "run script/docs"


def test_a_new_rule_makes_the_page_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    one = RULES["case.close"]
    monkeypatch.setitem(RULES, "case.tear_up", type(one)("case.tear_up", one.predicate, one.duties, False))
    assert "docs/reference/permissions.md" in generate.stale()


def test_a_block_that_is_not_the_code_is_replaced() -> None:
    page = "<!-- code: harambee/kernel/clock.py::now -->\n```python\nold\n```\n"
    filled = excerpts.filled(page)
    assert "old" not in filled
    assert "def now() -> datetime:" in filled
    with pytest.raises(LookupError):
        excerpts.filled(page.replace("::now", "::gone"))


@pytest.mark.parametrize("document", PAGES, ids=named_in)
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [one.split("#")[0] for one in re.findall(r"\]\(([^)\s]+)\)", text)]
    inside = [one for one in links if one and not re.match(r"[a-z]+:", one)]
    assert [one for one in inside if not (document.parent / one).exists()] == []


@pytest.mark.parametrize("document", PAGES, ids=named_in)
def test_named_files_and_tests_exist(document: Path) -> None:
    """`path`, `path::name` and `script/name` in a page are there; `…` and `*` mark what is not one file."""
    text = document.read_text(encoding="utf-8")
    wrong = []
    for path, name in re.findall(r"`((?:harambee|tests|docs|script)/[\w./-]+)(?:::(\w+))?[^`]*`", text):
        place = ROOT / path
        if not place.exists() or (name and f" {name}" not in _names(place)):
            wrong.append(f"{path}::{name}")
    assert wrong == []


def _names(module: Path) -> str:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    defined = (ast.FunctionDef, ast.ClassDef)
    return "".join(f" {node.name}" for node in ast.walk(tree) if isinstance(node, defined))


def variables() -> set[str]:
    """The environment variables that the program reads."""
    found: set[str] = set()
    reads = re.compile(r'environ(?:\.get)?[(\[]\s*"([A-Z_]+)"|envvar="([A-Z_]+)"')
    for path in (ROOT / "harambee").rglob("*.py"):
        if "tests" not in path.parts:
            for pair in reads.findall(path.read_text(encoding="utf-8")):
                found |= {one for one in pair if one}
    return found - OWN


def test_every_environment_variable_is_explained() -> None:
    page = (ROOT / "docs/how-to/operate.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE))
    assert variables() - explained == set()
    assert explained - variables() <= {"DATABASE_OWNER_URL", "DATABASE_DUMP_URL"}  # named by role in the code


def test_the_sign_ins_of_the_front_page_are_those_of_the_county() -> None:
    from harambee.cli.demo import staff

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([\w-]+)@demo\.example`", text)) == set(staff.SIGN_INS)
    assert f"`{staff.PASSWORD}`" in text


def test_every_decision_is_listed() -> None:
    index: Any = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    for path in (ROOT / "docs/adr").glob("*.md"):
        assert f"(adr/{path.name})" in index, path
