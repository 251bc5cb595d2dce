"""`script/docs` writes the generated pages; with `--check` it only says whether they agree with the code."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTE = "<!-- Made by script/docs from the code. Change the code, then run script/docs. -->\n\n"
WITH_EXCERPTS = ["docs/recipe.md"]


def pages() -> dict[str, str]:
    """Every generated page by its path, as it should be. Django must be ready."""
    from django.utils import translation

    from tests.docs import context_map, excerpts, reference, states

    with translation.override("en"):
        found = {
            "docs/explanation/context-map.md": NOTE + context_map.page(),
            "docs/explanation/states.md": NOTE + states.page(),
            "docs/reference/permissions.md": NOTE + reference.permissions(),
            "docs/reference/commands.md": NOTE + reference.commands(),
        }
    for path in WITH_EXCERPTS:
        found[path] = excerpts.filled((ROOT / path).read_text(encoding="utf-8"))
    return {path: text.rstrip() + "\n" for path, text in found.items()}


def stale() -> list[str]:
    """Pages that no longer say what the code does."""
    return [
        path
        for path, text in pages().items()
        if not (ROOT / path).exists() or (ROOT / path).read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write the pages, or with --check name those that are not as they should be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harambee.config.settings")
    os.environ.setdefault("HARAMBEE_SECRET_KEY", "signs nothing: no request is answered here")
    import django

    django.setup()
    wrong = stale()
    if "--check" in sys.argv[1:]:
        sys.stdout.write("".join(f"{path} is not what the code says: run script/docs\n" for path in wrong))
        return int(bool(wrong))
    fresh = pages()
    for path in wrong:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(fresh[path], encoding="utf-8")
        sys.stdout.write(f"{path} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
