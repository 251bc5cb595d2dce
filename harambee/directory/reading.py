"""Reading HSDS files, JSON and CSV, into rows: strict in what is reported, lenient in what is kept."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from harambee.directory.hsds import CSV_NAMES, FIELDS, LISTS, OBJECTS, REQUIRED, REQUIRED_IN_CSV, kind_of
from harambee.directory.reports import FileRead, Problem, ProblemKind
from harambee.directory.states import Table
from harambee.kernel.errors import Invalid, Text

LARGEST = 200_000_000  # bytes in one file
MORE_CELLS = "more_cells"


@dataclass
class Row:
    """One row as it stands in one place. `row` says where in the file."""

    table: Table
    data: dict[str, Any]
    file: str
    row: str


@dataclass
class Reading:
    """Everything read so far."""

    rows: list[Row] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def say(
        self, file: str, message: Text, kind: ProblemKind, *, row: str = "", name: str = "", value: Any = ""
    ) -> None:
        """Report something."""
        self.problems.append(Problem(file, row, name, str(value)[:200], message, kind))


def read(path: Path) -> Reading:
    """Read one file, or every JSON and CSV file below a folder. Raises Invalid where there is none."""
    if not path.exists():
        raise Invalid(_("There is no file or folder “%(path)s”.") % {"path": path})
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    base = path.parent if path.is_file() else path
    reading = Reading()
    for file in files:
        if file.suffix.lower() in {".json", ".csv"}:
            _read_file(reading, file, file.relative_to(base).as_posix())
    if not reading.files:
        raise Invalid(_("There is no JSON or CSV file in “%(path)s”.") % {"path": path})
    return reading


def _read_file(reading: Reading, path: Path, name: str) -> None:
    before = len(reading.rows)
    try:
        text = _text(path)
        if not text.strip():
            raise _Unreadable(_("The file is empty."))
        reader = _json if path.suffix.lower() == ".json" else _csv
        holds = reader(reading, text, name)
        if len(reading.rows) == before:
            reading.say(name, holds, ProblemKind.NOTE)
    except _Unreadable as error:
        del reading.rows[before:]
        reading.say(name, error.message, ProblemKind.FILE)
        holds = _("Nothing was kept of this file")
    reading.files.append(FileRead(name, holds, len(reading.rows) - before))


class _Unreadable(Exception):
    """Nothing of the file can be kept."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(str(message))


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise _Unreadable(_("The file is larger than 200 MB. Split it into smaller ones."))
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable(
            _("The file is not written in UTF-8 (byte %(position)d). Save it as UTF-8 and import it again.")
            % {"position": error.start}
        ) from None
    except OSError as error:
        raise _Unreadable(_("The file cannot be read: %(why)s.") % {"why": error.strerror}) from None


# JSON --------------------------------------------------------------------------------


def _json(reading: Reading, text: str, name: str) -> Text:
    try:
        given = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if name.rsplit("/", 1)[-1] == "datapackage.json":
            return _("A description of the CSV files, or a link to one: nothing to import")
        where = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else "?"
        raise _Unreadable(_("This is not JSON (line and sign %(where)s).") % {"where": where}) from None
    if isinstance(given, dict) and isinstance(given.get("resources"), list) and "contents" not in given:
        return _("A description of the CSV files, or a link to one: nothing to import")
    if isinstance(given, dict) and "openapi_url" in given:
        return _("The description of a service of data: nothing to import")
    if isinstance(given, dict) and given and all(key.endswith(".csv") for key in given):
        return _tabular(reading, given, name)
    if isinstance(given, dict) and isinstance(given.get("contents"), list):
        _say_page(reading, given, name)
        return _several(reading, given["contents"], name, "contents")
    if isinstance(given, list):
        return _several(reading, given, name, "")
    table = kind_of(given) if isinstance(given, dict) else None
    if table is None:
        raise _Unreadable(_("This JSON holds nothing that HSDS 3.0 describes."))
    _object(reading, table, given, name, table.value)
    return table.label


def _no_constant(constant: str) -> None:
    raise ValueError(constant)


def _say_page(reading: Reading, page: dict[str, Any], name: str) -> None:
    total, here = page.get("total_items"), len(page["contents"])
    if isinstance(total, int) and total > here:
        message = _("This is one page of a list: it holds %(here)d of %(total)d.") % {
            "here": here,
            "total": total,
        }
        reading.say(name, message, ProblemKind.NOTE, name="total_items", value=total)


def _several(reading: Reading, records: list[Any], name: str, path: str) -> Text:
    labels: list[Text] = []
    for position, record in enumerate(records):
        table = kind_of(record) if isinstance(record, dict) else None
        where = f"{path}[{position}]"
        if table is None:
            message = _("This is nothing that HSDS 3.0 describes; it was not kept.")
            reading.say(name, message, ProblemKind.FILE, row=where, value=json.dumps(record))
            continue
        _object(reading, table, record, name, where)
        if table.label not in labels:
            labels.append(table.label)
    if not labels:
        raise _Unreadable(_("The list holds nothing that HSDS 3.0 describes."))
    return _("List: %(tables)s") % {"tables": ", ".join(str(one) for one in labels)}


def _tabular(reading: Reading, given: dict[str, Any], name: str) -> Text:
    for file, records in given.items():
        table = CSV_NAMES.get(file.removesuffix(".csv").lower())
        if table is None or not isinstance(records, list):
            message = _("HSDS 3.0 has no such table; it was not kept.")
            reading.say(name, message, ProblemKind.FILE, row=file)
            continue
        for position, record in enumerate(records):
            if isinstance(record, dict):
                _object(reading, table, record, name, f"{file}[{position}]")
            else:
                message = _("This is no row; it was not kept.")
                reading.say(name, message, ProblemKind.FILE, row=f"{file}[{position}]", value=record)
    return _("All tables in one file")


