"""The shape of HSDS 3.0 as data: the fields of each table, how tables refer and how JSON nests them.

Taken from the official schemas (openreferral.org, version 3.0). A reference that the standard declares is a
field named after the table it leads to; the others (a parent, "any resource") it leaves open.
"""

from harambee.directory.states import Table

FIELDS: dict[Table, frozenset[str]] = {
    Table(table): frozenset(fields.split())
    for table, fields in {
        "organization": "id name alternate_name description email website tax_status tax_id"
        " year_incorporated legal_status logo uri parent_organization_id",
        "program": "id organization_id name alternate_name description",
        "service": "id organization_id program_id name alternate_name description url email status"
        " interpretation_services application_process fees_description wait_time fees"
        " accreditations eligibility_description minimum_age maximum_age assured_date"
        " assurer_email licenses alert last_modified",
        "taxonomy": "id name description uri version",
        "taxonomy_term": "id code name description parent_id taxonomy language taxonomy_id term_uri",
        "location": "id location_type url organization_id name alternate_name description"
        " transportation latitude longitude external_identifier external_identifier_type",
        "service_at_location": "id service_id location_id description",
        "address": "id location_id attention address_1 address_2 city region state_province"
        " postal_code country address_type",
        "contact": "id organization_id service_id service_at_location_id location_id name title"
        " department email",
        "phone": "id location_id service_id organization_id contact_id service_at_location_id number"
        " extension type description",
        "schedule": "id service_id location_id service_at_location_id valid_from valid_to dtstart"
        " timezone until count wkst freq interval byday byweekno bymonthday byyearday"
        " description opens_at closes_at schedule_link attending_type notes",
        "service_area": "id service_id name description extent extent_type uri",
        "language": "id service_id location_id phone_id name code note",
        "accessibility": "id location_id description details url",
        "cost_option": "id service_id valid_from valid_to option currency amount amount_description",
        "funding": "id organization_id service_id source",
        "required_document": "id service_id document uri",
        "organization_identifier": "id organization_id identifier_scheme identifier_type identifier",
        "attribute": "id link_id taxonomy_term_id link_type link_entity value",
        "metadata": "id resource_id resource_type last_action_date last_action_type field_name"
        " previous_value replacement_value updated_by",
        "meta_table_description": "id name language character_set",
    }.items()
}

# What the standard requires in a table of its own (nested JSON needs no reference to what it is nested in).
REQUIRED: dict[Table, tuple[str, ...]] = {
    Table.ORGANIZATION: ("name", "description"),
    Table.PROGRAM: ("name", "description"),
    Table.SERVICE: ("name", "status"),
    Table.TAXONOMY: ("name", "description"),
    Table.TAXONOMY_TERM: ("name", "description"),
    Table.LOCATION: ("location_type",),
    Table.ADDRESS: ("address_1", "city", "state_province", "postal_code", "country", "address_type"),
    Table.PHONE: ("number",),
    Table.ORGANIZATION_IDENTIFIER: ("identifier_type", "identifier"),
    Table.METADATA: (
        "last_action_date",
        "last_action_type",
        "field_name",
        "previous_value",
        "replacement_value",
        "updated_by",
    ),
}
REQUIRED_IN_CSV: dict[Table, tuple[str, ...]] = {
    Table.SERVICE: ("organization_id",),
    Table.SERVICE_AT_LOCATION: ("service_id", "location_id"),
    Table.PROGRAM: ("organization_id",),
    Table.COST_OPTION: ("service_id",),
    Table.ORGANIZATION_IDENTIFIER: ("organization_id",),
    Table.ATTRIBUTE: ("link_id", "taxonomy_term_id", "link_entity"),
    Table.METADATA: ("resource_id", "resource_type"),
}

# The references that the standard declares: `<table>_id`.
REFERENCES: dict[Table, dict[str, Table]] = {
    table: {
        field: Table(field.removesuffix("_id"))
        for field in sorted(fields)
        if field.endswith("_id") and field.removesuffix("_id") in Table.values
    }
    for table, fields in FIELDS.items()
}
# References that it describes without declaring a foreign key. None: a row of any table.
OPEN_REFERENCES: dict[Table, dict[str, Table | None]] = {
    Table.ORGANIZATION: {"parent_organization_id": Table.ORGANIZATION},
    Table.TAXONOMY_TERM: {"parent_id": Table.TAXONOMY_TERM},
    Table.ATTRIBUTE: {"link_id": None},
    Table.METADATA: {"resource_id": None},
}

# Names of lists inside a JSON object, and of single objects, each with the table of what is inside.
LISTS: dict[str, Table] = {
    "phones": Table.PHONE,
    "schedules": Table.SCHEDULE,
    "service_areas": Table.SERVICE_AREA,
    "service_at_locations": Table.SERVICE_AT_LOCATION,
    "languages": Table.LANGUAGE,
    "funding": Table.FUNDING,
    "cost_options": Table.COST_OPTION,
    "required_documents": Table.REQUIRED_DOCUMENT,
    "contacts": Table.CONTACT,
    "attributes": Table.ATTRIBUTE,
    "metadata": Table.METADATA,
    "locations": Table.LOCATION,
    "addresses": Table.ADDRESS,
    "accessibility": Table.ACCESSIBILITY,
    "programs": Table.PROGRAM,
    "services": Table.SERVICE,
    "organization_identifiers": Table.ORGANIZATION_IDENTIFIER,
}
OBJECTS: dict[Table, dict[str, Table]] = {
    Table.SERVICE: {"organization": Table.ORGANIZATION, "program": Table.PROGRAM},
    Table.SERVICE_AT_LOCATION: {"location": Table.LOCATION, "service": Table.SERVICE},
    Table.ATTRIBUTE: {"taxonomy_term": Table.TAXONOMY_TERM},
    Table.TAXONOMY_TERM: {"taxonomy_detail": Table.TAXONOMY},
}

CSV_NAMES: dict[str, Table] = {
    **{table.value: table for table in Table},
    **{f"{table.value}s": table for table in Table},
    "addresses": Table.ADDRESS,
    "taxonomies": Table.TAXONOMY,
}

# What a JSON file may hold at its top, in the order of preference where several fit equally well.
TOP = (
    Table.ORGANIZATION,
    Table.SERVICE,
    Table.SERVICE_AT_LOCATION,
    Table.LOCATION,
    Table.TAXONOMY_TERM,
    Table.TAXONOMY,
)


def kind_of(record: dict[str, object]) -> Table | None:
    """Which table a JSON object belongs to, by its fields; None where it is none of HSDS."""
    keys = set(record)
    best: tuple[int, Table] | None = None
    for table in TOP:
        own = FIELDS[table] | set(OBJECTS.get(table, ()))
        if not {"id", *REQUIRED.get(table, ())} <= keys:
            continue
        if table == Table.SERVICE_AT_LOCATION and not keys & {
            "service",
            "service_id",
            "location",
            "location_id",
        }:
            continue
        foreign = len(keys - own - set(LISTS))
        if best is None or foreign < best[0]:
            best = (foreign, table)
    return best[1] if best else None
