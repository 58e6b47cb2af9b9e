"""A campaign is made in four steps, each kept as a draft; nothing is scheduled before the last is confirmed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.clinic.drafts import Draft
from app.kernel.clock import local_date
from app.kernel.errors import KnownError
from app.reminders.campaigns import Campaign, NewCampaign, Preview
from app.reminders.manners_service import MannersSettings
from app.reminders.template_service import TemplateVersion
from ui.administration.states import States
from ui.administration.tab_order import in_reading_order
from ui.bridge import Latest, Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.reminders.campaigns.check_step import CheckStep
from ui.reminders.campaigns.step_bar import StepBar
from ui.reminders.campaigns.steps import WhatStep, WhenStep, WhomStep
from ui.reminders.parts.one_page import OnePage
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.layouts import Scroll, column, hairline
from ui.widgets.progress_line import ProgressLine
from ui.widgets.turning import Turning

DRAFT = "campaign"
_WHOM, _WHAT, _WHEN, _CHECK = range(4)
_STEP_OF = {"campaigns.name": _WHOM, "criteria": _WHOM, "campaigns.nobody": _WHOM, "templates": _WHAT}
_STEP_OF |= {"campaigns.no_channel": _WHAT, "campaigns.text": _WHAT}
_STEP_OF |= {"campaigns.in_past": _WHEN, "campaigns.bad_window": _WHEN}


@dataclass(frozen=True)
class _Read:
    """What the steps offer, and what was begun before."""

    templates: tuple[TemplateVersion, ...]
    channels: tuple[str, ...]
    manners: MannersSettings
    draft: Draft | None


class Wizard(QWidget):
    """`left` is called when it is left (the draft stays), `confirmed` with the campaign that was scheduled."""

    def __init__(self, context: UiContext, left: Callable[[], object], confirmed: Callable[[Campaign], object]) -> None:
        super().__init__()
        self.context, self._left, self._confirmed = context, left, confirmed
        self._latest = Latest(self)
        self.keeper = DraftKeeper(self, context, DRAFT, "", self.draft)
        self.now, self.reached = _WHOM, _WHOM
        self._zone = context.station.profile.time_zone
        self.states = States()
        self.kept, self.banner = Banner(), Banner()
        self.bar = StepBar([tr(f"campaigns_page.step_{one}") for one in ("whom", "what", "when", "check")], self.go)
        self.whom = WhomStep(local_date(context.station.clock.now(), self._zone))
        self.what: WhatStep | None = None
        self.when: WhenStep | None = None
        self.check = CheckStep(self._zone, self.back)
        self.check.tabs.changed.connect(lambda _part: self._in_order())
        self.scheduling = ProgressLine()
        self.steps = OnePage()
        self.leave_button = QuietButton(tr("campaigns_page.leave"), on_press=self.leave)
        self.back_button = SecondaryButton(tr("campaigns_page.back_step"), icon_name="arrow-left", on_press=self.back)
        self.next_button = PrimaryButton(tr("campaigns_page.next"), icon_name="arrow-right", on_press=self.forward)
        self._build()
        self.read()

    def _build(self) -> None:
        layout = column(self, gap=0)
        layout.addWidget(self.states, 1)
        self.states.full.setSpacing(current_theme().gap(2))
        for part in (self.kept, self.bar, self.banner, self.scheduling):
            self.states.full.addWidget(part)
        self.states.full.addWidget(self.steps, 1)
        self.states.full.addWidget(hairline())
        foot = Turning(gap=2)
        foot.line.addWidget(self.leave_button)
        foot.line.addStretch(1)
        foot.line.addWidget(self.back_button)
        foot.line.addWidget(self.next_button)
        self.states.full.addWidget(foot)

    # what is offered, and what was begun before

    def read(self) -> None:
        """Read texts, channels, quiet hours, and the draft."""
        self.states.show_loading()
        Op(self, self._reading).on_success(self._show).on_failure(self._wrong).start()

    def _reading(self) -> _Read:
        station, session = self.context.station, self.context.session
        reminders = station.reminders
        channels = tuple(reminders.channels.ways(station.clock).by_code)
        return _Read(reminders.templates.list(session), channels, reminders.manners.read(session), self.keeper.get())

    def _wrong(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.read)

    def _show(self, found: _Read) -> None:
        self.what = WhatStep(self.context, found.templates, found.channels)
        self.when = WhenStep(self.context, found.manners)
        if found.draft is not None:
            self._take(found.draft.content)
        for step in (self.whom, self.what, self.when):
            self.steps.addWidget(Scroll(step))
            step.changed.connect(lambda _value: self.keeper.touch())
        self.steps.addWidget(self.check)
        self.states.show_full()
        self._go_to(_WHOM)
        self.first_focus()

    def _take(self, kept: dict[str, Any]) -> None:
        for step in self._asking():
            step.show_draft(kept)
        anew = (tr("campaigns_page.begin_anew"), self._begin_anew)
        self.kept.show_message("info", tr("campaigns_page.draft_back"), action=anew)

    def _begin_anew(self) -> None:
        self.keeper.drop()
        self.kept.hide()
        for old in [self.steps.widget(number) for number in range(self.steps.count())]:
            if old is not None:
                self.steps.removeWidget(old)
                if old is not self.check:
                    old.deleteLater()
        self.whom = WhomStep(local_date(self.context.station.clock.now(), self._zone))
        self.keeper.restart()
        self.now, self.reached = _WHOM, _WHOM
        Op(self, lambda: replace(self._reading(), draft=None)).on_success(self._show).on_failure(self._wrong).start()

    def draft(self) -> dict[str, Any] | None:
        """Every step as it stands; None where nothing was begun."""
        if not (self.what and self.when):
            return None
        kept = {**self.whom.draft(), **self.what.draft(), **self.when.draft()}
        return kept if kept["name"] or kept["conditions"] or kept["template"] else None

    # back and forth

    def first_focus(self) -> None:
        """The first question of the step."""
        if self.now == _CHECK:
            self.next_button.setFocus()
        elif self.steps.count():
            self._asking()[self.now].setFocus()

    def go(self, step: int) -> None:
        """To a step that was reached; forwards only past steps that are answered."""
        for one in range(self.now, min(step, _CHECK)):
            if not self._asking()[one].check():
                self._go_to(one)
                self._asking()[one].check()  # now on show: the first that is wrong takes the focus
                return
        self._go_to(step)
        self.first_focus()

    def forward(self) -> None:
        """Next, or confirm."""
        if self.now == _CHECK:
            self.confirm()
        else:
            self.go(self.now + 1)

    def back(self) -> None:
        """The step before."""
        self._latest.drop()
        self.check.progress.end()
        self._go_to(max(_WHOM, self.now - 1))
        self.first_focus()

    def step_back(self) -> None:
        """Esc: the step before, then out."""
        if self.now == _WHOM:
            self.leave()
        else:
            self.back()

    def leave(self) -> None:
        """Out; what was typed is kept."""
        self.keeper.flush()
        self._left()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter on a button is the button's own and never comes here.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.forward()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keeper.flush()

    def _asking(self) -> tuple[WhomStep, WhatStep, WhenStep]:
        assert self.what is not None
        assert self.when is not None
        return self.whom, self.what, self.when

    def _go_to(self, step: int) -> None:
        self.now, self.reached = step, max(self.reached, step)
        self.banner.hide()
        self.kept.setHidden(self.kept.isHidden() or step != _WHOM)
        self.steps.setCurrentIndex(step)
        self.bar.show_step(step, self.reached)
        self.back_button.setHidden(step == _WHOM)
        self.next_button.set_text(tr("campaigns_page.next" if step != _CHECK else "campaigns_page.confirm_none"))
        self.next_button.set_icon("check" if step == _CHECK else "arrow-right")
        self.next_button.setEnabled(step != _CHECK)
        self.next_button.setAccessibleDescription("")
        if step == _CHECK:
            self.work_out()
        self._in_order()

    def _in_order(self) -> None:
        in_reading_order([self.bar, self.steps, self.leave_button, self.back_button, self.next_button])

    # the last step

    def new(self) -> NewCampaign:
        """What the steps say. KnownError `criteria.bad`."""
        whom, what, when = self._asking()
        version, at = what.chosen(), when.when.at()
        assert version is not None
        assert at is not None
        return NewCampaign(
            whom.name.value(), version.id, whom.criteria.conditions(), what.channels.value(), at, when.when.lasts()
        )

    def work_out(self) -> None:
        """Who would be written to; nothing is stored."""
        new = self.new()
        self.check.wait()
        campaigns, session = self.context.station.reminders.campaigns, self.context.session
        self._latest.ask(partial(campaigns.preview, session, new), partial(self._show_preview, new), self._refused)

    def confirm(self) -> None:
        """Schedule it; a second press must not do it twice."""
        if self.check.preview is None or not self.next_button.isEnabled():
            return
        self._be_busy(busy=True)
        self.keeper.end()
        campaigns, session = self.context.station.reminders.campaigns, self.context.session
        self.scheduling.begin(tr("campaigns_page.scheduling"))
        Op(self, partial(campaigns.confirm, session, self.new())).on_success(self._done).on_failure(
            self._not_done
        ).start()

    def _show_preview(self, new: NewCampaign, preview: Preview) -> None:
        self.check.show_preview(new, preview)
        self._in_order()
        count = len(preview.planned)
        self.next_button.setEnabled(count > preview.lacking)
        if count > preview.lacking:
            self.next_button.set_text(tr_count("campaigns_page.confirm", count))
            # The keyboard comes to stand here: whoever checks by ear hears what would be written.
            self.next_button.setAccessibleDescription(self.check.example_said)
            self.next_button.setFocus()

    def _done(self, one: Campaign) -> None:
        self.keeper.drop()
        self._confirmed(one)

    def _not_done(self, error: Exception) -> None:
        self.keeper.resume()
        self.scheduling.end()
        self._be_busy(busy=False)
        self.bar.show_step(self.now, self.reached)
        self._refused(error)

    def _refused(self, error: Exception) -> None:
        """Say why not, and where it can be put right."""
        self.check.progress.end()
        code = error.code if isinstance(error, KnownError) else ""
        step = next((one for start, one in _STEP_OF.items() if code.startswith(start)), None)
        if self.check.preview is None:
            self.check.states.show_wrong(words_of(error).together, self.work_out)
        if step is None:
            self.banner.show_message("error", tr("administration.could_not_do"), words_of(error).together)
            return
        action = (tr("campaigns_page.put_right"), partial(self._put_right, step))
        self.banner.show_message("error", tr("administration.could_not_do"), words_of(error).together, action=action)

    def _put_right(self, step: int) -> None:
        self._go_to(step)
        self.first_focus()

    def _be_busy(self, *, busy: bool) -> None:
        for button in (self.leave_button, self.back_button, self.next_button, *self.bar.buttons):
            button.setEnabled(not busy)
