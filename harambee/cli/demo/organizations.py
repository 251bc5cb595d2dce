"""The county's sixty organizations, in every sector, and what each of them offers."""

from dataclasses import dataclass

from harambee.access.states import OrganizationKind as Kind
from harambee.access.states import Sector
from harambee.cli.demo.places import COUNTY, SUBCOUNTIES

_GOV, _NGO, _COMMUNITY = Kind.GOVERNMENT, Kind.NGO, Kind.COMMUNITY
_FAITH, _PRIVATE, _WORLD = Kind.FAITH, Kind.PRIVATE, Kind.INTERNATIONAL
_ALL = COUNTY[1]
GOVERNMENT = f"{COUNTY[0]} Government"


@dataclass(frozen=True)
class Agency:
    """An organization to be added: `offers` names the services (see services.py) that it gives."""

    key: str
    name: str
    kind: Kind
    sector: Sector
    area: str
    offers: tuple[str, ...] = ()


def subcounty(number: int) -> str:
    """The code of the sub-county with this number, counted from one."""
    return f"{COUNTY[1]}{number:02}"


def ward(number: int, place: int) -> str:
    """The code of a ward by its sub-county's number and its own."""
    return f"{subcounty(number)}{place:02}"


def agencies() -> list[Agency]:
    """All organizations but the county government, which the first administrator brings along."""
    return [*_in_each_subcounty(), *_COUNTYWIDE]


def _in_each_subcounty() -> list[Agency]:
    found = []
    for number, name in enumerate(SUBCOUNTIES, 1):
        here = subcounty(number)
        found += [
            Agency(f"office{number}", f"{name} Children's Office", _GOV, Sector.SOCIAL_SERVICES, here,
                   ("help_desk", "case_management", "mediation", "kinship", "foster")),
            Agency(f"clinic{number}", f"{name} Health Centre", _GOV, Sector.HEALTH, here,
                   ("child_clinic", "vaccination", "nutrition", "after_violence", "maternity")),
            Agency(f"police{number}", f"{name} Police Station", _GOV, Sector.POLICE, here,
                   ("gender_desk", "safe_statement")),
        ]  # fmt: skip
    return found


