"""The likely pairs: who, who else, and what is equal, alike or different, in words."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.clinic.people.merges import PairPage
from app.clinic.people.model import PersonHit, Strength
from app.clinic.people.pairs import LikelyPair, PairCursor
from ui.reception.hits import identity_line, origin_line
from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, hairline, row

_DIFFERENCES = ("full_name", "birth_date", "mother_name", "cpf", "cns")


class PairsList(QWidget):
    """`compared` carries the LikelyPair, `more_wanted` the PairCursor of the following ones."""

    compared = Signal(object)
    more_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        content = QWidget()
        self._lines = column(content, gap=3, margin=3, sides=0)
        column(self, gap=0).addWidget(Scroll(content, width="column"))
        self._pairs: list[LikelyPair] = []
        self._next: PairCursor | None = None

    def show_page(self, page: PairPage, *, anew: bool) -> None:
        """Show these pairs, alone or after those before."""
        self._pairs = [*([] if anew else self._pairs), *page.pairs]
        self._next = page.next
        clear(self._lines)
        for one in self._pairs:
            self._lines.addWidget(self._line(one))
        if self._next is not None:
            more = SecondaryButton(tr("duplicates.more"), on_press=lambda: self.more_wanted.emit(self._next))
            self._lines.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self._lines.addStretch(1)

    @property
    def pairs(self) -> Sequence[LikelyPair]:
        """What is shown."""
        return tuple(self._pairs)

    def _line(self, pair: LikelyPair) -> QWidget:
        line = QWidget()
        body = column(line, gap=2)
        both = row(gap=6)
        for one in (pair.first, pair.second):
            _add_person(both, one)
        button = SecondaryButton(tr("duplicates.compare"), on_press=partial(self.compared.emit, pair))
        names = tr("duplicates.both", one=pair.first.shown_name, other=pair.second.shown_name)
        button.setAccessibleName(f"{tr('duplicates.compare')}: {names}")
        both.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        body.addLayout(both)
        body.addWidget(Text(evidence_words(pair), "accent", wrap=True))
        differing = differences_words(pair.first, pair.second)
        if differing:
            body.addWidget(Text(differing, "small", wrap=True))
        body.addWidget(hairline())
        return line


def _add_person(both: QBoxLayout, one: PersonHit) -> None:
    words = column(gap=0)
    words.addWidget(Text(one.shown_name, "strong", wrap=True))
    words.addWidget(Text(identity_line(one), "small", wrap=True))
    words.addWidget(Text(origin_line(one), "small", wrap=True))
    both.addLayout(words, 1)


def evidence_words(pair: LikelyPair) -> str:
    """How sure, and why: `Muito provável: mesmo nome, mesma mãe`."""
    evidence = ", ".join(tr(f"people.evidence_{code}") for code in pair.evidence)
    sure = {Strength.SAME: "same", Strength.STRONG: "strong", Strength.POSSIBLE: "possible"}[pair.strength]
    return f"{tr(f'duplicates.sure_{sure}')}: {evidence}"


def differences_words(one: PersonHit, other: PersonHit) -> str:
    """Which fields say different things, empty where none do; what one of them lacks is no difference."""
    fields = [name for name in _DIFFERENCES if _differs(getattr(one, name), getattr(other, name))]
    if not fields:
        return ""
    names = ", ".join(tr(f"duplicates.field_{name}") for name in fields)
    return tr("duplicates.different", fields=names)


def _differs(one: object, other: object) -> bool:
    return bool(one) and bool(other) and one != other
