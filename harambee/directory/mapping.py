"""From HSDS rows to columns: merging what stands in several places, and what goes where."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from harambee.directory.models import LONGEST_NAME
from harambee.directory.reading import Row
from harambee.directory.reports import Problem, ProblemKind
from harambee.directory.states import NEED_WORDS, Need, ServiceStatus, Table
from harambee.kernel.errors import Text
from harambee.kernel.text import clean, words

# Identifiers that are not UUIDs, and rows of tables that share one of ours, get one derived from this.
NAMESPACE = UUID("6b6f3c0e-5d0e-5a53-9d0c-3b0f8e6c7a11")
ALSO = "also"  # in `extra` and `data`: other values given for the same row
LONGEST_REF = 200
OLDEST = 150

# HSDS field → column, for texts; what is not named here or below goes to `extra`.
TEXTS: dict[Table, dict[str, str]] = {
    Table.ORGANIZATION: {
        "alternate_name": "alternate_name",
        "description": "description",
        "email": "email",
        "website": "website",
    },
    Table.SERVICE: {
        "alternate_name": "alternate_name",
        "description": "description",
        "url": "url",
        "email": "email",
        "application_process": "application_process",
        "wait_time": "wait_time",
        "interpretation_services": "interpretation",
        "eligibility_description": "eligibility",
        "alert": "alert",
        "assurer_email": "assurer",
        "fees_description": "fees",
    },
    Table.LOCATION: {
        "name": "name",
        "location_type": "location_type",
        "description": "description",
        "transportation": "transportation",
    },
    Table.SERVICE_AT_LOCATION: {"description": "description"},
    Table.TAXONOMY: {"name": "name", "description": "description"},
    Table.TAXONOMY_TERM: {"code": "code", "name": "name", "description": "description"},
}
# HSDS reference → foreign key, which has a `…_ref` beside it.
LINKS: dict[Table, dict[str, tuple[str, Table]]] = {
    Table.SERVICE: {"organization_id": ("organization", Table.ORGANIZATION)},
    Table.LOCATION: {"organization_id": ("organization", Table.ORGANIZATION)},
    Table.SERVICE_AT_LOCATION: {
        "service_id": ("service", Table.SERVICE),
        "location_id": ("location", Table.LOCATION),
    },
    Table.TAXONOMY_TERM: {
        "taxonomy_id": ("taxonomy", Table.TAXONOMY),
        "parent_id": ("parent", Table.TAXONOMY_TERM),
    },
}
ENTRY_LINKS: dict[str, tuple[str, Table]] = {
    "organization_id": ("organization", Table.ORGANIZATION),
    "service_id": ("service", Table.SERVICE),
    "location_id": ("location", Table.LOCATION),
    "service_at_location_id": ("place", Table.SERVICE_AT_LOCATION),
    "taxonomy_term_id": ("term", Table.TAXONOMY_TERM),
}


@dataclass
class Record:
    """One row of a directory, put together from all the places where it stands."""

    table: Table
    external_id: str
    pk: UUID
    data: dict[str, Any]
    file: str
    row: str
    also: dict[str, list[Any]] = field(default_factory=dict)

    def given(self, name: str) -> list[str]:
        """Every value given for a reference, the first one first."""
        values = [self.data.get(name), *self.also.get(name, [])]
        return [str(value) for value in values if value not in (None, "")]


def pk_of(table: Table, external_id: str) -> UUID:
    """The key of a row here: its own identifier where that is a UUID and the table has its own model."""
    if table in TEXTS:
        try:
            return UUID(external_id)
        except ValueError:
            pass
    return uuid5(NAMESPACE, f"{table.value}:{external_id}")


def merge(rows: Iterable[Row]) -> tuple[dict[tuple[Table, str], Record], list[Problem]]:
    """One record per table and identifier; where values differ the first counts, the others are kept too."""
    records: dict[tuple[Table, str], Record] = {}
    problems = []
    for row in rows:
        data = {key: value for key, value in row.data.items() if value not in (None, "", [], {})}
        external = str(data.get("id", "")) or f"row:{json.dumps(data, sort_keys=True, default=str)}"
        record = records.get((row.table, external))
        if record is None:
            pk = pk_of(row.table, external)
            records[row.table, external] = Record(row.table, external, pk, data, row.file, row.row)
            continue
        for name, value in data.items():
            if name not in record.data:
                record.data[name] = value
            elif not _same(value, record.data[name]) and value not in record.also.get(name, []):
                record.also.setdefault(name, []).append(value)
                problems.append(_differs(row, name, value, record))
    return records, problems


def _same(one: Any, other: Any) -> bool:
    # CSV has no numbers: 100 and "100" are one value.
    return bool(one == other or str(one).strip() == str(other).strip())


def _differs(row: Row, name: str, value: Any, record: Record) -> Problem:
    message = _("“%(file)s” (%(row)s) gives another value, which counts; this one is kept beside it.") % {
        "file": record.file,
        "row": record.row,
    }
    return Problem(row.file, row.row, name, str(value)[:200], message, ProblemKind.NOTE)


@dataclass
class Columns:
    """What a record means for its model's columns. Only what was given is in `values`."""

    values: dict[str, Any]
    extra: dict[str, Any]
    problems: list[Problem]


