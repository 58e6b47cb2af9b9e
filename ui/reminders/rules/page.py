"""Reminders that follow the record."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.drafts import Draft
from app.kernel.errors import KnownError
from app.reminders.rule_service import NewRule, ReminderRule, RuleVersion
from app.reminders.template_service import TemplateVersion
from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.reminders.parts.versions_view import VersionsView
from ui.reminders.rules.editor import DRAFT, Opened, RuleEditor
from ui.reminders.rules.rule_card import RuleCard
from ui.reminders.rules.suggestions import SUGGESTIONS, SuggestionButtons, not_used
from ui.reminders.rules.versions import Mine, rule_versions
from ui.reminders.templates.content import starter_raw
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column

_Read = tuple[tuple[ReminderRule, ...], bool]


class RulesPage(SectionPage):
    """Each reminder is a card; one that is changed takes the whole page, and Esc leads back."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_rules"), tr("reminders_page.explain_rules"))
        self.may_change = context.may(Action.MANAGE_TEMPLATES)
        self.new_button = PrimaryButton(tr("rules_page.new"), icon_name="plus", on_press=partial(self.begin, ""))
        self.states = States()
        self.cards: list[RuleCard] = []
        self.suggested: SuggestionButtons | None = None
        self.pages = QStackedWidget()
        self._focus_on: str | None = None
        self._build()
        self.refresh()

    def _build(self) -> None:
        self.add_action(self.new_button)
        self.new_button.hide()
        content = QWidget()
        self._inside = column(content, gap=3)
        self.states.full.addWidget(Scroll(content), 1)
        lists = QWidget()
        column(lists, gap=0).addWidget(self.states)
        self.pages.addWidget(lists)
        self.body.addWidget(self.pages, 1)

    @property
    def editor(self) -> RuleEditor | None:
        """The reminder that is being changed, on show or below its versions."""
        found = [self.pages.widget(number) for number in range(self.pages.count())]
        return next((one for one in found if isinstance(one, RuleEditor)), None)

    def refresh(self) -> None:
        """Read the reminders again; one that is being changed stays open."""
        if self.pages.currentIndex() == 0:
            self.loads(self.states, self._read, self.show_read)

    def open_subject(self, subject: str) -> None:
        """Open one to change it."""
        if self.may_change:
            self.does(partial(self._read_for_change, subject), self._open_editor)

    def open_versions(self, rule_id: str) -> None:
        """Show what was changed of one, when and by whom."""
        rules, session = self.context.station.reminders.rules, self.context.session
        self._focus_on = rule_id
        self.does(partial(rules.versions, session, rule_id), self.show_versions)

    def show_versions(self, versions: tuple[RuleVersion, ...], mine: Mine | None = None) -> None:
        """The versions, over the editor where there is one; `mine`: what stands in it."""
        words = tr("rules_page.back_to_editor" if self.editor is not None else "rules_page.back")
        zone = self.context.station.profile.time_zone
        self._push(rule_versions(versions, zone, self._close_versions, words, mine))

    def _close_versions(self) -> None:
        view, editor = self.pages.currentWidget(), self.editor
        if editor is None:
            self._close_editor()
            self.refresh()
        elif view is not None and view is not editor:
            self.pages.removeWidget(view)
            view.deleteLater()
            self.pages.setCurrentWidget(editor)
            editor.first_focus().setFocus()

    def begin(self, suggestion: str) -> None:
        """A new one: a suggestion, or what is left of the one begun before, or an empty one."""
        self.does(partial(self._read_for_new, suggestion), self._open_editor)

    def switch(self, rule: ReminderRule, *, active: bool) -> None:
        """Turn one on or off, at once."""
        rules, session = self.context.station.reminders.rules, self.context.session
        self._focus_on = rule.id
        self.does(partial(rules.switch, session, rule.id, active=active), self._switched, self._not_switched)

    def show_list(self) -> None:
        """Back to the list; what was filled in is kept."""
        editor = self.editor
        if editor is not None:
            editor.flush()
            self._focus_on = editor.rule_id
        self._close_editor()
        self.refresh()

    def settled(self, rule: ReminderRule, words: str, details: str = "") -> None:
        """One was saved: the list again, and what was done above it."""
        self._focus_on = rule.id
        self._close_editor()
        self.show_done(words, details)
        self.refresh()

    def step_back(self) -> bool:
        if self.pages.currentIndex() == 0:
            return False
        if isinstance(self.pages.currentWidget(), VersionsView):
            self._close_versions()
        else:
            self.show_list()
        return True

    def leave(self) -> None:
        """Keep what is filled in."""
        if self.editor is not None:
            self.editor.flush()

    def keeps_draft(self) -> bool:
        """Whether something is filled in that is not saved."""
        return self.editor is not None and self.editor.unsaved()

    def show_read(self, read: _Read) -> None:
        """What was read: the cards, or what to begin with."""
        rules, has_draft = read
        clear(self._inside)
        self.cards, self.suggested = [RuleCard(self, one) for one in rules], None
        self.new_button.set_text(tr("rules_page.new_draft" if has_draft else "rules_page.new"))
        self.new_button.setVisible(self.may_change and (bool(rules) or has_draft))
        if not rules:
            step = "empty_first" if self.may_change else "empty_viewer"
            self._inside.addWidget(EmptyState("bell", tr("rules_page.empty"), tr(f"rules_page.{step}")))
        for card in self.cards:
            self._inside.addWidget(card)
        if self.may_change:
            self._offer(rules)
        self._inside.addStretch(1)
        self.states.show_full()
        self._go_on()

    def _offer(self, rules: tuple[ReminderRule, ...]) -> None:
        middle = Qt.AlignmentFlag.AlignLeft if rules else Qt.AlignmentFlag.AlignHCenter
        offered = not_used(rules)
        if offered:
            self.suggested = SuggestionButtons(offered, self.begin)
            if rules:
                self._inside.addWidget(Text(tr("rules_page.suggestions"), "label"))
            self._inside.addWidget(self.suggested, 0, middle)
        if not rules:
            blank = QuietButton(tr("rules_page.blank"), icon_name="pencil", on_press=partial(self.begin, ""))
            self._inside.addWidget(blank, 0, middle)

    def _go_on(self) -> None:
        """The keyboard stays at the reminder that was switched or changed."""
        wanted, self._focus_on = self._focus_on, None
        card = next((one for one in self.cards if one.rule.id == wanted), None)
        if card is not None and card.on is not None:
            card.on.setFocus()
        elif wanted is not None:
            self.new_button.setFocus()

    def _switched(self, rule: ReminderRule) -> None:
        words = "rules_page.switched_on" if rule.active else "rules_page.switched_off"
        self.show_done(tr(words, name=rule.rule.name, count=show_number(rule.waiting)))
        self.refresh()

    def _not_switched(self, error: Exception) -> None:
        """The switch must show how it stands, not what was wished."""
        self.show_error(error)
        self.refresh()

    def _read(self) -> _Read:
        station, session = self.context.station, self.context.session
        drafts = {one.subject_id for one in station.drafts.list(session) if one.kind == DRAFT}
        return station.reminders.rules.list(session), "" in drafts

    def _read_for_change(self, rule_id: str) -> Opened:
        station, session = self.context.station, self.context.session
        rule = next((one for one in station.reminders.rules.list(session) if one.id == rule_id), None)
        if rule is None:
            raise KnownError("reminder_rules.not_found")
        every = station.reminders.templates.list(session, with_retired=True)
        own = [one for one in every if one.retired and one.template_id == rule.rule.template_id]
        draft = station.drafts.get(session, DRAFT, rule_id)
        return self._opened(rule=rule, draft=draft, also=tuple(own))

    def _read_for_new(self, code: str) -> Opened:
        station, session = self.context.station, self.context.session
        suggestion = next((one for one in SUGGESTIONS if one.code == code), None)
        if suggestion is None:
            return self._opened(draft=station.drafts.get(session, DRAFT, ""))
        name, made = tr(f"templates_page.starter_{code}"), ""
        template = next((one for one in station.reminders.templates.list(session) if one.name == name), None)
        if template is None:
            template, made = station.reminders.templates.save(session, name, starter_raw(code)), name
        active = station.reminders.channels.active(session)
        return self._opened(begun=suggestion.rule(template, active), made=made)

    def _opened(
        self,
        *,
        rule: ReminderRule | None = None,
        begun: NewRule | None = None,
        draft: Draft | None = None,
        made: str = "",
        also: tuple[TemplateVersion, ...] = (),
    ) -> Opened:
        station, session = self.context.station, self.context.session
        active = [one.code for one in station.reminders.channels.active(session)]
        # What a rule names already stays on offer, on or not: it must not fall away by being looked at.
        active += [code for code in (rule.rule.channels if rule else ()) if code not in active]
        templates = (*station.reminders.templates.list(session), *also)
        return Opened(templates, tuple(active), rule, begun, draft, made)

    def _open_editor(self, opened: Opened) -> None:
        self.banner.hide()
        self._close_editor()
        self._push(RuleEditor(self, opened))

    def _push(self, page: RuleEditor | VersionsView) -> None:
        for part in (self.title, self.explanation, self.new_button):
            part.hide()
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        page.first_focus().setFocus()

    def _close_editor(self) -> None:
        while (old := self.pages.widget(1)) is not None:
            self.pages.removeWidget(old)
            old.deleteLater()
        for part in (self.title, self.explanation):
            part.show()
