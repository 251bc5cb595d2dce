"""What an import has to say: what was read and kept, and everything that is not as it should be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from harambee.kernel.errors import Text


class ProblemKind(StrEnum):
    """What a problem is about."""

    FILE = "file"  # a file, or a row, of which nothing could be kept
    DANGLING = "dangling"  # a reference that the standard declares leads nowhere
    VALUE = "value"  # a value cannot be right; kept as given
    NOTE = "note"  # good to know


@dataclass(frozen=True)
class Problem:
    """One finding. `row` counts as a spreadsheet does (the heading is row 1) or is a path in a JSON file."""

    file: str
    row: str
    field: str
    value: str
    message: Text
    kind: ProblemKind = ProblemKind.VALUE


@dataclass(frozen=True)
class FileRead:
    """One file: what it was taken for and how many rows it held (rows inside others included)."""

    file: str
    holds: Text
    rows: int


@dataclass
class Counts:
    """What became of one table's rows. A row that stands in several places is one row."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def saved(self) -> int:
        """How many of the rows are in the directory now: all of them."""
        return self.added + self.changed + self.unchanged


@dataclass
class ImportReport:
    """The outcome of an import; `problems` in the order of files and rows."""

    files: list[FileRead] = field(default_factory=list)
    tables: dict[str, Counts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of_kind(self, *kinds: ProblemKind) -> list[Problem]:
        """The problems of these kinds."""
        return [one for one in self.problems if one.kind in kinds]

    @property
    def dangling(self) -> list[Problem]:
        """References declared by the standard that lead to nothing known."""
        return self.of_kind(ProblemKind.DANGLING)

    @property
    def added(self) -> int:
        """How many rows are new."""
        return sum(one.added for one in self.tables.values())

    @property
    def changed(self) -> int:
        """How many rows were known and differ now."""
        return sum(one.changed for one in self.tables.values())

    @property
    def read(self) -> int:
        """How many different rows were read."""
        return sum(one.read for one in self.tables.values())

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems."""
        self.problems.extend(problems)
