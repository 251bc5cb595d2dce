"""Names of fictional people: common given names and family names, put together by chance.

Some are written in four scripts, because that is how the same child comes to be known twice.
"""

from dataclasses import dataclass

# Latin, Arabic, Ethiopic, Khmer.
type Spellings = tuple[str, str, str, str]

GIRLS: tuple[Spellings, ...] = (
    ("Amina", "أمينة", "አሚና", "អាមីណា"),
    ("Mariam", "مريم", "ማርያም", "ម៉ារៀម"),
    ("Sara", "سارة", "ሳራ", "សារ៉ា"),
    ("Selam", "سلام", "ሰላም", "សេឡាម"),
    ("Salma", "سلمى", "ሳልማ", "សាល់ម៉ា"),
    ("Leila", "ليلى", "ሌይላ", "លីឡា"),
    ("Hana", "هناء", "ሃና", "ហាណា"),
    ("Fatuma", "فاطمة", "ፋጡማ", "ហ្វាទីម៉ា"),
    ("Sokha", "سوخا", "ሶካ", "សុខា"),
    ("Dara", "دارا", "ዳራ", "ដារ៉ា"),
)
BOYS: tuple[Spellings, ...] = (
    ("Mohamed", "محمد", "መሐመድ", "មូហាម៉េដ"),
    ("Yusuf", "يوسف", "ዮሱፍ", "យូសុហ្វ"),
    ("Daniel", "دانيال", "ዳንኤል", "ដានីយ៉ែល"),
    ("Samuel", "صموئيل", "ሳሙኤል", "សាំយូអែល"),
    ("Ibrahim", "إبراهيم", "ኢብራሂም", "អ៊ីប្រាហ៊ីម"),
    ("Salim", "سليم", "ሳሊም", "សាលីម"),
    ("Dawit", "داويت", "ዳዊት", "ដាវីត"),
    ("Elias", "إلياس", "ኤልያስ", "អេលីយ៉ាស"),
    ("Karim", "كريم", "ካሪም", "ការីម"),
    ("Omar", "عمر", "ዑመር", "អូម៉ារ"),
)
FAMILIES: tuple[Spellings, ...] = (
    ("Hassan", "حسن", "ሀሰን", "ហាសាន"),
    ("Tesfaye", "تسفاي", "ተስፋዬ", "តេស្វាយេ"),
    ("Abdi", "عبدي", "አብዲ", "អាប់ឌី"),
    ("Juma", "جمعة", "ጁማ", "ជូម៉ា"),
    ("Bekele", "بيكيلي", "በቀለ", "បេកេលេ"),
    ("Chan", "تشان", "ቻን", "ចាន់"),
    ("Kamau", "كاماو", "ካማው", "កាម៉ៅ"),
    ("Girma", "غيرما", "ግርማ", "គីរម៉ា"),
    ("Banda", "باندا", "ባንዳ", "បាន់ដា"),
    ("Moyo", "مويو", "ሞዮ", "ម៉ូយ៉ូ"),
    ("Diallo", "ديالو", "ዲያሎ", "ឌីយ៉ាឡូ"),
    ("Lim", "ليم", "ሊም", "លឹម"),
)
# Names that only ever come in Latin letters here.
OTHER_GIRLS = (
    "Achieng", "Zawadi", "Neema", "Wanjiku", "Rehema", "Adwoa", "Thandi", "Aïcha", "Chantal", "Naomi",
    "Lydia", "Zainabu", "Nyokabi", "Esperance", "Makena", "Tendai", "Amara", "Ifeoma", "Sokunthea", "Élodie",
)  # fmt: skip
OTHER_BOYS = (
    "Baraka", "Otieno", "Juma", "Kofi", "Kipchoge", "Mwangi", "Hamisi", "Isaac", "Tariq", "Emmanuel",
    "Sipho", "Moussa", "Jean-Paul", "Rithy", "Abebe", "Chidi", "Farai", "Musa", "Noah", "Théo",
)  # fmt: skip
OTHER_FAMILIES = (
    "Wafula", "Odhiambo", "Njoroge", "Mutua", "Chebet", "Barasa", "Karanja", "Kiptoo", "Nyambura", "Mwakio",
    "Mensah", "Boateng", "Phiri", "Dube", "Nkosi", "Traoré", "Koné", "Habimana", "Uwera", "Okello",
    "Achola", "Haile", "Tadesse", "Sok", "Keo", "Rahman", "Yusufu", "Mbeki", "Sesay", "Kamara",
)  # fmt: skip
STAFF_GIVEN = (
    "Rose", "Peter", "Grace", "Ahmed", "Jane", "Kwame", "Beatrice", "Hussein", "Lucy", "David", "Nadia",
    "John", "Wambui", "Tom", "Halima", "Simon", "Eunice", "Abdul", "Claire", "Moses", "Zuhura", "Paul",
    "Ruth", "Yonas", "Agnes", "Victor", "Sophea", "Martin", "Khadija", "Alex", "Irene", "Brian", "Meron",
    "George", "Asha",
)  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A name in its spellings; `spelled` beyond the first is empty where nobody wrote it otherwise."""

    given: str
    family: str
    spelled: tuple[str, ...]

    @property
    def full(self) -> str:
        """The name as most people write it."""
        return f"{self.given} {self.family}"


def name_of(given: Spellings | str, family: Spellings | str) -> Name:
    """Put a name together; in other scripts only where both parts are known in them."""
    first = given if isinstance(given, str) else given[0]
    last = family if isinstance(family, str) else family[0]
    if isinstance(given, str) or isinstance(family, str):
        return Name(first, last, ())
    pairs = zip(given[1:], family[1:], strict=True)
    return Name(first, last, tuple(f"{one} {other}" for one, other in pairs))


_OTHERWISE = {
    "Amina": "Aminah", "Mariam": "Maryam", "Sara": "Sarah", "Leila": "Layla", "Hana": "Hanna",
    "Fatuma": "Fatouma", "Mohamed": "Muhammad", "Yusuf": "Youssef", "Daniel": "Danieli", "Samuel": "Samwel",
    "Ibrahim": "Ebrahim", "Salim": "Saleem", "Karim": "Kareem", "Omar": "Umar", "Hassan": "Hasan",
    "Juma": "Djuma", "Diallo": "Jallo",
}  # fmt: skip


def otherwise(name: Name) -> str:
    """The name in Latin letters as somebody else writes it, with the family name first."""
    return f"{_OTHERWISE.get(name.family, name.family)} {_OTHERWISE.get(name.given, name.given)}"
