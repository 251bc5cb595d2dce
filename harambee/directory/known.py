"""What an import knows: its own rows, and what the directory holds already."""

from uuid import UUID

from django.db import models

from harambee.access.models import Organization
from harambee.directory.mapping import Record, pk_of
from harambee.directory.models import Entry, Location, Service, ServiceAtLocation, Taxonomy, Term
from harambee.directory.states import Table

MODELS: dict[Table, type[models.Model]] = {
    Table.ORGANIZATION: Organization,
    Table.TAXONOMY: Taxonomy,
    Table.TAXONOMY_TERM: Term,
    Table.SERVICE: Service,
    Table.LOCATION: Location,
    Table.SERVICE_AT_LOCATION: ServiceAtLocation,
}


def model_of(table: Table) -> type[models.Model]:
    """Where rows of a table are kept."""
    return MODELS.get(table, Entry)


class Known:
    """Answers whether an identifier leads to something, in the files or in the directory."""

    def __init__(self, records: dict[tuple[Table, str], Record]) -> None:
        self.records = records
        self._stored: dict[UUID, bool] = {}

    def find(self, table: Table, external_id: str) -> UUID | None:
        """The key of the row that is meant, or None where there is none."""
        record = self.records.get((table, external_id))
        if record is not None:
            return record.pk
        pk = pk_of(table, external_id)
        if pk not in self._stored:
            self._stored[pk] = model_of(table)._default_manager.filter(pk=pk).exists()
        return pk if self._stored[pk] else None

    def first(self, table: Table, candidates: list[str]) -> UUID | None:
        """The first of several given references that leads to something."""
        for external_id in candidates:
            if (found := self.find(table, external_id)) is not None:
                return found
        return None

    def anywhere(self, external_id: str) -> tuple[Table, UUID] | None:
        """The row of any table that has this identifier."""
        for table in Table:
            if (record := self.records.get((table, external_id))) is not None:
                return table, record.pk
        for table in Table:
            if (found := self.find(table, external_id)) is not None:
                return table, found
        return None
