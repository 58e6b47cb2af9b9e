"""People of a preview in a list: of ten thousand only the lines on the screen are made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ui.texts import tr
from ui.widgets.table import Column, Table, TableModel


@dataclass(frozen=True)
class Line:
    """Somebody who gets a message, or does not."""

    name: str
    day: str = ""
    hour: str = ""
    channel: str = ""
    why: str = ""


ReadLines = Callable[[Sequence[int]], Sequence[Line]]
_WORDS: dict[str, Callable[[Line], str]] = {
    "name": lambda one: one.name,
    "day": lambda one: one.day,
    "hour": lambda one: one.hour,
    "channel": lambda one: one.channel,
    "why": lambda one: one.why,
    "reason": lambda one: one.why,
}


class PeopleList(Table):
    """`keys`: which columns, of `_WORDS`. Lines are made by their number when they are drawn."""

    def __init__(self, name: str, keys: Sequence[str]) -> None:
        columns = [Column[Line](tr(f"campaigns_page.who_{key}"), _WORDS[key], stretch=key == "name") for key in keys]
        self._make: ReadLines = lambda numbers: [Line("")] * len(numbers)
        self.lines: TableModel[Line] = TableModel(columns, lambda ids: self._make([int(one) for one in ids]))
        super().__init__(self.lines, name=name)
        self.lines.setParent(self)
        # The width of a column must not need every line: the first screenful is enough.
        self.horizontalHeader().setResizeContentsPrecision(0)

    def fill(self, count: int, make: ReadLines) -> None:
        """Show so many."""
        self._make = make
        self.lines.show_ids([str(number) for number in range(count)])
