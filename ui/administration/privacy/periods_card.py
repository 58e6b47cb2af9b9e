"""How long each kind of data stays, on what ground, who changed it; and the form that changes it."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.privacy.due import Due
from app.privacy.periods import Act
from app.privacy.retention import RetentionRun
from app.privacy.terms import Term
from app.security.roles import Action
from ui.administration.inline_form import InlineForm
from ui.administration.privacy.period_words import (
    change_words,
    count_words,
    label_of,
    last_words,
    source_words,
    time_words,
    why_words,
)
from ui.start.wizard.decided import SetByAdministration
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.widgets import confirm_sheet
from ui.widgets.buttons import QuietButton
from ui.widgets.cards import Card
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row
from ui.widgets.number_field import NumberField
from ui.widgets.text_fields import TextField

if TYPE_CHECKING:
    from ui.administration.privacy.section import PrivacySection

_SHOWN = 3
"""Changes of one kind that are told at once; the audit trail has all."""


class PeriodsCard(Card):
    """One part for each kind of data; `forms`: those that are open, by kind."""

    def __init__(self, section: "PrivacySection", terms: tuple[Term, ...], runs: tuple[RetentionRun, ...]) -> None:
        super().__init__(margin=5, gap=3)
        self._section = section
        self.change_buttons: dict[str, QuietButton] = {}
        self.forms: dict[str, PeriodForm] = {}
        self._room = QuietButton(tr("retention.change"), icon_name="pencil").sizeHint().width()
        self.body.addWidget(Text(tr("privacy.periods_title"), "heading"))
        for number, one in enumerate(terms):
            if number:
                self.body.addWidget(hairline())
            self.body.addWidget(self._part(one, runs))

    def _part(self, term: Term, runs: tuple[RetentionRun, ...]) -> QWidget:
        period, part = term.period, QWidget()
        body = column(part, gap=2)
        line = row(gap=4)
        words = column(gap=0)
        words.addWidget(Text(label_of(period), wrap=True))
        words.addWidget(Text(why_words(period), "small", wrap=True))
        words.addWidget(Text(source_words(period), "small", wrap=True))
        line.addLayout(words, 6)
        line.addWidget(Text(time_words(term), "strong", wrap=True), 2, Qt.AlignmentFlag.AlignTop)
        acts = column(gap=0)
        acts.addWidget(Text(tr(f"privacy.act_{period.act.value}"), wrap=True))
        if last := last_words(period, runs):
            acts.addWidget(Text(tr("retention.last_night", words=last), "small", wrap=True))
        acts.addStretch(1)
        line.addLayout(acts, 3)
        may = self._section.context.may(Action.MANAGE_RETENTION)
        if period.bounds is not None and may and not term.fixed:
            line.addWidget(self._change_button(body, term), 0, Qt.AlignmentFlag.AlignTop)
        elif may:
            # So that figures stand below each other whether or not they can be changed.
            room = QWidget()
            room.setFixedWidth(self._room)
            line.addWidget(room)
        body.addLayout(line)
        if term.fixed:
            body.addWidget(SetByAdministration(tr("retention.fixed")))
        zone = self._section.context.station.profile.time_zone
        for change in term.changes[:_SHOWN]:
            body.addWidget(Text(change_words(change, period.unit, zone), "small", wrap=True))
        return part

    def _change_button(self, body: QVBoxLayout, term: Term) -> QuietButton:
        """The button gives way to the form, and comes back with *Cancel*."""
        button = QuietButton(tr("retention.change"), icon_name="pencil")
        button.setAccessibleName(tr("retention.change_of", name=label_of(term.period)))
        self.change_buttons[term.period.code] = button

        def close() -> None:
            form = self.forms.pop(term.period.code)
            form.hide()
            form.deleteLater()
            button.show()
            button.setFocus()

        def begin() -> None:
            button.hide()
            form = PeriodForm(self._section, term, close)
            self.forms[term.period.code] = form
            body.addWidget(form)
            form.number.setFocus()

        button.clicked.connect(begin)
        return button


class PeriodForm(InlineForm):
    """Another period for one kind, and why. A shorter one says first what would go."""

    def __init__(self, section: "PrivacySection", term: Term, on_cancel: Callable[[], object]) -> None:
        assert term.period.bounds is not None and term.count is not None, "offered for those alone that can be set"
        where = {"privacy.period": "count", "privacy.reason": "reason", "privacy.no_reason": "reason"}
        super().__init__(tr("retention.save"), self._look, on_cancel=on_cancel, minor=True, where=where)
        self._section, self._term, self._now = section, term, term.count
        unit, least, most = term.period.unit, term.period.bounds.least, term.period.bounds.most
        self.number = NumberField(unit=tr(f"retention.unit_{unit.value}"), minimum=least, maximum=most)
        self.number.set_value(term.count)
        between = tr("retention.between", least=show_number(least), most=count_words(unit, most))
        self.add("count", Field(tr("retention.new_period"), self.number, hint=between, required=True))
        self.reason = TextField()
        self.add("reason", Field(tr("retention.reason"), self.reason, required=True))

    def _look(self) -> None:
        """Refuse what is not meant; ask what would go where the time becomes shorter."""
        number = self.number.value()
        wrong = self.number.problem() or (None if number is not None else tr("common.expected_text"))
        if wrong is not None:
            self.fields["count"].set_error(wrong)
            self.fields["count"].setFocus()
            return
        if not self.require_filled("reason"):
            return
        count = int(number or Decimal(0))
        self.wait()
        if count >= self._now or self._term.period.act is not Act.REMOVE:
            self._save(count)
            return
        privacy, session = self._section.context.station.privacy, self._section.context.session
        call = partial(privacy.retention.due_with, session, self._term.period.code, count)
        self._section.does(call, partial(self._ask, count), self.fail)

    def _ask(self, count: int, due: Due) -> None:
        if not due.count:
            self._save(count)
            return
        self.settle()
        question = tr("retention.sure_title", count=count_words(self._term.period.unit, count))
        about = tr_count("retention.sure_about", due.count, name=label_of(self._term.period))
        sure = partial(self._save, count)
        confirm_sheet.ask(self, question, tr("retention.save"), sure, explanation=about, danger=True)

    def _save(self, count: int) -> None:
        self.wait()
        terms, session = self._section.context.station.privacy.terms, self._section.context.session
        call = partial(terms.change, session, self._term.period.code, count, self.reason.value())
        self._section.does(call, self._saved, self.fail)

    def _saved(self, term: Term) -> None:
        self._section.refresh()
        self._section.show_done(tr("retention.saved", count=time_words(term)), label_of(term.period))
