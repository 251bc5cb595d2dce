"""Text as people write it: cleaned without loss, and folded for search across scripts.

Folding turns a name in any script into romanized tokens and a consonant skeleton, so that محمد, Mohammed
and Muhamad meet, and ስላም and Selam. It is for search keys only: what a person typed is kept as typed.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _
from unidecode import unidecode

from harambee.kernel.errors import Invalid

_SPACES = re.compile(r"[^\S\n]+")
# Latin letter groups that write one consonant; the longer ones first.
_DIGRAPHS = (
    ("tch", "S"), ("kh", "k"), ("sh", "S"), ("ch", "S"), ("th", "t"),
    ("dh", "t"), ("ph", "b"), ("gh", "k"), ("ks", "k"),
)  # fmt: skip
# Consonants that languages of one region write for one another are one letter; vowels and glides fall away.
_LATIN = str.maketrans(
    {
        **dict.fromkeys("qgjcx", "k"),
        "d": "t",
        "z": "s",
        **dict.fromkeys("fvp", "b"),
        **dict.fromkeys("aeiouwyh", ""),
    }
)
_ARABIC = dict(zip("خشثذغبتجدرزسفقكلمنصضطظ", "kSttkbtktrssbkklmnstts", strict=True))
# Ethiopic syllables stand in rows of eight: one consonant, eight vowels.
_ETHIOPIC_ROWS = {
    0x1208: "l", 0x1218: "m", 0x1220: "s", 0x1228: "r", 0x1230: "s", 0x1238: "S", 0x1240: "k", 0x1260: "b",
    0x1268: "b", 0x1270: "t", 0x1278: "S", 0x1290: "n", 0x1298: "n", 0x12A8: "k", 0x12B8: "k", 0x12D8: "s",
    0x12E0: "s", 0x12F0: "t", 0x1300: "k", 0x1308: "k", 0x1320: "t", 0x1328: "S", 0x1330: "b", 0x1338: "s",
    0x1340: "s", 0x1348: "b", 0x1350: "b",
}  # fmt: skip
_ETHIOPIC = {chr(row + vowel): sound for row, sound in _ETHIOPIC_ROWS.items() for vowel in range(8)}


def clean(text: str, *, lines: bool = False) -> str:
    """`text` in one Unicode form (NFC), trimmed, with single spaces; new lines only where `lines`.

    Raises Invalid for a NUL byte, which no database text can hold.
    """
    if "\x00" in text:
        raise Invalid(_("The text holds a sign that cannot be stored (NUL). Paste it again as plain text."))
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if not lines:
        text = text.replace("\n", " ")
    return _SPACES.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """The words of a name in any script, without marks that stand above or below letters.

    Marks with a sound of their own (the vowels of Khmer) belong to their word, so the split goes by
    Unicode category and not by what a regular expression calls a word.
    """
    bare = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in bare)
    return unicodedata.normalize("NFC", kept).split()


def romanized(word: str) -> str:
    """One word in Latin letters a to z, or `_` where nothing is left."""
    return re.sub(r"[^a-z0-9]", "", unidecode(word).lower()) or "_"


def skeleton(word: str) -> str:
    """The consonants of one word by their sound, the same for a name written in different scripts.

    A word of vowels only keeps its first letter behind `_`, so that it does not meet every other one.
    """
    first = word[:1]
    if "\u0600" <= first <= "\u06ff":
        sounds = "".join(_ARABIC.get(sign, "") for sign in word)
    elif "\u1200" <= first <= "\u137f":
        sounds = "".join(_ETHIOPIC.get(sign, "") for sign in word)
    else:
        latin = romanized(word)
        for written, sound in _DIGRAPHS:
            latin = latin.replace(written, sound)
        sounds = latin.translate(_LATIN)
    # A doubled consonant sounds as one.
    sounds = re.sub(r"(.)\1+", r"\1", sounds.replace("_", ""))
    return sounds or "_" + romanized(word)[:1]
