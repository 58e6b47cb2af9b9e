"""Which of two wordings is read more, with the doubt that so many messages leave, and an honest verdict."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.reminders.figures import Comparison, VariantFigures, Verdict
from app.reminders.template_service import TemplateVersion
from ui.reminders.overview.interval_bar import IntervalBar
from ui.texts import chosen_language, tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.cards import Card
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column


class ComparisonCard(Card):
    """Hidden where no text has two wordings. `wanted(template_id)` asks for the figures."""

    def __init__(self, wanted: Callable[[str], object]) -> None:
        super().__init__(margin=4, gap=3)
        self._texts: tuple[TemplateVersion, ...] = ()
        self.shown: Comparison | None = None
        self._about: tuple[Comparison, object] | None = None
        self._wanted = wanted
        self.body.addWidget(Text(tr("overview_page.compare"), "heading"))
        self.which = Dropdown([])
        self.which.setMaximumWidth(current_theme().px("field_long"))
        self.body.addWidget(Field(tr("overview_page.compare_text"), self.which))
        self.verdict = Text("", "strong", wrap=True)
        self.body.addWidget(self.verdict)
        self.apart = Text("", wrap=True)
        self.body.addWidget(self.apart)
        self._rows = column(gap=2)
        self.body.addLayout(self._rows)
        self.body.addWidget(Text(tr("overview_page.compare_about"), "small", wrap=True))
        self.which.changed.connect(lambda _value: self._ask())
        self.hide()

    def offer(self, texts: Sequence[TemplateVersion]) -> None:
        """The texts that have two wordings; what was chosen stays chosen."""
        found = tuple(one for one in texts if len(one.content.variants) == 2)
        if [one.id for one in found] == [one.id for one in self._texts]:
            self._ask()
            return
        before = self.which.value()
        self._texts = found
        self.which.blockSignals(True)
        self.which.set_options([(one.template_id, one.name) for one in found])
        if any(one.template_id == before for one in found):
            self.which.set_value(before)
        self.which.blockSignals(False)
        self.setVisible(bool(found))
        self._ask()

    def show_comparison(self, one: Comparison) -> None:
        """What came of both."""
        about = (one, self.which.value())
        if about == self._about:
            return
        self._about, self.shown = about, one
        self.verdict.setText(tr(f"reminders.verdict_{one.verdict.value}"))
        self.apart.setText(_apart_words(one))
        self.apart.setVisible(bool(self.apart.text()))
        clear(self._rows)
        if one.variants:
            self._rows.addWidget(_table(one.variants))
        for words in self._wordings():
            self._rows.addWidget(Text(words, "small", wrap=True))

    def _wordings(self) -> list[str]:
        """How each of them reads, so that nobody need remember which was which."""
        chosen = next((one for one in self._texts if one.template_id == self.which.value()), None)
        if chosen is None:
            return []
        variants = chosen.content.variants
        return [f"{one.code}: {one.wording(chosen_language()).body.source}" for one in variants]

    def _ask(self) -> None:
        value = self.which.value()
        if value is not None:
            self._wanted(str(value))


def _table(variants: Sequence[VariantFigures]) -> QWidget:
    """A wording in a line; with very large text, which leaves no room for so many columns, in a column."""
    holder = QWidget()
    grid = QGridLayout(holder)
    theme = current_theme()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.gap(5))
    grid.setVerticalSpacing(theme.gap(2))
    heads = ("wording", "sent", "read_share", "", "replied", "withdrew")

    def put(part: QWidget, line: int, number: int) -> None:
        place = (number, line) if theme.is_large else (line, number)
        grid.addWidget(part, *place, Qt.AlignmentFlag.AlignVCenter)

    for number, head in enumerate(heads):
        put(Text(tr(f"overview_page.{head}") if head else "", "label"), 0, number)
    for line, one in enumerate(variants, start=1):
        said = share_words(one)
        cells = (one.code, show_number(one.sent), said, None, show_number(one.replied), show_number(one.withdrew))
        for number, words in enumerate(cells):
            bar = IntervalBar(one.share_read, said) if words is None else None
            put(bar or Text(words or "", "strong" if number in (0, 2) else "body"), line, number)
    grid.setColumnStretch(len(variants) if theme.is_large else heads.index(""), 1)
    return holder


def share_words(one: VariantFigures) -> str:
    """The share, and between what it may lie."""
    share = one.share_read
    return tr("overview_page.share", share=_percent(share.share), low=_percent(share.low), high=_percent(share.high))


def _apart_words(one: Comparison) -> str:
    if one.apart is None or one.verdict is not Verdict.DIFFERENCE or len(one.variants) != 2:
        return ""
    first, second = one.variants
    more, less = (first, second) if one.apart.share > 0 else (second, first)
    bounds = sorted(abs(100 * edge) for edge in (one.apart.low, one.apart.high))
    low, high = (show_number(round(edge)) for edge in bounds)
    return tr("overview_page.apart", more=more.code, less=less.code, low=low, high=high)


def _percent(share: float) -> str:
    return show_number(round(100 * share))
