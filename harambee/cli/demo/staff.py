"""The hundred and twenty people who work in the county, where, with which duties; ten of them can sign in."""

from dataclasses import dataclass

from harambee.cli.demo.dice import dice
from harambee.cli.demo.names import FAMILIES, OTHER_FAMILIES, STAFF_GIVEN
from harambee.cli.demo.places import SUBCOUNTIES

PASSWORD = "pulling-together"  # noqa: S105  # printed for everyone to read; opens fictional people only
# The organization that takes no part in any case, so that it can be shown that it sees none.
APART = "mothers"


@dataclass(frozen=True)
class Place:
    """One person's place at an organization. `sign_in` is empty for those who cannot sign in."""

    agency: str
    title: str
    duties: tuple[str, ...]
    sign_in: str = ""
    name: str = ""


@dataclass(frozen=True)
class Worker:
    """A place with the person who holds it."""

    place: Place
    name: str
    email: str


_CASE = ("case_worker",)
_LEAD = ("supervisor",)
_INTAKE = ("intake",)
_MEMBER = ("team_member",)
_TEACHER = ("reporter", "team_member")
_DESK = ("referral_intake", "team_member")
_ALL_DUTIES = ("case_worker", "supervisor", "intake", *_DESK)

# What somebody can be, shown at the start: their sign-in, and what it lets one see.
SIGN_INS = {
    "worker": "case worker: her caseload, what is due and late",
    "supervisor": "supervisor: plans to approve, cases to close",
    "intake": "intake worker: reports that wait to be screened",
    "clinic": "referral desk of a health centre: accept or decline",
    "teacher": "teacher: her own reports, and the teams she is on",
    "police": "police officer: the teams he is on by law",
    "coordinator": "coordinator: organizations and the directory",
    "admin": "administrator: people, duties, areas",
    "auditor": "auditor: who did and who opened what",
    "other-agency": "an agency that has no part in any case: sees none",
}


def workers(seed: int) -> list[Worker]:
    """Everyone, the administrator first."""
    roll = dice(seed, "staff")
    families = [one[0] for one in FAMILIES] + list(OTHER_FAMILIES)
    taken = {place.name for place in _places()}
    names = [f"{given} {family}" for given in STAFF_GIVEN for family in families]
    names = [name for name in names if name not in taken]
    roll.shuffle(names)
    found = []
    for number, place in enumerate(_places(), 1):
        name = place.name or names.pop()
        email = f"{place.sign_in or f'staff{number:03}'}@demo.example"
        found.append(Worker(place, name, email))
    return found


def _places() -> list[Place]:
    return [
        Place("government", "System administrator", ("administrator",), "admin", "Ada Mwakio"),
        Place("government", "Partnership coordinator", ("coordinator",), "coordinator", "Farah Noor"),
        Place("government", "Auditor", ("auditor",), "auditor", "Victor Habimana"),
        Place("government", "County planner", ("planner",)),
        Place("government", "Deputy administrator", ("administrator",)),
        Place("department", "County children's coordinator", _LEAD),
        Place("department", "Helpline officer", _INTAKE),
        *(place for number in range(1, len(SUBCOUNTIES) + 1) for place in _subcounty(number)),
        *(place for agency in ("daraja", "upendo") for place in _leading_agency(agency)),
        *(Place(*row) for row in _OTHERS),
    ]


def _subcounty(number: int) -> list[Place]:
    """Office, health centre and police station of one sub-county; those of the first can sign in."""
    first = number == 1

    def shown(code: str, name: str) -> tuple[str, str]:
        return (code, name) if first else ("", "")

    office, clinic = f"office{number}", f"clinic{number}"
    return [
        Place(office, "Children's officer", _CASE, *shown("worker", "Rose Achola")),
        *(Place(office, "Children's officer", _CASE) for _more in range(4)),
        Place(office, "Senior children's officer", _LEAD, *shown("supervisor", "Samuel Otieno")),
        Place(office, "Intake officer", _INTAKE, *shown("intake", "Halima Juma")),
        Place(clinic, "Referral nurse", _DESK, *shown("clinic", "Grace Wafula")),
        Place(clinic, "Clinical officer", _MEMBER),
        Place(f"police{number}", "Gender and children officer", _TEACHER, *shown("police", "Yonas Bekele")),
    ]


def _leading_agency(agency: str) -> list[Place]:
    return [
        *(Place(agency, "Family worker", _CASE) for _more in range(3)),
        Place(agency, "Programme lead", _LEAD),
        Place(agency, "Intake worker", _INTAKE),
        Place(agency, "Referral worker", _DESK),
    ]


_OTHERS: list[tuple[str, str, tuple[str, ...], str, str] | tuple[str, str, tuple[str, ...]]] = [
    ("primary1", "Class teacher", _TEACHER, "teacher", "Beatrice Mensah"),
    ("primary1", "Head teacher", ("reporter", "referral_intake")),
    ("primary2", "Class teacher", _TEACHER),
    ("primary2", "Head teacher", ("reporter", "referral_intake")),
    ("primary3", "Class teacher", _TEACHER),
    ("primary3", "Head teacher", ("reporter", "referral_intake")),
    ("primary4", "Class teacher", _TEACHER),
    ("primary4", "Head teacher", ("reporter", "referral_intake")),
    ("secondary1", "Deputy head teacher", _TEACHER),
    ("secondary2", "Deputy head teacher", _TEACHER),
    ("schools", "School return officer", _DESK),
    ("special", "Resource teacher", _DESK),
    ("nursery", "Head of nursery", ("reporter", *_DESK)),
    ("training", "Student adviser", _DESK),
    ("hospital", "Referral coordinator", _DESK),
    ("hospital", "Paediatric nurse", _MEMBER),
    ("hospital", "Medical social worker", _MEMBER),
    ("hospital", "Paediatrician", _MEMBER),
    ("minds", "Intake counsellor", _DESK),
    ("minds", "Child counsellor", _MEMBER),
    ("ability", "Referral worker", _DESK),
    ("ability", "Physiotherapist", _MEMBER),
    ("volunteers", "Volunteer supervisor", ("reporter", *_DESK)),
    ("volunteers", "Community health volunteer", _TEACHER),
    ("protection", "Desk officer", _DESK),
    ("protection", "Child interviewer", _MEMBER),
    ("probation", "Probation officer", _DESK),
    ("legal", "Legal intake officer", _DESK),
    ("legal", "Advocate", _MEMBER),
    ("paralegals", "Community paralegal", ("reporter", *_DESK)),
    ("registry", "Registration officer", _DESK),
    ("savings", "Field officer", _DESK),
    ("transfers", "Social protection officer", _DESK),
    ("shelter", "House manager", _DESK),
    ("shelter", "Child care worker", _MEMBER),
    ("kin", "Carers' supporter", _DESK),
    ("street", "Outreach worker", _DESK),
    ("street", "Night outreach worker", _TEACHER),
    ("interfaith", "Family elder", _DESK),
    ("together", "Child protection adviser", _DESK),
    (APART, "Head of house", _ALL_DUTIES, "other-agency", "Claire Nkosi"),
]  # fmt: skip