_COUNTYWIDE = [
    Agency("department", "County Children's Department", _GOV, Sector.SOCIAL_SERVICES, _ALL,
           ("helpline", "care_panel", "tracing")),
    Agency("hospital", "Tumaini County Hospital", _GOV, Sector.HEALTH, subcounty(1),
           ("after_violence", "paediatrics", "surgery", "child_psychiatry", "hiv_care", "blood_bank",
            "newborns", "rehabilitation")),
    Agency("volunteers", "Union of Community Health Volunteers", _COMMUNITY, Sector.HEALTH, _ALL,
           ("home_visits", "growth_checks", "first_aid")),
    Agency("minds", "Utulivu Centre for Mental Health", _NGO, Sector.HEALTH, subcounty(1),
           ("counselling", "family_therapy", "young_people", "grief_group")),
    Agency("ability", "Uwezo Centre for Children with Disabilities", _NGO, Sector.HEALTH, subcounty(4),
           ("physiotherapy", "assistive", "speech", "carers_group", "sign_language")),
    Agency("schools", "County Education Office", _GOV, Sector.EDUCATION, _ALL,
           ("school_return", "bursary", "uniforms", "school_meals")),
    Agency("primary1", "Kilele Primary School", _GOV, Sector.EDUCATION, ward(1, 6),
           ("primary", "remedial", "school_counsellor")),
    Agency("primary2", "Mikoko Primary School", _GOV, Sector.EDUCATION, ward(2, 5),
           ("primary", "remedial", "school_counsellor")),
    Agency("primary3", "Twiga Mbili Primary School", _GOV, Sector.EDUCATION, ward(3, 1),
           ("primary", "remedial", "school_counsellor")),
    Agency("primary4", "Chemchemi Primary School", _GOV, Sector.EDUCATION, ward(4, 1),
           ("primary", "remedial", "school_counsellor")),
    Agency("secondary1", "Daraja Mbili Secondary School", _GOV, Sector.EDUCATION, ward(1, 4),
           ("secondary", "boarding", "school_counsellor")),
    Agency("secondary2", "Stendi Secondary School", _GOV, Sector.EDUCATION, ward(6, 5),
           ("secondary", "boarding", "school_counsellor")),
    Agency("training", "Reli Vocational Training Centre", _GOV, Sector.EDUCATION, ward(6, 2),
           ("trade", "literacy", "job_start")),
    Agency("nursery", "Nyuki Early Childhood Centre", _COMMUNITY, Sector.EDUCATION, ward(5, 4),
           ("nursery", "play_group", "day_care")),
    Agency("special", "Korongo Special Needs Resource Centre", _GOV, Sector.EDUCATION, ward(5, 3),
           ("special_classes", "braille", "school_advice")),
    Agency("protection", "Child Protection Police Unit", _GOV, Sector.POLICE, _ALL,
           ("investigation", "child_interview", "missing")),
    Agency("court", "Tumaini Children's Court", _GOV, Sector.JUSTICE, _ALL, ("care_orders", "court_users")),
    Agency("probation", "Probation and Aftercare Office", _GOV, Sector.JUSTICE, _ALL,
           ("diversion", "court_report", "aftercare")),
    Agency("legal", "Haki Legal Aid Clinic", _NGO, Sector.JUSTICE, subcounty(1),
           ("legal_advice", "court_support", "guardianship", "inheritance", "legal_clinic")),
    Agency("paralegals", "Network of Community Paralegals", _COMMUNITY, Sector.JUSTICE, _ALL,
           ("paralegal", "know_rights", "village_talks")),
    Agency("registry", "Civil Registration Office", _GOV, Sector.JUSTICE, subcounty(1),
           ("birth_certificate", "late_registration", "death_certificate")),
    Agency("radio", "Sauti ya Watoto Community Radio", _COMMUNITY, Sector.MEDIA, ward(1, 5),
           ("radio_hour", "radio_clubs")),
    Agency("savings", "Federation of Savings Groups", _COMMUNITY, Sector.ECONOMY, _ALL,
           ("savings_group", "small_loans", "money_skills")),
    Agency("transfers", "Social Protection Office", _GOV, Sector.ECONOMY, _ALL,
           ("cash_transfer", "disability_grant", "emergency_cash")),
    Agency("cooperative", "Nanga Fishers' Cooperative", _PRIVATE, Sector.ECONOMY, ward(2, 4),
           ("family_work", "apprenticeship")),
    Agency("farming", "County Agricultural Service", _GOV, Sector.ECONOMY, _ALL,
           ("kitchen_garden", "seeds")),
    Agency("traders", "Chamber of Small Traders", _PRIVATE, Sector.ECONOMY, ward(6, 3),
           ("stall_start", "mentors")),
    Agency("daraja", "Daraja Family Services", _NGO, Sector.FAMILY_SERVICES, _ALL,
           ("case_management", "parenting", "reunification", "respite", "fathers", "family_meeting")),
    Agency("upendo", "Upendo Children's Trust", _NGO, Sector.FAMILY_SERVICES, _ALL,
           ("case_management", "parenting", "play_therapy", "after_school", "mentoring", "siblings")),
    Agency("shelter", "Nyumba Salama", _NGO, Sector.FAMILY_SERVICES, _ALL,
           ("safe_house", "emergency_bed", "moving_on")),
    Agency("kin", "Association of Kinship Carers", _COMMUNITY, Sector.FAMILY_SERVICES, _ALL,
           ("carers_circle", "kinship_advice", "grandparents")),
    Agency("parents", "Parents' Circle of Milima Saba", _COMMUNITY, Sector.FAMILY_SERVICES, subcounty(5),
           ("parent_line", "parents_evening")),
    Agency("mothers", "Young Mothers' House", _NGO, Sector.FAMILY_SERVICES, subcounty(6),
           ("young_mothers", "creche", "back_to_class")),
    Agency("street", "Njia Mpya Centre for Children on the Street", _NGO, Sector.FAMILY_SERVICES, ward(6, 3),
           ("drop_in", "outreach", "way_home")),
    Agency("families", "Families of Children with Disabilities", _COMMUNITY, Sector.FAMILY_SERVICES, _ALL,
           ("peer_families", "weekend_relief")),
    Agency("interfaith", "Interfaith Council for Families", _FAITH, Sector.FAMILY_SERVICES, _ALL,
           ("elders", "food_parcels", "host_families")),
    Agency("women", "Mshikamano Women's Committee", _FAITH, Sector.FAMILY_SERVICES, subcounty(2),
           ("visiting", "school_bags")),
    Agency("together", "Children Together International", _WORLD, Sector.FAMILY_SERVICES, _ALL,
           ("safe_space", "psychological_first_aid", "training_partners")),
    Agency("reunion", "Family Links Across Borders", _WORLD, Sector.FAMILY_SERVICES, _ALL,
           ("cross_border_tracing", "family_messages")),
    Agency("water", "County Water and Sanitation", _GOV, Sector.OTHER, _ALL, ("water_points",)),
    Agency("youth", "Pamoja Youth Council", _COMMUNITY, Sector.OTHER, _ALL, ("youth_voice", "football")),
]  # fmt: skip