def _object(reading: Reading, table: Table, given: dict[str, Any], file: str, where: str) -> None:
    """Take a JSON object apart into the row itself and the rows nested in it, each with its reference."""
    row = Row(table, {}, file, where)
    reading.rows.append(row)
    inside = OBJECTS.get(table, {})
    for key, value in given.items():
        if key in inside and isinstance(value, dict):
            row.data.setdefault(f"{inside[key].value}_id", value.get("id"))
            _object(reading, inside[key], value, file, f"{where}.{key}")
        elif key in LISTS and _all_objects(value):
            for position, child in enumerate(value):
                here = f"{where}.{key}[{position}]"
                _object(reading, LISTS[key], _under(table, given, LISTS[key], child), file, here)
        else:
            row.data[key] = _storable(reading, row, key, value)
    _check_required(reading, row, REQUIRED.get(table, ()))


def _all_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _under(parent: Table, given: dict[str, Any], table: Table, child: dict[str, Any]) -> dict[str, Any]:
    """A nested row with the reference to what it is nested in, where it does not say so itself."""
    implied: dict[str, Any] = {}
    if table == Table.ATTRIBUTE:
        implied = {"link_id": given.get("id"), "link_entity": parent.value}
    elif table == Table.METADATA:
        implied = {"resource_id": given.get("id"), "resource_type": parent.value}
    elif f"{parent.value}_id" in FIELDS[table]:
        implied = {f"{parent.value}_id": given.get("id")}
    return {**implied, **{key: value for key, value in child.items() if value not in (None, "")}}


# CSV --------------------------------------------------------------------------------


def _csv(reading: Reading, text: str, name: str) -> Text:
    lines = _cells(reading, text, name)
    _first, head = next(lines, (0, []))
    columns = [column.strip() for column in head]
    table = _table_of(name, columns)
    if table is None:
        raise _Unreadable(_("Neither the name nor the columns of this file are those of an HSDS 3.0 table."))
    if "id" not in columns:
        raise _Unreadable(_("The required column “id” is missing."))
    _check_columns(reading, table, columns, name)
    before = len(reading.rows)
    for number, cells in lines:
        if any(cells):
            _csv_row(reading, Row(table, {}, name, str(number)), columns, cells)
    if len(reading.rows) == before:
        return _("A heading without rows: nothing to import")
    return table.label


def _cells(reading: Reading, text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The records with their numbers; where the quoting is not clean, read as well as can be and said so."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        message = _("The quotation marks do not fit (%(why)s). Read as well as possible: compare this file.")
        reading.say(name, message % {"why": error}, ProblemKind.VALUE)
        try:
            records = list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error:
            raise _Unreadable(_("This is not CSV: a single cell is longer than 131,072 signs.")) from None
    yield from enumerate(records, start=1)


def _table_of(name: str, columns: list[str]) -> Table | None:
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    known = CSV_NAMES.get(stem)
    if known is not None:
        return known if FIELDS[known] & set(columns) else None
    fitting = [table for table in Table if {"id"} < set(columns) <= FIELDS[table]]
    return fitting[0] if len(fitting) == 1 else None


def _check_columns(reading: Reading, table: Table, columns: list[str], name: str) -> None:
    required = (*REQUIRED.get(table, ()), *REQUIRED_IN_CSV.get(table, ()))
    for column in required:
        if column not in columns:
            message = _("The standard requires this column. The rows are kept without it.")
            reading.say(name, message, ProblemKind.VALUE, row="1", name=column)
    for column in sorted({one for one in columns if columns.count(one) > 1}):
        message = _("This column stands there more than once; the last one counts.")
        reading.say(name, message, ProblemKind.VALUE, row="1", name=column)


def _csv_row(reading: Reading, row: Row, columns: list[str], cells: list[str]) -> None:
    if len(cells) != len(columns):
        message = _("This row has %(cells)d cells, the heading has %(columns)d.")
        counts = {"cells": len(cells), "columns": len(columns)}
        reading.say(row.file, message % counts, ProblemKind.VALUE, row=row.row)
    for column, cell in zip(columns, cells, strict=False):
        if cell != "":
            row.data[column] = _storable(reading, row, column, cell)
    if len(cells) > len(columns):
        row.data[MORE_CELLS] = [_storable(reading, row, MORE_CELLS, cell) for cell in cells[len(columns) :]]
    reading.rows.append(row)
    present = set(columns)
    required = (*REQUIRED.get(row.table, ()), *REQUIRED_IN_CSV.get(row.table, ()))
    _check_required(reading, row, tuple(one for one in required if one in present))


# Both --------------------------------------------------------------------------------


def _check_required(reading: Reading, row: Row, required: tuple[str, ...]) -> None:
    for name in ("id", *required):
        if row.data.get(name) in (None, ""):
            message = _("The standard requires a value here. The row is kept without it.")
            reading.say(row.file, message, ProblemKind.VALUE, row=row.row, name=name)


def _storable(reading: Reading, row: Row, name: str, value: Any) -> Any:
    """The value without what no database text can hold: NUL and halves of signs."""
    if isinstance(value, str):
        kept = value.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if kept != value:
            message = _("Signs that cannot be stored were taken out.")
            reading.say(row.file, message, ProblemKind.VALUE, row=row.row, name=name, value=kept)
        return kept
    if isinstance(value, list):
        return [_storable(reading, row, name, one) for one in value]
    if isinstance(value, dict):
        return {
            str(_storable(reading, row, name, key)): _storable(reading, row, name, one)
            for key, one in value.items()
        }
    return value