class Mapper:
    """Fills the columns of one record; what cannot be right stays in `extra` as given, with a problem."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.left = {key: value for key, value in record.data.items() if key != "id"}
        self.columns = Columns({"external_id": shown_id(record)}, self.left, [])
        if self.columns.values["external_id"] != str(record.data.get("id", "")):
            self.left["id"] = record.data["id"]

    def map(self) -> Columns:
        """The columns of the record."""
        for name, attribute in TEXTS[self.record.table].items():
            if isinstance(self.left.get(name), str):
                self.columns.values[attribute] = self.left.pop(name)
        if self.record.table == Table.SERVICE:
            self._service()
        elif self.record.table == Table.LOCATION:
            self._number("latitude", 90)
            self._number("longitude", 180)
        if self.record.also:
            self.left[ALSO] = self.record.also
        return self.columns

    def _problem(self, name: str, value: Any, message: Text) -> None:
        where = self.record
        self.columns.problems.append(Problem(where.file, where.row, name, str(value)[:200], message))

    def _service(self) -> None:
        values = self.columns.values
        values["name"] = self.name()
        if "fees" not in values and isinstance(self.left.get("fees"), str):
            values["fees"] = self.left["fees"]
        if "status" in self.left:
            if self.left["status"] in ServiceStatus.values:
                values["status"] = self.left.pop("status")
            else:
                values["status"] = ServiceStatus.INACTIVE
                self._problem("status", self.left["status"], _("Not one of the four states. Not listed."))
        self._ages()
        if "assured_date" in self.left:
            try:
                values["assured"] = date.fromisoformat(str(self.left["assured_date"])[:10])
                if str(self.left["assured_date"]) == values["assured"].isoformat():
                    del self.left["assured_date"]
            except ValueError:
                values["assured"] = None
                self._problem("assured_date", self.left["assured_date"], _("There is no such day."))

    def name(self) -> str:
        """The name to show, at most 300 signs; a longer one stays whole in `extra`."""
        given = self.left.get("name")
        text = clean(str(given)) if given is not None else ""
        if not words(text):
            text = clean(str(self.record.data.get("alternate_name", ""))) or shown_id(self.record) or "–"
        if len(text) > LONGEST_NAME:
            self._problem("name", given, _("Longer than 300 signs: shortened, the whole is kept beside it."))
            text = text[:LONGEST_NAME]
        if text == given:
            del self.left["name"]
        return text[:LONGEST_NAME]

    def _ages(self) -> None:
        found: dict[str, int | None] = {}
        for name, attribute, whole in (("minimum_age", "min_age", floor), ("maximum_age", "max_age", ceil)):
            if name not in self.left:
                continue
            try:
                age = float(self.left[name])
                if not 0 <= age <= OLDEST:
                    raise ValueError
            except (TypeError, ValueError, OverflowError):
                self._problem(name, self.left[name], _("An age is between 0 and 150 years."))
                found[attribute] = None
                continue
            found[attribute] = whole(age)
            if whole(age) == age:
                del self.left[name]
        least, most = found.get("min_age"), found.get("max_age")
        if least is not None and most is not None and least > most:
            message = _("The highest age is below the lowest one. Neither counts.")
            self._problem("maximum_age", most, message)
            self.left.update({"minimum_age": least, "maximum_age": most})
            found = {"min_age": None, "max_age": None}
        self.columns.values.update(found)

    def _number(self, name: str, limit: int) -> None:
        if name not in self.left:
            return
        try:
            value = float(self.left[name])
            if not -limit <= value <= limit:
                raise ValueError
        except (TypeError, ValueError, OverflowError):
            self.columns.values[name] = None
            message = _("This is not between -%(limit)d and %(limit)d degrees. Kept, not shown on maps.")
            self._problem(name, self.left[name], message % {"limit": limit})
        else:
            self.columns.values[name] = value
            del self.left[name]


def organization_name(record: Record) -> str:
    """An organization's name as its identity can hold it."""
    text = clean(str(record.data.get("name", ""))) or clean(str(record.data.get("alternate_name", "")))
    return (text or shown_id(record) or "–")[:LONGEST_NAME]


def shown_id(record: Record) -> str:
    """The identifier that the record came with, as far as a column holds it; empty for none."""
    return str(record.data.get("id", ""))[:LONGEST_REF]


def proposed_needs(folded: str) -> list[str]:
    """Needs that the words of a service speak of; a proposal, because HSDS has no such field."""
    text = f" {folded} "
    return [need.value for need in Need if any(f" {one}" in text for one in NEED_WORDS.get(need, ()))]
