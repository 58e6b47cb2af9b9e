"""Who is on duty now, post by post, and what will be missing in the next two days."""

from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from app.router.duty.model import Duty, Post
from app.router.duty.shifts import shift_at
from ui.duty.reading import Rota
from ui.duty.words import label_words
from ui.texts import tr
from ui.texts.formats import show_hour
from ui.theme import current_theme
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import column

_MOST: Final = 3


class NowStrip(Card):
    """One column for each post; a post with nobody says so."""

    def __init__(self) -> None:
        super().__init__(margin=3, gap=2)
        self.heading = Text("", "strong")
        self.body.addWidget(self.heading)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(current_theme().gap(6))
        self.body.addWidget(self._holder)

    def show_rota(self, rota: Rota) -> None:
        """Show who is on duty at the moment of reading."""
        found = shift_at(rota.shifts, rota.now, rota.zone)
        if found is None:
            self.heading.setText(tr("duty.now_between"))
        else:
            shift, _, until = found
            self.heading.setText(tr("duty.now", shift=label_words(shift.label), until=show_hour(until, rota.zone)))
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, post in enumerate(rota.posts):
            here = [one for one in rota.duties if one.post is post and one.holds(rota.now)]
            self._grid.addWidget(_post(post, here, rota), 0, number)
            self._grid.setColumnStretch(number, 1)


def _post(post: Post, here: list[Duty], rota: Rota) -> QWidget:
    part = QWidget()
    layout = column(part, gap=0)
    name = tr(f"router.post_{post.value}")
    layout.addWidget(Text(name, "label"))
    if not here:
        words = Text(f"▲ {tr('duty.nobody')}", "error", wrap=True)
    else:
        names = rota.names
        said = [names.get(one.user, tr("duty.somebody")) + _group(one) for one in here]
        more = [tr("duty.more_people", count=len(said) - _MOST)] if len(said) > _MOST else []
        words = Text("\n".join([*said[:_MOST], *more]), "body", wrap=True)
        words.setToolTip("\n".join(said))
    words.setAccessibleName(f"{name}: {words.text()}")
    layout.addWidget(words)
    layout.addStretch(1)
    return part


def _group(duty: Duty) -> str:
    return f" ({duty.group.value.upper()})" if duty.group is not None else ""
