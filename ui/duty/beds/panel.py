"""One bed beside the list: whose it is, handing it over, its group, and which doctor is what to whoever lies there."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from app.router.duty.model import GapKind, Group
from app.security.roles import Action
from ui.administration.inline_form import InlineForm
from ui.administration.tab_order import in_reading_order
from ui.duty.beds.doctors import Doctors
from ui.duty.beds.words import BedLine, offer_words
from ui.duty.host import HoldersHost
from ui.duty.reading import Held
from ui.texts import tr
from ui.ward.beds.words import who_words
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.cards import Section
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column

_WHERE: Final = {"router_duty.": "taker"}
_NO_GROUP: Final = "none"


class BedPanel(QWidget):
    """What may be done stands as verbs; what waits for somebody else is said."""

    def __init__(self, host: HoldersHost, state: Held, line: BedLine) -> None:
        super().__init__()
        self._host, self._state, self.line = host, state, line
        self._duty, self._session = host.context.station.duty, host.context.session
        layout = column(self, gap=4)
        head = Text(line.holder or f"▲ {tr('router.gap_nobody')}", "title" if line.holder else "error", wrap=True)
        layout.addWidget(head)
        if line.held is not None:
            layout.addWidget(Text(self._since(), "muted", wrap=True))
        if line.gap is GapKind.OFF_DUTY:
            layout.addWidget(Text(tr("duty_beds.off_duty_next"), "error", wrap=True))
        if line.offer is not None:
            layout.addWidget(Text(offer_words(line, state), "strong", wrap=True))
        self.acts = QWidget()
        flow = FlowLayout(self.acts, gap=2)
        for button in self._verbs():
            flow.addWidget(button)
        layout.addWidget(self.acts)
        self.form = self._offer_form()
        if self.form is not None:
            layout.addWidget(self.form)
        self.group = self._group_chips()
        section = Section(tr("duty_beds.group"), tr("duty_beds.group_about"), ruled=True)
        section.body.addWidget(self.group or Text(line.group or tr("duty_beds.no_group")))
        layout.addWidget(section)
        self.doctors = Doctors(host, state, line.bed) if line.bed.occupant is not None else None
        if line.bed.occupant is not None and self.doctors is not None:
            about = tr("duty_beds.doctors_about", name=who_words(line.bed.occupant))
            doctors = Section(tr("duty_beds.doctors"), about, ruled=True)
            doctors.body.addWidget(self.doctors)
            layout.addWidget(doctors)
        layout.addStretch(1)

    def begin(self) -> None:
        """The keyboard at the first verb."""
        parts: list[QWidget] = [self.acts, *_parts(self.form), *([self.group] if self.group is not None else [])]
        if self.doctors is not None:
            parts += [self.doctors.lines, *_parts(self.doctors.form)]
        in_reading_order(parts)
        buttons = self.acts.findChildren(Button)
        target = buttons[0] if buttons else self.form or self.group
        if target is not None:
            target.setFocus()

    def _since(self) -> str:
        held = self.line.held
        if held is None or not held.giver:
            return tr("duty_beds.since", at=self.line.since)
        giver = self._state.names.get(held.giver, tr("duty.somebody"))
        return tr("duty_beds.since_from", at=self.line.since, name=giver)

    def _verbs(self) -> list[Button]:
        line, bed = self.line, self.line.bed
        if not self._host.context.may(Action.ANSWER_ALARMS):
            return []
        verbs: list[Button] = []
        if line.held is None:
            verbs.append(self._verb("take", lambda: self._duty.take_free(self._session, bed.bed), first=True))
        elif line.waits_for_me and line.offer is not None:
            key = "receive" if line.me == line.offer.taker else "hand"
            verbs.append(self._verb(key, lambda: self._duty.confirm(self._session, bed.bed), first=True))
            verbs.append(self._verb("refuse", lambda: self._duty.call_off(self._session, bed.bed)))
        elif line.offer is not None and line.me in (line.offer.giver, line.offer.taker):
            verbs.append(self._verb("call_off", lambda: self._duty.call_off(self._session, bed.bed)))
        elif not line.is_mine and line.offer is None:
            verbs.append(self._verb("ask", lambda: self._duty.offer(self._session, bed.bed, line.me), first=True))
        return verbs

    def _verb(self, key: str, call: Callable[[], object], *, first: bool = False) -> Button:
        said = tr(f"duty_beds.{key}_done", bed=self.line.bed.label, name=self.line.holder)
        press = partial(self._do, call, said)
        return (PrimaryButton if first else SecondaryButton)(tr(f"duty_beds.{key}"), on_press=press)

    def _do(self, call: Callable[[], object], said: str) -> None:
        self._host.does(call, lambda _done: self._host.settled(said), self._host.refused)

    def _offer_form(self) -> "OfferForm | None":
        if not self.line.is_mine or self.line.offer is not None:
            return None
        return OfferForm(self._host, self._state, [self.line])

    def _group_chips(self) -> ChoiceChips | None:
        if not self._host.context.may(Action.MANAGE_BEDS):
            return None
        options: list[tuple[object, str]] = [(one, tr(f"router.group_{one.value}")) for one in Group]
        chips = ChoiceChips([*options, (_NO_GROUP, tr("duty_beds.no_group"))], optional=False)
        chips.setAccessibleName(tr("duty_beds.group"))
        chips.set_value(self._state.roster.group(self.line.bed.bed) or _NO_GROUP)
        chips.changed.connect(self._set_group)
        return chips

    def _set_group(self, group: object) -> None:
        chosen = group if isinstance(group, Group) else None
        bed = self.line.bed
        words = tr(f"router.group_{chosen.value}") if chosen is not None else tr("duty_beds.no_group")
        said = tr("duty_beds.group_done", bed=bed.label, group=words)
        self._do(lambda: self._duty.group_of(self._session, bed.bed, chosen), said)


def _parts(form: InlineForm | None) -> list[QWidget]:
    return [*form.fields.values(), form.submit_button] if form is not None else []


class OfferForm(InlineForm):
    """To whom a bed, or all of one's beds, are handed over: whoever is on duty now."""

    def __init__(self, host: HoldersHost, state: Held, lines: list[BedLine]) -> None:
        several = len(lines) > 1
        super().__init__(tr("duty_beds.offer_all" if several else "duty_beds.offer"), self._submit, where=_WHERE)
        self._host, self._lines = host, lines
        me = lines[0].me
        others = [(user, state.names.get(user, tr("duty.somebody"))) for user in state.on_duty() if user != me]
        self.taker = Dropdown(others)
        # Nobody is proposed: a bed given to the wrong person is found out when its alarm comes.
        self.taker.set_value(None)
        self.add("taker", Field(tr("duty_beds.taker"), self.taker, hint=tr("duty_beds.taker_hint")))
        if not others:
            self.fields["taker"].set_error(tr("duty_beds.nobody_else"))
            self.submit_button.setEnabled(False)

    def _submit(self) -> None:
        taker = self.taker.value()
        if not isinstance(taker, str):
            self.fields["taker"].set_error(tr("duty_beds.taker_missing"))
            self.taker.setFocus()
            return
        duty, session = self._host.context.station.duty, self._host.context.session
        beds = [line.bed.bed for line in self._lines]
        labels = ", ".join(line.bed.label for line in self._lines)
        said = tr("duty_beds.offer_done", bed=labels, name=self.taker.currentText())
        self.wait()
        self._host.does(
            lambda: [duty.offer(session, bed, taker) for bed in beds],
            lambda _done: self._host.settled(said),
            self._refused,
        )

    def _refused(self, error: Exception) -> None:
        self.settle()
        self._host.refused(error)
