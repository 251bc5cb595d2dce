"""What happens in the county, in the order in which it happens: each entry acts at its own moment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from harambee.kernel import clock


@dataclass(order=True)
class Entry:
    """Something that somebody does at a moment; entries of one moment keep the order of writing."""

    moment: datetime
    number: int
    act: Callable[[], object] = field(compare=False)


@dataclass
class Diary:
    """Entries up to `end`, which is now; what would come later has not happened yet."""

    end: datetime
    entries: list[Entry] = field(default_factory=list)

    def note(self, moment: datetime, act: Callable[[], object]) -> None:
        """Have `act` happen at `moment`, unless that lies ahead."""
        if moment <= self.end:
            self.entries.append(Entry(moment, len(self.entries), act))

    def live(self, after_each: Callable[[], None]) -> None:
        """Let everything happen, the earliest first."""
        for entry in sorted(self.entries):
            with clock.at(entry.moment):
                entry.act()
            after_each()
