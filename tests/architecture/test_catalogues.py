"""Catalogues: nothing untranslated, .po and .mo agree, placeholders kept, and marked for review."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2] / "harambee"
LANGUAGES = {"fr", "sw", "ar"}
FILES = sorted(ROOT.rglob("LC_MESSAGES/django.po"))
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def test_every_slice_with_words_has_every_language() -> None:
    folders = {path.parents[2] for path in FILES if path.parents[2].name == "locale"}
    for folder in folders:
        assert {one.name for one in folder.iterdir() if one.is_dir()} >= LANGUAGES, folder


@pytest.mark.parametrize("path", FILES, ids=lambda one: str(one.relative_to(ROOT)))
def test_a_catalogue_is_whole(path: Path) -> None:
    words = polib.pofile(str(path))
    assert [entry.msgid for entry in words if entry.fuzzy or not entry.translated()] == []
    assert words.metadata.get("X-Review") == "needed"
    for entry in words:
        texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        wanted = set(PLACEHOLDERS.findall(entry.msgid)) | set(PLACEHOLDERS.findall(entry.msgid_plural or ""))
        for text in texts:
            assert set(PLACEHOLDERS.findall(text)) <= wanted, (entry.msgid, text)
            if not entry.msgid_plural:
                assert set(PLACEHOLDERS.findall(text)) == wanted, (entry.msgid, text)


@pytest.mark.parametrize("path", FILES, ids=lambda one: str(one.relative_to(ROOT)))
def test_the_compiled_file_agrees(path: Path) -> None:
    def table(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str, str], object]:
        return {
            (entry.msgctxt or "", entry.msgid): dict(entry.msgstr_plural) or entry.msgstr
            for entry in catalogue
            if not entry.obsolete
        }

    assert table(polib.mofile(str(path.with_suffix(".mo")))) == table(polib.pofile(str(path)))
