"""How the pregnancy ended: the day, and what is known of a birth, a loss or a transfer."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind
from ui.administration.inline_form import InlineForm
from ui.pregnancy.outcome.newborn import NewbornFields
from ui.texts import tr
from ui.widgets.buttons import QuietButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.layouts import column
from ui.widgets.text_fields import LongTextField, TextField

_WAYS = ("vaginal", "caesarean", "forceps")
_MOST_NEWBORNS = 4
_SOMEWHERE = frozenset({OutcomeKind.BIRTH, OutcomeKind.LOSS, OutcomeKind.TRANSFER})


class OutcomeForm(InlineForm):
    """`done(NewOutcome)` takes what was typed; what is known of a birth is kept in words."""

    def __init__(self, today: date, done: Callable[[NewOutcome], object], on_cancel: Callable[[], object]) -> None:
        super().__init__(
            tr("outcome.save"),
            self._hand_in,
            on_cancel=on_cancel,
            where={
                "prenatal.date_in_future": "day",
                "prenatal.before_pregnancy": "day",
                "prenatal.reason_missing": "details",
            },
        )
        self._done = done
        self.kind = ChoiceChips([(one, tr(f"prenatal.outcome_{one.value}")) for one in OutcomeKind], optional=False)
        self.day = DateField(today=today, latest=today)
        self.day.setObjectName("outcome_day")
        self.way = ChoiceChips([(one, tr(f"outcome.way_{one}")) for one in _WAYS])
        self.place = TextField(width="field_long")
        self.details = LongTextField()
        self.newborns: list[NewbornFields] = []
        self.another = QuietButton(tr("outcome.another_newborn"), icon_name="plus", on_press=self.add_newborn)
        self._birth = QWidget()
        self._build()

    def add_newborn(self) -> None:
        """One more child."""
        one = NewbornFields(len(self.newborns) + 1)
        self.newborns.append(one)
        self._children.addWidget(one)
        self.another.setVisible(len(self.newborns) < _MOST_NEWBORNS)

    def choose(self, kind: OutcomeKind) -> None:
        """Choose what happened."""
        self.kind.set_value(kind)
        self._arrange()

    def words(self) -> str:
        """What is kept besides kind and day."""
        parts = []
        if self.kind.value() is OutcomeKind.BIRTH:
            parts += [tr(f"outcome.way_{self.way.value()}")] if self.way.value() else []
        if self.place.value() and self.kind.value() in _SOMEWHERE:
            parts.append(self.place.value())
        if self.kind.value() is OutcomeKind.BIRTH:
            parts += [words for one in self.newborns if (words := one.words())]
        if self.details.value():
            parts.append(self.details.value())
        return "; ".join(parts)

    def _build(self) -> None:
        self.add("kind", Field(tr("outcome.kind"), self.kind, required=True))
        self.add("day", Field(tr("outcome.day"), self.day, required=True))
        birth = column(self._birth, gap=4)
        self.fields["way"] = Field(tr("outcome.way"), self.way)
        birth.addWidget(self.fields["way"])
        self._children = column(gap=3)
        birth.addLayout(self._children)
        birth.addWidget(self.another, 0, Qt.AlignmentFlag.AlignLeft)
        self.add("place", Field(tr("outcome.place"), self.place))
        self.body.addWidget(self._birth)
        self.add("details", Field(tr("outcome.details"), self.details))
        self.add_newborn()
        self.kind.changed.connect(lambda _value: self._arrange())
        self._arrange()

    def _arrange(self) -> None:
        kind = self.kind.value()
        self._birth.setVisible(kind is OutcomeKind.BIRTH)
        self.fields["place"].setVisible(kind in _SOMEWHERE)
        key = "outcome.place_to" if kind is OutcomeKind.TRANSFER else "outcome.place"
        self.fields["place"].label.setText(tr(key))
        self.place.setAccessibleName(tr(key))

    def _hand_in(self) -> None:
        kind, day = self.kind.value(), self.day.day()
        wrong: list[Field] = []
        for name, problem in (
            ("kind", None if kind else tr("outcome.kind_missing")),
            ("day", self.day.problem() or (None if day else tr("common.expected_text"))),
        ):
            self.fields[name].set_error(problem)
            wrong += [self.fields[name]] if problem else []
        if kind is OutcomeKind.BIRTH:
            wrong += [field for one in self.newborns if (field := one.check()) is not None]
        if wrong:
            wrong[0].setFocus()
            return
        assert isinstance(kind, OutcomeKind)
        assert day is not None
        self._done(NewOutcome(kind, day, self.words()))
