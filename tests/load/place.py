"""The installation that benches and trials run on: a home of its own, made once and kept between runs."""

import os
import shutil
import sys
from pathlib import Path

HOMES = Path(__file__).parents[2] / ".home"


def open_home(name: str, *, fresh: bool = False) -> Path:
    """Start (or find) the server of this bench's home, bring its tables up to date, and set Django up.

    Benches measure a durable server: the same settings as `harambee serve`.
    """
    home = HOMES / name
    if fresh and home.exists():
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_DUMP_URL", "HARAMBEE_DATABASE_OF"):
        os.environ.pop(variable, None)
    os.environ["HARAMBEE_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "harambee.config.settings"
    from harambee.cli import database, schema

    database.ensure()
    schema.update()
    import django

    django.setup()
    return home


def machine() -> str:
    """One line on the machine that figures come from."""
    import platform

    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as cpuinfo:
        for line in cpuinfo:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def finish(bars: list[tuple[str, bool]]) -> int:
    """Print whether each bar is met, last; the exit code is 0 only where all are."""
    sys.stdout.write(f"\nMachine: {machine()}\n")
    for bar, met in bars:
        sys.stdout.write(f"{'met    ' if met else 'NOT MET'}  {bar}\n")
    return 0 if all(met for _bar, met in bars) else 1
