"""The lines of the board."""

from ui.board.looks import colour_look
from ui.board.row_view import RowView
from ui.pregnancy.words import ages_spoken
from ui.widgets.kept_rows import ROW, KeptRows

__all__ = ["ROW", "BoardModel"]


class BoardModel(KeptRows[RowView]):
    """Rows are known by the identifier of their arrival."""

    def key(self, row: RowView) -> str:
        return row.arrival_id

    def name(self, row: RowView) -> str:
        return row.name

    def spoken(self, row: RowView) -> str:
        parts = (colour_look(row.colour)[0], row.name, row.about, row.reason, row.standing, row.hint, row.waited)
        return ages_spoken(", ".join(part for part in parts if part))
