"""Importing HSDS 3.0: the official examples, nothing lost, every dangling reference named, repeatable."""

import json
from pathlib import Path
from typing import Any

import pytest

from harambee.access.actors import acting_as, service_actor
from harambee.access.history import versions
from harambee.access.models import AuditEvent, Organization
from harambee.access.tests.world import World
from harambee.directory import queries
from harambee.directory.commands import import_directory
from harambee.directory.models import (
    Entry,
    Location,
    OrganizationProfile,
    Service,
    ServiceAtLocation,
    Taxonomy,
    Term,
)
from harambee.directory.reports import ImportReport, ProblemKind
from harambee.kernel.errors import Invalid, NotAllowed

EXAMPLES = Path(__file__).parents[4] / "shared" / "data" / "hsds-3.0" / "examples"
examples = pytest.mark.skipif(
    not EXAMPLES.exists(), reason=f"the official HSDS examples are not in {EXAMPLES}"
)
SERVICE = "ac148810-d857-441c-9679-408f346de14b"
ORGANIZATION = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"


def findings(report: ImportReport, *kinds: ProblemKind) -> list[tuple[str, str, str]]:
    """Problems of some kinds as file, row and field."""
    return [(one.file, one.row, one.field) for one in report.of_kind(*kinds)]


@examples
def test_the_csv_set_has_exactly_four_dangling_references(world: World) -> None:
    report = import_directory(world.coordinator, EXAMPLES / "csv")
    assert [(one.file, one.row, one.field, one.value) for one in report.dangling] == [
        ("contacts.csv", "2", "organization_id", "ae67a707-5893-4225-b0b1-320ab9cb596b"),
        ("contacts.csv", "2", "service_at_location_id", "93eaf18d-1cd2-4ec7-bffb-3c9172ee5070"),
        ("locations.csv", "2", "organization_id", "985e4a42-bd9f-4edc-911d-0243a4640aca"),
        ("taxonomy_terms.csv", "2", "taxonomy_id", "07ff6aee-a219-438c-b694-d2fcb6c5373b"),
    ]
    assert "“Organizations” has the identifier ae67a707" in str(report.dangling[0].message)
    # References that the standard leaves open are told apart, and told.
    notes = {(file, name) for file, _row, name in findings(report, ProblemKind.NOTE)}
    assert {
        ("organizations.csv", "parent_organization_id"),
        ("taxonomy_terms.csv", "parent_id"),
        ("attributes.csv", "link_id"),
        ("metadata.csv", "resource_id"),
    } <= notes
    # The example's latitude is 100 degrees.
    assert findings(report, ProblemKind.VALUE, ProblemKind.FILE) == [("locations.csv", "2", "latitude")]


@examples
def test_every_row_of_every_csv_table_is_kept_whole(world: World) -> None:
    report = import_directory(world.coordinator, EXAMPLES / "csv")
    tables = [one for one in report.files if one.file.endswith(".csv")]
    assert len(tables) == 21
    assert all(one.rows == 1 for one in tables)
    assert len(report.tables) == 21
    assert all((one.read, one.added, one.saved) == (1, 1, 1) for one in report.tables.values())
    with acting_as(world.coordinator):
        import csv

        for file in sorted((EXAMPLES / "csv").glob("*.csv")):
            with file.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    kept = everything_kept(row["id"])
                    for name, value in row.items():
                        assert value == "" or value in kept, f"{file.name}: {name} is lost"


def everything_kept(external_id: str) -> set[str]:
    """All values stored for the rows with this identifier, as texts."""
    values: set[str] = set()
    for model in (OrganizationProfile, Service, Location, ServiceAtLocation, Taxonomy, Term, Entry):
        for row in model.objects.filter(external_id=external_id):
            for field in row._meta.concrete_fields:
                values |= flat(getattr(row, field.attname))
            if isinstance(row, OrganizationProfile):
                values.add(row.organization.name)
    return values


