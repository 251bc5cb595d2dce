"""Importing a directory in HSDS 3.0: all is kept, in one transaction; a second time changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.audit import SYSTEM
from harambee.access.commands import add_organization, change_organization
from harambee.access.gate import authorize, command, record
from harambee.access.models import Organization
from harambee.directory.commands.services import folded
from harambee.directory.hsds import OPEN_REFERENCES, REFERENCES
from harambee.directory.known import MODELS, Known, model_of
from harambee.directory.mapping import (
    ENTRY_LINKS,
    LINKS,
    Mapper,
    Record,
    merge,
    organization_name,
    proposed_needs,
    shown_id,
)
from harambee.directory.models import Entry, OrganizationProfile, Service
from harambee.directory.reading import Row, read
from harambee.directory.reports import Counts, ImportReport, Problem, ProblemKind
from harambee.directory.states import Table

ORDER = (*MODELS, *(table for table in Table if table not in MODELS))


@command("directory.import")
def import_directory(actor: Actor, path: Path | str) -> ImportReport:
    """Take over the HSDS 3.0 files at `path` (a file, or a folder with its subfolders), JSON and CSV.

    Rows are found again by their identifiers. What cannot be read or does not fit is in the report, by file,
    row and field. Raises NotAllowed; Invalid where there is no such file.
    """
    authorize(actor, "directory.import")
    reading = read(Path(path))
    records, differences = merge(reading.rows)
    report = ImportReport(files=reading.files, problems=[*reading.problems, *differences])
    known = Known(records)
    report.extend(references(reading.rows, known))
    saving = _Saving(actor, known, report)
    for table in ORDER:
        rows = [one for one in records.values() if one.table == table]
        if rows:
            report.tables[table.value] = saving.save(table, rows)
    saving.join_earlier()
    _sort(report)
    record(actor, "directory.import", SYSTEM, added=report.added, changed=report.changed, read=report.read)
    return report


def references(rows: Iterable[Row], known: Known) -> list[Problem]:
    """Every reference that leads nowhere, in each place where it is given."""
    found: dict[tuple[str, str, str, str], Problem] = {}
    for row in rows:
        for name, target in REFERENCES[row.table].items():
            value = str(row.data.get(name) or "")
            if value and known.find(target, value) is None:
                message = _DANGLING % {"target": target.label, "value": value[:200]}
                problem = Problem(row.file, row.row, name, value, message, ProblemKind.DANGLING)
                found.setdefault((row.file, _identity(row), name, value), problem)
        for name, open_target in OPEN_REFERENCES.get(row.table, {}).items():
            value = str(row.data.get(name) or "")
            if value and not _leads(known, open_target, value):
                message = _OUTSIDE % {"value": value[:200]}
                problem = Problem(row.file, row.row, name, value, message, ProblemKind.NOTE)
                found.setdefault((row.file, _identity(row), name, value), problem)
    return list(found.values())


_DANGLING = _(
    "Nothing under “%(target)s” has the identifier %(value)s, neither in these files nor in the directory."
    " The row is kept with the reference as given, and is joined as soon as what it names is imported."
)
_OUTSIDE = _("%(value)s is outside these files and the directory. The reference is kept as given.")


def _identity(row: Row) -> str:
    # The same row nested in several places of one file is one finding.
    return f"{row.table}:{row.data.get('id') or row.row}"


def _leads(known: Known, target: Table | None, value: str) -> bool:
    return known.anywhere(value) is not None if target is None else known.find(target, value) is not None


def _sort(report: ImportReport) -> None:
    order = {one.file: position for position, one in enumerate(report.files)}
    report.problems.sort(key=lambda one: order.get(one.file, len(order)))


@dataclass
class _Saving:
    """Writes records, table by table, and counts what became of them."""

    actor: Actor
    known: Known
    report: ImportReport

    def save(self, table: Table, records: list[Record]) -> Counts:
        if table == Table.ORGANIZATION:
            return self._organizations(records)
        counts = Counts(read=len(records))
        model = model_of(table)
        stored = model._default_manager.in_bulk([one.pk for one in records])
        new = []
        for one in records:
            values = self._values(table, one)
            row = stored.get(one.pk)
            if row is None:
                new.append(self._new(model, one, values))
            elif self._change(row, values, one.data):
                counts.changed += 1
            else:
                counts.unchanged += 1
        model._default_manager.bulk_create(new, batch_size=500)
        counts.added = len(new)
        return counts

    def _organizations(self, records: list[Record]) -> Counts:
        counts = Counts(read=len(records))
        stored = Organization.objects.select_related("profile").in_bulk([one.pk for one in records])
        for one in records:
            organization = stored.get(one.pk)
            name = organization_name(one)
            mapped = Mapper(one).map()
            self.report.extend(mapped.problems)
            if mapped.extra.get("name") == name:
                del mapped.extra["name"]
            values = {**mapped.values, "extra": mapped.extra}
            if organization is None:
                self._say_namesake(one, name)
                organization = add_organization(self.actor, name=name, organization_id=one.pk)
                OrganizationProfile.objects.create(organization=organization, **values)
                counts.added += 1
                continue
            renamed = "name" in one.data and organization.name != name
            if renamed:
                change_organization(self.actor, organization.pk, name=name)
            profile, made = OrganizationProfile.objects.get_or_create(
                organization=organization, defaults=values
            )
            if (not made and self._change(profile, values, one.data)) or made or renamed:
                counts.changed += 1
            else:
                counts.unchanged += 1
        return counts

    def _say_namesake(self, one: Record, name: str) -> None:
        if Organization.objects.filter(name__iexact=name).exists():
            message = _("An organization with this name is there already. Check whether they are the same.")
            self.report.extend([Problem(one.file, one.row, "name", name, message, ProblemKind.NOTE)])

    def _values(self, table: Table, one: Record) -> dict[str, Any]:
        """What the record says, as attributes of its model."""
        if table not in MODELS:
            return self._entry_values(one)
        mapped = Mapper(one).map()
        self.report.extend(mapped.problems)
        values = mapped.values
        for name, (attribute, target) in LINKS.get(table, {}).items():
            given = one.given(name)
            if given:
                values[f"{attribute}_ref"] = given[0][:200]
                values[f"{attribute}_id"] = self.known.first(target, given)
                if len(given[0]) <= 200:
                    mapped.extra.pop(name, None)
        values["extra"] = mapped.extra
        return values

    def _entry_values(self, one: Record) -> dict[str, Any]:
        data = {**one.data, **({"also": one.also} if one.also else {})}
        return {
            "table": one.table.value,
            "external_id": shown_id(one),
            "data": data,
            **self._links(one, set()),
        }

    def _links(self, one: Record, seen: set[UUID]) -> dict[str, UUID | None]:
        """The known things that an entry belongs to; its place also by way of what it is about."""
        links: dict[str, UUID | None] = {
            f"{attribute}_id": self.known.first(target, one.given(name))
            for name, (attribute, target) in ENTRY_LINKS.items()
        }
        for name in ("contact_id", "phone_id", "link_id", "resource_id"):
            for value in one.given(name):
                for attribute, pk in self._reached(name, value, {*seen, one.pk}).items():
                    links[attribute] = links[attribute] or pk
        return links

    def _reached(self, name: str, value: str, seen: set[UUID]) -> dict[str, UUID | None]:
        table = Table(name.removesuffix("_id")) if name in {"contact_id", "phone_id"} else None
        found = self.known.anywhere(value) if table is None else None
        if table is not None and (pk := self.known.find(table, value)) is not None:
            found = table, pk
        if found is None or found[1] in seen:
            return {}
        direct = {f"{attribute}_id": target for attribute, target in ENTRY_LINKS.values()}
        for attribute, target in direct.items():
            if target == found[0]:
                return {attribute: found[1]}
        record_there = self.known.records.get((found[0], value))
        if record_there is not None:
            links = self._links(record_there, seen)
        else:
            entry = Entry.objects.filter(pk=found[1]).values("location_id", "place_id").first()
            links = {"location_id": entry["location_id"], "place_id": entry["place_id"]} if entry else {}
        # Where something is goes with it, so that a confidential place hides it; no more than that.
        return {key: links.get(key) for key in ("location_id", "place_id")}

    def _new(self, model: type[models.Model], one: Record, values: dict[str, Any]) -> models.Model:
        row = model(pk=one.pk, **values)
        if isinstance(row, Service):
            row.folded = folded(row)
            row.needs = proposed_needs(row.folded)
            if row.needs:
                message = _("HSDS names no needs. These were taken from the words: check them.")
                needs = ", ".join(row.needs)
                self.report.extend([Problem(one.file, one.row, "needs", needs, message, ProblemKind.NOTE)])
        return row

    @staticmethod
    def _change(row: models.Model, values: dict[str, Any], said: dict[str, Any]) -> bool:
        """Bring a stored row up to what was `said` of it; the rest stays. Whether anything changed."""
        if isinstance(row, Entry):
            # What an earlier import joined stays joined, where this one is silent about it.
            values = {name: value for name, value in values.items() if value is not None}
            if "data" in values:
                values["data"] = {**row.data, **values["data"]}
        elif "extra" in values:
            stored: dict[str, Any] = getattr(row, "extra", {})
            kept = {name: value for name, value in stored.items() if name not in said}
            values = {**values, "extra": {**kept, **values["extra"]}}
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        if isinstance(row, Service) and changed:
            row.folded = folded(row)
            row.version += 1
            changed += ["folded", "version"]
        if changed:
            row.save(update_fields=changed)
        return bool(changed)

    def join_earlier(self) -> None:
        """Rows of earlier imports whose references lead somewhere now are joined."""
        new = {table: ids for table in MODELS if (ids := self._ids(table))}
        for table, links in LINKS.items():
            for attribute, target in links.values():
                rows = model_of(table)._default_manager.filter(
                    **{f"{attribute}__isnull": True, f"{attribute}_ref__in": new.get(target, [])}
                )
                for row in rows:
                    found = self.known.find(target, getattr(row, f"{attribute}_ref"))
                    self._change(row, {f"{attribute}_id": found}, {})
        for name, (attribute, target) in ENTRY_LINKS.items():
            entries = Entry.objects.filter(
                **{f"{attribute}__isnull": True, f"data__{name}__in": new.get(target, [])}
            )
            for entry in entries:
                self._change(entry, {f"{attribute}_id": self.known.find(target, entry.data[name])}, {})

    def _ids(self, table: Table) -> list[str]:
        return [external for (one, external) in self.known.records if one == table]
