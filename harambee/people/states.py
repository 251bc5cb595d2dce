"""The fixed words of people: sex, how well a birth is known, kinds of names."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """A person's sex as recorded."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not known")


class BirthPrecision(TextChoices):
    """How well a birth is known. An age is kept as the day that made the person exactly that old."""

    EXACT = "exact", _("The day is known")
    MONTH = "month", _("The month is known")
    YEAR = "year", _("The year is known")
    AGE = "age", _("Only an age is known")
    UNKNOWN = "unknown", _("Not known")


class NameKind(TextChoices):
    """What a name is used for."""

    USUAL = "usual", _("Usual name")
    OFFICIAL = "official", _("Name on papers")
    NICKNAME = "nickname", _("Nickname")
    OTHER = "other", _("Also written")


# Unicode's first word for a letter, and the ISO 15924 code of the script it belongs to.
SCRIPTS = {
    "LATIN": "Latn", "ARABIC": "Arab", "ETHIOPIC": "Ethi", "KHMER": "Khmr", "CYRILLIC": "Cyrl",
    "GREEK": "Grek", "HEBREW": "Hebr", "DEVANAGARI": "Deva", "BENGALI": "Beng", "TAMIL": "Taml",
    "THAI": "Thai", "LAO": "Laoo", "MYANMAR": "Mymr", "ARMENIAN": "Armn", "GEORGIAN": "Geor",
    "CJK": "Hani", "HIRAGANA": "Hira", "KATAKANA": "Kana", "HANGUL": "Hang", "SYRIAC": "Syrc",
    "TIFINAGH": "Tfng", "NKO": "Nkoo",
}  # fmt: skip
UNCODED = "Zzzz"