def flat(value: Any) -> set[str]:
    """Every text and number inside."""
    if isinstance(value, dict):
        return set().union(*(flat(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(flat(one) for one in value))
    return {str(value), str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)}


@examples
@pytest.mark.parametrize(
    ("file", "tables"),
    [
        ("organization_full.json", {"organization", "location", "program", "phone", "contact", "funding"}),
        ("service_full.json", {"service", "organization", "service_at_location", "location", "cost_option"}),
        ("service_at_location_full.json", {"service_at_location", "service", "location", "schedule"}),
        ("organization_list.json", {"organization"}),
        ("service_list.json", {"service", "organization", "program"}),
        ("service_at_location_list.json", {"service_at_location", "service", "location", "organization"}),
        ("location.json", {"location", "address", "accessibility", "phone", "language"}),
        ("taxonomy.json", {"taxonomy"}),
        ("taxonomy_list.json", {"taxonomy"}),
        ("taxonomy_term.json", {"taxonomy_term", "taxonomy"}),
        ("taxonomy_term_list.json", {"taxonomy_term", "taxonomy"}),
        ("tabular.json", {"organization", "service", "metadata", "schedule", "attribute"}),
    ],
)
def test_each_kind_of_json_is_recognised(world: World, file: str, tables: set[str]) -> None:
    report = import_directory(world.coordinator, EXAMPLES / file)
    assert tables <= set(report.tables)
    assert all(one.saved == one.read for one in report.tables.values())
    assert not report.of_kind(ProblemKind.FILE)
    with acting_as(world.coordinator):
        kept = set().union(
            *(everything_kept(key) for key in ids_in(json.loads((EXAMPLES / file).read_text())))
        )
        lost = flat(content_of(json.loads((EXAMPLES / file).read_text()))) - kept
    assert not lost


def content_of(given: Any) -> Any:
    """What a file holds beside its own paging."""
    return given["contents"] if isinstance(given, dict) and "contents" in given else given


def ids_in(given: Any) -> set[str]:
    """All identifiers of rows in a JSON file."""
    if isinstance(given, dict):
        own = {given["id"]} if "id" in given else set()
        return own.union(*(ids_in(one) for one in given.values()))
    return set().union(*(ids_in(one) for one in given)) if isinstance(given, list) else set()


@examples
def test_a_description_holds_nothing_to_import(world: World) -> None:
    report = import_directory(world.coordinator, EXAMPLES / "base.json")
    assert report.read == 0
    assert [(one.kind, one.file) for one in report.problems] == [(ProblemKind.NOTE, "base.json")]
    assert "nothing to import" in str(report.problems[0].message)


@examples
def test_the_whole_folder_and_twice(world: World) -> None:
    first = import_directory(world.coordinator, EXAMPLES)
    assert {one.file for one in first.files} >= {"base.json", "csv/services.csv", "csv/datapackage.json"}
    assert {one.file for one in first.dangling if one.file.startswith("csv/")} == {
        "csv/contacts.csv",
        "csv/locations.csv",
        "csv/taxonomy_terms.csv",
    }
    with acting_as(world.coordinator):
        before = snapshot()
    second = import_directory(world.coordinator, EXAMPLES)
    assert (second.added, second.changed, second.read) == (0, 0, first.read)
    assert second.problems == [one for one in first.problems if one.field != "needs"]
    with acting_as(world.coordinator):
        assert snapshot() == before
        assert len(versions(Service.objects.get())) == 1
        assert Organization.objects.filter(name="Example Organization Inc.").count() == 1


def snapshot() -> list[Any]:
    """Every row of the directory."""
    models = (OrganizationProfile, Service, Location, ServiceAtLocation, Taxonomy, Term, Entry)
    return [list(model.objects.order_by("pk").values()) for model in models]


@examples
def test_the_imported_service_can_be_found(world: World) -> None:
    import_directory(world.coordinator, EXAMPLES / "csv")
    with acting_as(world.worker):
        (service,) = queries.services(world.worker, text="counselling mycity", need="counselling", age=12)
        assert str(service.pk) == SERVICE
        assert (service.min_age, service.max_age, service.status) == (12, 100, "active")
        assert str(service.organization_id) == ORGANIZATION
        assert service.fees.startswith("Non-NHS patients")
        (place,) = queries.places(world.worker, service.pk)
        assert place.location is not None
        assert place.location.name == "MyCity Civic Center"
        entries = queries.entries(world.worker, service.pk)
        assert entries["phone"][0].data["number"] == '"+44 1234 234567"'
        assert {"schedule", "cost_option", "address", "contact", "required_document"} <= set(entries)


def test_who_imports(world: World, tmp_path: Path) -> None:
    write(tmp_path / "organizations.csv", "id,name,description\no-1,Help,We help\n")
    for name in ("worker", "supervisor", "outsider", "auditor", "clinic_intake"):
        with pytest.raises(NotAllowed):
            import_directory(world.actors[name], tmp_path)
    for actor in (service_actor("loader"), world.coordinator, world.admin):
        import_directory(actor, tmp_path)
    with acting_as(world.auditor):
        assert AuditEvent.objects.filter(action="directory.import", outcome=1).count() == 3


def write(path: Path, text: str) -> Path:
    """Write a file."""
    path.write_text(text, encoding="utf-8")
    return path


def test_a_reference_is_joined_when_its_target_arrives(world: World, tmp_path: Path) -> None:
    services = write(
        tmp_path / "services.csv", "id,organization_id,name,status\ns-1,o-1,Legal aid desk,active\n"
    )
    phones = write(tmp_path / "phones.csv", "id,organization_id,number\np-1,o-1,123\n")
    report = import_directory(world.coordinator, services)
    assert findings(report, ProblemKind.DANGLING) == [("services.csv", "2", "organization_id")]
    import_directory(world.coordinator, phones)
    with acting_as(world.worker):
        assert not queries.services(world.worker).exists()
    import_directory(
        world.coordinator,
        write(tmp_path / "organizations.csv", "id,name,description\no-1,Haki House,Lawyers\n"),
    )
    with acting_as(world.worker):
        (service,) = queries.services(world.worker, text="haki legal")
        assert (service.organization_ref, service.external_id) == ("o-1", "s-1")
        assert service.organization is not None
        assert service.organization.name == "Haki House"
        assert Entry.objects.get(external_id="p-1").organization_id == service.organization_id
    assert import_directory(world.coordinator, services).changed == 0


def test_what_changed_is_brought_up_to_date_and_what_is_left_out_stays(world: World, tmp_path: Path) -> None:
    write(tmp_path / "organizations.csv", "id,name,description\no-1,Haki House,Lawyers\n")
    full = "id,organization_id,name,status,minimum_age,licenses\ns-1,o-1,Legal aid,active,12,x\n"
    write(tmp_path / "services.csv", full)
    import_directory(world.coordinator, tmp_path)
    write(tmp_path / "services.csv", "id,organization_id,name,status\ns-1,o-1,Legal advice,active\n")
    write(tmp_path / "organizations.csv", "id,name,description\no-1,Haki Centre,Lawyers\n")
    report = import_directory(world.coordinator, tmp_path)
    assert (report.added, report.changed) == (0, 2)
    with acting_as(world.worker):
        (service,) = queries.services(world.worker)
        assert (service.name, service.min_age, service.extra, service.version) == (
            "Legal advice",
            12,
            {"licenses": "x"},
            2,
        )
        assert service.organization is not None
        assert service.organization.name == "Haki Centre"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("services.csv", b"", "empty"),
        ("services.csv", b"  \n", "empty"),
        ("services.csv", "id,name\n1,Caf\u00e9\n".encode("latin-1"), "UTF-8"),
        ("services.csv", "id,name\n1,x\n".encode("utf-16"), "UTF-8"),
        ("services.csv", b"name,status\nHelp,active\n", "\u201cid\u201d"),
        ("services.csv", b"a,b\n1,2\n", "HSDS"),
        ("things.csv", b"id,colour\n1,red\n", "HSDS"),
        ("x.json", b"{not json", "not JSON"),
        ("x.json", b'{"a": NaN}', "not JSON"),
        ("x.json", b"[" * 100_000, "not JSON"),
        ("x.json", b"{}", "HSDS"),
        ("x.json", b"3", "HSDS"),
        ("x.json", b'[{"colour": "red"}]', "HSDS"),
    ],
)
def test_a_bad_file_is_named_and_the_others_are_kept(
    world: World, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    write(tmp_path / "organizations.csv", "id,name,description\no-1,Haki House,Lawyers\n")
    report = import_directory(world.coordinator, tmp_path)
    bad = [one for one in report.of_kind(ProblemKind.FILE) if one.file == name]
    assert bad
    assert says in str(bad[-1].message)
    assert "Nothing was kept" in str(next(one.holds for one in report.files if one.file == name))
    assert report.added == 1


def test_loose_csv_is_kept_and_told(world: World, tmp_path: Path) -> None:
    text = (
        "\ufeffid,name,description,colour\r\n"
        'o-1,"Haki" House,Lawyers,red,more\r\n'
        "o-2,,Short\r\n"
        ",Nameless id,Text,\r\n"
        "\r\n"
        'o-3,"Two\nlines","a ""quoted"" word",\r\n'
    )
    write(tmp_path / "organizations.csv", text)
    report = import_directory(world.coordinator, tmp_path)
    assert report.tables["organization"].added == 4
    told = findings(report, ProblemKind.VALUE)
    assert ("organizations.csv", "", "") in told  # the quotation marks
    assert ("organizations.csv", "2", "") in told  # a cell too many
    assert ("organizations.csv", "3", "name") in told
    assert ("organizations.csv", "4", "id") in told
    assert import_directory(world.coordinator, tmp_path).added == 0
    with acting_as(world.coordinator):
        assert OrganizationProfile.objects.get(external_id="o-1").extra["more_cells"] == ["more"]
        assert OrganizationProfile.objects.get(external_id="o-1").extra["colour"] == "red"
        assert OrganizationProfile.objects.get(external_id="o-3").description == 'a "quoted" word'


def test_values_that_cannot_be_right_are_kept_and_told(world: World, tmp_path: Path) -> None:
    service = {
        "id": "s-1",
        "organization_id": "o-1",
        "organization": {"id": "o-1", "name": "Haki\u0000 House", "description": "x"},
        "name": "x" * 301,
        "status": "sometimes",
        "minimum_age": 20,
        "maximum_age": 5.5,
        "assured_date": "2023-02-31",
        "mood": "\ud800",
    }
    write(tmp_path / "service.json", json.dumps(service))
    report = import_directory(world.coordinator, tmp_path)
    told = {one.field for one in report.of_kind(ProblemKind.VALUE)}
    assert {"name", "status", "maximum_age", "assured_date", "mood"} <= told
    with acting_as(world.coordinator):
        kept = Service.objects.get()
        assert (kept.min_age, kept.max_age, kept.assured, kept.status) == (None, None, None, "inactive")
        assert kept.extra["name"] == "x" * 301
        assert (kept.extra["status"], kept.extra["assured_date"]) == ("sometimes", "2023-02-31")
        assert kept.extra["minimum_age"] == 20
    assert import_directory(world.coordinator, tmp_path).changed == 0


def test_a_heading_alone_is_no_error(world: World, tmp_path: Path) -> None:
    report = import_directory(world.coordinator, write(tmp_path / "programs.csv", "id,name,description\n"))
    assert report.read == 0
    assert findings(report, ProblemKind.NOTE) == [("programs.csv", "", "")]


def test_differing_values_are_both_kept(world: World, tmp_path: Path) -> None:
    write(tmp_path / "organizations.csv", "id,name,description\no-1,Haki,One\no-1,Haki,Two\n")
    report = import_directory(world.coordinator, tmp_path)
    assert findings(report, ProblemKind.NOTE) == [("organizations.csv", "3", "description")]
    with acting_as(world.coordinator):
        profile = OrganizationProfile.objects.get(external_id="o-1")
        assert (profile.description, profile.extra["also"]) == ("One", {"description": ["Two"]})


def test_a_confidential_place_hides_what_leads_to_it(world: World, tmp_path: Path) -> None:
    place = {
        "id": "l-1",
        "location_type": "physical",
        "contacts": [{"id": "c-1", "name": "Ann", "phones": [{"id": "p-1", "number": "1"}]}],
        "metadata": [{"id": "m-1", "field_name": "address", "previous_value": "Secret street"}],
        "addresses": [{"id": "a-1", "address_1": "Secret", "attributes": [{"id": "t-1", "value": "v"}]}],
    }
    write(tmp_path / "location.json", json.dumps(place))
    import_directory(world.coordinator, tmp_path)
    from harambee.access.gate import visible
    from harambee.directory.commands import conceal_location

    with acting_as(world.worker):
        assert visible(world.worker, Entry).count() == 5
        location = Location.objects.get()
    conceal_location(world.coordinator, location.pk)
    with acting_as(world.worker):
        assert visible(world.worker, Entry).count() == 0


def test_nothing_there_is_said(world: World, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no file or folder"):
        import_directory(world.coordinator, tmp_path / "missing")
    with pytest.raises(Invalid, match="no JSON or CSV"):
        import_directory(world.coordinator, tmp_path)
