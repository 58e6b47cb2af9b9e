"""One disagreement: what it is about, both values, and the choice with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from app.sync.allergy_lists import ENTITY as ALLERGY
from app.sync.conflicts import REFERRALS, Conflict, ConflictKind
from app.sync.deciding import Choice
from ui.conflicts.compare import Compare
from ui.conflicts.lines import Read, lines_of, names_of, title_of
from ui.shell.context import UiContext
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.widgets.badges import Badge
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, PrimaryButton, QuietButton
from ui.widgets.cards import Card
from ui.widgets.confirm_sheet import ask
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.reason_input import ReasonInput

_OFFERED: Final = ("asked_her", "document", "team", "typing")
_LONGEST_VALUE: Final = 60


@dataclass(frozen=True)
class Decision:
    """What somebody chose; `what`: the title of what it is about; `of_list`: two lists were put beside each other."""

    event_id: str
    choice: Choice
    reason: str
    what: str
    of_list: bool = False


class ConflictCard(Card):
    """`decided` carries a Decision once it was confirmed; `opened` says that somebody chooses here now."""

    decided = Signal(object)
    opened = Signal()

    def __init__(self, context: UiContext, one: Conflict, read: Read) -> None:
        super().__init__()
        self._context = context
        self.conflict = one
        self.title = title_of(one.kind, one.entity, names_of(one))
        self.lines = lines_of(one, read)
        self.choice: Choice | None = None
        self.choices: dict[Choice, Button] = {}
        self.setAccessibleName(self.title)
        self.banner = Banner()
        self._add_head()
        self.compare = Compare(self.lines, one.stands, one.other, read.values.zone, self.title)
        self.body.addWidget(self.compare)
        self.reason = ReasonInput([tr(f"conflicts.reason_{code}") for code in _OFFERED])
        self.field = Field(tr("conflicts.reason"), self.reason, required=True)
        self.decide_button = PrimaryButton(tr("conflicts.decide"), on_press=self.ask)
        self._form = QWidget()
        if self._may_decide():
            self._add_choices()
        self._add_foot()
        self.body.addWidget(self.banner)

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins in this card."""
        return next(iter(self.choices.values()), None)

    def choose(self, choice: Choice) -> None:
        """This side is to stay; why is asked below."""
        self.choice = choice
        for one, button in self.choices.items():
            button.setChecked(one is choice)
        self._form.show()
        self.opened.emit()
        self.reason.setFocus()

    def fold(self) -> None:
        """Somebody chooses elsewhere: nothing stays chosen here."""
        self.choice = None
        for button in self.choices.values():
            button.setChecked(False)
        self._form.hide()

    def ask(self) -> None:
        """Ask once more with what will stay, unless the reason is missing."""
        reason, choice = self.reason.value(), self.choice
        self.banner.hide()
        self.field.set_error(None if reason else tr("conflicts.reason_missing"))
        if not reason or choice is None:
            self.field.setFocus()
            return
        decision = Decision(self.conflict.event_id, choice, reason, self.title, self.conflict.entity == ALLERGY)
        about = tr("conflicts.ask_about", what=self.title, value=self._value(choice))
        verb = self.choices[choice].text()
        asked = f"{choice.value}_list" if decision.of_list else choice.value
        ask(self, tr(f"conflicts.ask_{asked}"), verb, lambda: self.decided.emit(decision), explanation=about)

    def fail(self, title: str, words: str) -> None:
        """Say why it was not decided; what was chosen and written stays."""
        self.banner.show_message("error", title, words)

    def _may_decide(self) -> bool:
        account = self.conflict.entity != "account" or self._context.may(Action.AUTHORISE_ACCOUNT)
        return self._context.may(Action.DECIDE_CONFLICT) and account and self.conflict.settled

    def _value(self, choice: Choice) -> str:
        """What will stay, in one line."""
        said = [
            one.stands if choice is Choice.STANDS else one.other for one in self.lines if one.differs and not one.minor
        ]
        words = " · ".join((one or tr("conflicts.empty_value")).replace("\n", ", ") for one in said)
        return words if len(words) <= _LONGEST_VALUE else f"{words[:_LONGEST_VALUE].rstrip()}…"

    def _add_head(self) -> None:
        head = row(gap=3)
        head.addWidget(Text(self.title, "heading", wrap=True), 1)
        if self.conflict.serious:
            badge = Badge(tr("conflicts.serious"), "warn", "triangle")
            badge.setToolTip(tr("conflicts.serious_hint"))
            head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=0)
        words.addLayout(head)
        for one in self._explanations():
            words.addWidget(Text(one, "muted", wrap=True))
        self.body.addLayout(words)

    def _explanations(self) -> list[str]:
        one, found = self.conflict, []
        if one.kind in (ConflictKind.PREGNANCY, ConflictKind.MERGE):
            found.append(tr(f"conflicts.explain_{one.kind.value}"))
        elif one.entity == "dating_choice":
            found.append(tr("conflicts.explain_dating"))
        elif one.entity in REFERRALS:
            found.append(tr("conflicts.explain_referral"))
        elif one.entity == ALLERGY:
            found.append(tr("conflicts.explain_allergy"))
        elif one.kind is ConflictKind.FACT:
            found.append(tr("conflicts.explain_fact"))
        elif one.serious:
            found.append(tr("conflicts.explain_identity"))
        if len(one.event_ids) > 1:
            found.append(tr("conflicts.several", count=len(one.event_ids)))
        return found

    def _add_choices(self) -> None:
        wanted = (Choice.STANDS,) if self.conflict.only_stands else tuple(Choice)
        words = {Choice.STANDS: ("keep", "keep_spoken"), Choice.OTHER: ("use", "use_spoken")}
        if self.conflict.entity == ALLERGY:
            words = {Choice.STANDS: ("keep_list", "keep_list_spoken"), Choice.OTHER: ("join", "join_spoken")}
        for choice in wanted:
            button = Button(tr(f"conflicts.{words[choice][0]}"), "chip", on_press=self._choosing(choice))
            button.setCheckable(True)
            give_role(button, "choice")
            button.setAccessibleName(tr(f"conflicts.{words[choice][1]}", what=self.title))
            self.choices[choice] = button
        self.compare.add_below(self.choices[Choice.STANDS], self.choices.get(Choice.OTHER))
        body = column(self._form, gap=3)
        body.addWidget(self.field)
        line = row(gap=2)
        line.addWidget(self.decide_button)
        line.addStretch(1)
        body.addLayout(line)
        self.body.addWidget(self._form)
        self._form.hide()

    def _choosing(self, choice: Choice) -> Callable[[], None]:
        return lambda: self.choose(choice)

    def _add_foot(self) -> None:
        """What stands in the way of deciding here, and where to go instead."""
        one, may = self.conflict, self._context.may
        go: tuple[str, str, str | None] | None = None
        if not one.settled:
            go = (tr("conflicts.to_network"), "network", None) if may(Action.SYNCHRONISE) else None
            self._say(tr("conflicts.not_settled"), go)
        elif one.entity == "account" and not may(Action.AUTHORISE_ACCOUNT):
            self._say(tr("conflicts.who_decides_account"), None)
        elif not may(Action.DECIDE_CONFLICT):
            self._say(tr("conflicts.who_decides"), None)
        elif one.kind is ConflictKind.MERGE:
            go = (tr("conflicts.to_duplicates"), "administration", "duplicates") if may(Action.MERGE_PEOPLE) else None
            self._say(tr("conflicts.only_stands_merge"), go)
        elif one.only_stands and one.entity == ALLERGY:
            self._say(tr("conflicts.only_stands_allergy"), None)
        elif one.only_stands:
            self._say(tr("conflicts.only_stands_referral"), (tr("conflicts.to_pregnancy"), "pregnancy", self._woman()))

    def _woman(self) -> str | None:
        return self.conflict.pregnancy_id or self.conflict.person_id

    def _say(self, words: str, go: tuple[str, str, str | None] | None) -> None:
        line = row(gap=3)
        line.addWidget(Text(words, "muted", wrap=True), 1)
        if go is not None:
            caption, place, subject = go
            line.addWidget(QuietButton(caption, on_press=lambda: self._context.navigate(place, subject)))
        self.body.addLayout(line)
