"""What everybody in a waiting room may read of a name: never a whole one, never a document."""

from collections import Counter
from collections.abc import Sequence

from app.kernel.names import LINKING_WORDS
from ui.board.row_view import RowView
from ui.widgets.names import short_name


def public_name(name: str, style: str) -> str:
    """`Maria S. S.`, `Maria` or `M. S. S.`, as the profile says (`app.settings.WALL_NAMES`)."""
    words = [word for word in name.split() if word.lower() not in LINKING_WORDS]
    first, others = short_name(name), [f"{word[0].upper()}." for word in words[1:] if word[0].isalpha()]
    if style == "first_name":
        return first
    if style == "initials":
        return " ".join([f"{first[0].upper()}.", *others])
    return " ".join([first, *others])


def public_names(rows: Sequence[RowView], style: str, came_at: dict[str, str]) -> dict[str, str]:
    """Arrival → name; of two who would read the same, each has the hour at which she came (`came_at`) behind it."""
    names = {row.arrival_id: public_name(row.name, style) for row in rows}
    seen = Counter(names.values())
    return {one: f"{name} · {came_at[one]}" if seen[name] > 1 else name for one, name in names.items()}
