"""Making or changing a reminder: the form at the left, who would get it at the right, saving at the foot."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clinic.drafts import Draft
from app.kernel.errors import KnownError
from app.reminders.rule_service import NewRule, ReminderRule, RulePreview, RuleVersion, mark_of
from app.reminders.template_service import TemplateVersion
from ui.administration.host import SectionHost
from ui.administration.tab_order import in_reading_order
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.reminders.following_scroll import FollowingScroll
from ui.reminders.rules.form import RuleForm
from ui.reminders.rules.rule_preview import RulePreviewPanel
from ui.reminders.rules.versions import Mine
from ui.reminders.rules.words import rule_words
from ui.texts import tr
from ui.texts.formats import show_instant, show_number
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import Scroll, column, hairline, row, stack_large

DRAFT: Final = "reminder_rule"
_PAUSE_MS: Final = 400


class EditorHost(SectionHost, Protocol):
    """The page of the reminders."""

    def show_list(self) -> None:
        """Back to the list."""
        ...

    def show_versions(self, versions: tuple[RuleVersion, ...], mine: Mine | None = None) -> None:
        """The versions, over the editor; `mine`: what stands in it."""
        ...

    def settled(self, rule: ReminderRule, words: str, details: str = "") -> None:
        """It was saved: back to the list, and say so."""
        ...


@dataclass(frozen=True)
class Opened:
    """What the editor begins with. `rule`: the one that is changed; `begun`: what a suggestion fills in; `made`: the
    text that was kept for it."""

    templates: tuple[TemplateVersion, ...]
    active: tuple[str, ...]
    rule: ReminderRule | None = None
    begun: NewRule | None = None
    draft: Draft | None = None
    made: str = ""


class RuleEditor(QWidget):
    """What is filled in is kept as a draft until it is saved or discarded."""

    def __init__(self, host: EditorHost, opened: Opened) -> None:
        super().__init__()
        self._host = host
        self._opened = opened
        self._zone = host.context.station.profile.time_zone
        self.rule_id = opened.rule.id if opened.rule else ""
        self._touched = opened.draft is not None
        self.keeper = DraftKeeper(self, host.context, DRAFT, self.rule_id, self._draft)
        open_texts = partial(host.context.navigate, "reminders", "templates")
        self.form = RuleForm(opened.templates, opened.active, open_texts)
        self.preview = RulePreviewPanel(self._zone)
        self.banner = Banner()
        self.back = QuietButton(tr("rules_page.back"), icon_name="arrow-left", on_press=lambda: self._host.show_list())
        self.versions_button = QuietButton(tr("rules_page.versions"), icon_name="history", on_press=self.read_versions)
        self._seen = opened.rule.mark if opened.rule else None
        self._save_words = tr("rules_page.save" if opened.rule else "rules_page.save_new")
        self.save_button = PrimaryButton(self._save_words, icon_name="save", on_press=self.save)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._build()
        self._fill()
        self.form.changed.connect(self._changed)
        self._pause.timeout.connect(self.look)
        self.look()

    def _build(self) -> None:
        layout = column(self, gap=3)
        head = row(gap=3)
        head.addWidget(self.back)
        rule = self._opened.rule
        words = column(gap=0)
        words.addWidget(ElidedText(rule.rule.name if rule else tr("rules_page.title_new"), "heading"))
        if rule is not None:
            words.addWidget(ElidedText(rule_words(rule.rule), "small"))
        head.addLayout(words, 1)
        head.addWidget(self.versions_button)
        layout.addLayout(head)
        self.versions_button.setVisible(rule is not None)
        layout.addWidget(self.banner)
        layout.addLayout(self._columns(), 1)
        layout.addWidget(hairline())
        foot = row(gap=3)
        foot.addWidget(Text(tr("rules_page.draft_kept"), "small", wrap=True), 1)
        foot.addWidget(self.save_button)
        layout.addLayout(foot)

    def _columns(self) -> QHBoxLayout:
        beside = row(gap=5)
        left = QWidget()
        column(left, gap=0, margin=1).addWidget(self.form)
        typed = FollowingScroll(left)
        beside.addWidget(typed, 1)
        right = QWidget()
        column(right, gap=0, margin=1).addWidget(self.preview)
        scroll = Scroll(right, width=None)
        scroll.setFixedWidth(current_theme().px("side_panel_narrow"))
        beside.addWidget(scroll)
        stack_large(beside, typed, scroll)
        return beside

    def _fill(self) -> None:
        opened = self._opened
        if opened.rule is not None:
            self.form.show_rule(opened.rule.rule)
        self._baseline = self.form.draft()
        if opened.begun is not None:
            self.form.show_rule(opened.begun)
        if opened.made:
            self.banner.show_message("info", tr("rules_page.text_made", name=opened.made))
        if opened.draft is not None:
            self.form.show_draft(opened.draft.content)
            at = show_instant(opened.draft.saved_at, self._zone)
            action = (tr("rules_page.draft_discard"), self._discard)
            self.banner.show_message("info", tr("rules_page.draft_back", at=at), action=action)
            if self._seen is not None and opened.draft.content.get("seen", self._seen) != self._seen:
                self._read_overtaking()

    def first_focus(self) -> QWidget:
        """The name."""
        return self.form.name

    def flush(self) -> None:
        """Keep the draft now; where everything stands as it is saved, there is none any more."""
        self.keeper.flush()
        if self._touched and not self.unsaved():
            self._forget()

    def unsaved(self) -> bool:
        """Whether something stands here that is not saved."""
        return self.form.draft() != self._baseline

    def look(self) -> None:
        """Let the column at the right follow."""
        rule = self.form.rule()
        if rule is None:
            self.preview.wait()
        else:
            self.preview.ask(rule, self._preview)

    def save(self) -> None:
        """Save it, or say what is wrong."""
        if not self.save_button.isEnabled() or not self.form.check():
            return
        rule = self.form.rule()
        if rule is None:
            return
        self.banner.hide()
        self.save_button.setEnabled(False)
        self.save_button.set_text(tr("rules_page.saving"))
        self.keeper.end()
        rules, session = self._host.context.station.reminders.rules, self._host.context.session
        call = partial(rules.save, session, rule, self.rule_id or None, self._seen)
        self._host.does(partial(self._then_forget, call), self._saved, self._refused)

    def _preview(self, rule: NewRule) -> RulePreview:
        rules, session = self._host.context.station.reminders.rules, self._host.context.session
        return rules.preview(session, rule, self._opened.rule.id if self._opened.rule else None)

    def _draft(self) -> dict[str, Any] | None:
        return {**self.form.draft(), "seen": self._seen} if self.unsaved() else None

    def _forget(self) -> None:
        self._host.context.station.drafts.drop(self._host.context.session, DRAFT, self.rule_id)
        self._touched = False

    def _then_forget(self, call: Callable[[], ReminderRule]) -> ReminderRule:
        """In a worker: the list that is read next must not tell of a draft that was saved."""
        rule = call()
        self._forget()
        return rule

    def _changed(self) -> None:
        self._touched = True
        self._order()
        self._pause.start()
        self.keeper.touch()

    def _discard(self) -> None:
        """Back to what is saved."""
        self.banner.hide()
        self.form.show_draft(self._baseline)
        self.flush()
        self.look()

    def _saved(self, rule: ReminderRule) -> None:
        words = tr("rules_page.saved", name=rule.rule.name, count=show_number(rule.waiting))
        self._host.settled(rule, words, tr("rules_page.saved_next") if self._opened.rule else "")

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.save_button.set_text(self._save_words)
        self.keeper.resume()
        code = error.code if isinstance(error, KnownError) else ""
        fields = {
            "reminder_rules.name_": self.form.name_field,
            "reminder_rules.bad_week": self.form.timing.week_field,
            "reminder_rules.bad_offset": self.form.timing.amount_field,
            "reminder_rules.bad_hour": self.form.timing.hour_field,
            "reminder_rules.bad_window": self.form.timing.window_field,
            "reminder_rules.no_such_template": self.form.template_field,
            "reminder_rules.template_retired": self.form.template_field,
        }
        field = next((one for start, one in fields.items() if code.startswith(start)), None)
        words = words_of(error)
        if code == "reminder_rules.changed_meanwhile":
            self._read_overtaking()
        elif field is None:
            self.banner.show_message("error", words.title, words.next_step)
        else:
            field.set_error(words.together)
            field.setFocus()

    # what others changed

    def read_versions(self) -> None:
        """Show what was changed, and what stands here beside it."""
        self.flush()
        self._host.does(self._versions(), lambda versions: self._host.show_versions(versions, self._mine()))

    def _versions(self) -> "partial[tuple[RuleVersion, ...]]":
        rules, session = self._host.context.station.reminders.rules, self._host.context.session
        return partial(rules.versions, session, self.rule_id)

    def _mine(self) -> Mine | None:
        rule = self.form.rule() if self.unsaved() else None
        return Mine(rule, self.form.template.currentText()) if rule is not None else None

    def _read_overtaking(self) -> None:
        """Somebody else was faster: what is filled in stays, and is saved over theirs once both were told."""
        self._host.does(self._versions(), self._overtaken)

    def _overtaken(self, versions: tuple[RuleVersion, ...]) -> None:
        latest = versions[0]
        self._seen = mark_of(latest.rule)
        words = tr("rules_page.overtaken", by=latest.by, at=show_instant(latest.at, self._zone))
        action = (tr("rules_page.see_both"), self.read_versions)
        self.banner.show_message("warn", words, tr("rules_page.overtaken_next"), action=action)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order()

    def _order(self) -> None:
        """Tab goes as the eye reads, also through lines and chips that have just come."""
        beside = (self.preview.progress, self.preview.again_button)
        heads = (self.back, self.versions_button, self.banner)
        in_reading_order([*heads, *self.form.in_order(), *beside, self.save_button])
