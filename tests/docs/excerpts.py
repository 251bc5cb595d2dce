"""Code shown in a page is the code itself: a marker says where from, the block below it is filled in.

`<!-- code: path::name -->` shows a function, class or constant, `<!-- code: path::/words/ 3 -->` the first
line that holds the words and two more.
"""

import ast
import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKER = re.compile(
    r"(<!-- code: (?P<path>\S+?)::(?P<what>.+?) -->\n+```(?P<kind>\w*)\n).*?(\n```)", re.DOTALL
)


def filled(page: str) -> str:
    """The page with every marked block as the code stands now. Raises LookupError for what is not there."""
    return MARKER.sub(lambda found: f"{found[1]}{excerpt(found['path'], found['what'])}{found[5]}", page)


def excerpt(path: str, what: str) -> str:
    """The lines that a marker asks for."""
    source = (ROOT / path).read_text(encoding="utf-8")
    lines = source.splitlines()
    if match := re.fullmatch(r"/(.+)/(?: (\d+))?", what):
        for number, line in enumerate(lines):
            if match[1] in line:
                return textwrap.dedent("\n".join(lines[number : number + int(match[2] or 1)]))
        raise LookupError(f"{path} has no line with {match[1]}")
    first, last = place(ast.parse(source), what, path)
    return "\n".join(lines[first - 1 : last])


def place(module: ast.Module, name: str, path: str) -> tuple[int, int]:
    """First and last line of a name defined in a module, decorators included."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return min([node.lineno, *(one.lineno for one in node.decorator_list)]), node.end_lineno or 0
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if any(isinstance(one, ast.Name) and one.id == name for one in targets):
            return node.lineno, node.end_lineno or 0
    raise LookupError(f"{path} has no {name}")
