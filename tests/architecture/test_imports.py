"""Import contracts hold, and each is seen to catch a planted violation."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

# Each contract's id, the module in which a violation is planted, and the line that breaks it.
PLANTED = [
    ("layers", "harambee/people/queries.py", "import harambee.cases.queries"),
    ("layers", "harambee/people/queries.py", "import harambee.directory.queries"),
    ("layers", "harambee/access/queries.py", "import harambee.web.search"),
    ("spine", "harambee/cases/queries.py", "import harambee.cases.pages"),
    ("spine", "harambee/referrals/states.py", "import harambee.referrals.models"),
    ("spine", "harambee/cases/pages.py", "import harambee.cases.endpoints"),
    ("people-models", "harambee/cases/queries.py", "import harambee.people.models"),
    ("directory-models", "harambee/referrals/queries.py", "import harambee.directory.models"),
    ("intake-models", "harambee/cases/queries.py", "import harambee.intake.models"),
    ("cases-models", "harambee/referrals/commands.py", "import harambee.cases.models"),
    ("referrals-models", "harambee/api/urls.py", "import harambee.referrals.models"),
    ("pure", "harambee/cli/postgres/__init__.py", "import django"),
    ("layers", "harambee/kernel/ids.py", "import harambee.access.models"),
]


def lint(folder: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(LINT), "--no-cache", "--config", str(folder / "pyproject.toml")]
    if contract:
        command += ["--contract", contract]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's Python files, to plant violations in."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(
        ROOT / "harambee",
        folder / "harambee",
        ignore=lambda _folder, names: [n for n in names if "." in n and not n.endswith(".py")],
    )
    return folder


def test_the_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("contract", "module", "line"), PLANTED)
def test_a_planted_violation_is_caught(copy: Path, contract: str, module: str, line: str) -> None:
    path = copy / module
    if not path.exists():  # a module that outgrew one file is a folder of the same name
        path = path.with_suffix("") / "__init__.py"
    before = path.read_text()
    path.write_text(f"{before}\n{line}\n")
    try:
        result = lint(copy, contract)
    finally:
        path.write_text(before)
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


def test_every_contract_is_planted() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {one["id"] for one in contracts} == {contract for contract, _module, _line in PLANTED}


@pytest.mark.parametrize("name", ["pages.py", "endpoints.py", "pages/forms.py"])
def test_pages_and_endpoints_cannot_reach_the_database(tmp_path: Path, name: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    module = tmp_path / "harambee" / "cases" / name
    module.parent.mkdir(parents=True)
    module.write_text("from django.db import connection\n\nconnection.close()\n")
    ruff = Path(sys.executable).with_name("ruff")
    result = subprocess.run(
        [str(ruff), "check", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "TID251" in result.stdout
