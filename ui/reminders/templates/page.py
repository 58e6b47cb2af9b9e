"""The texts: their list, the editor, the versions of one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.reminders.template_service import TemplateVersion
from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.reminders.parts.versions_view import VersionsView
from ui.reminders.templates.content import starter_raw
from ui.reminders.templates.editor import TemplateEditor
from ui.reminders.templates.opening import DRAFT, Opened
from ui.reminders.templates.template_list import NoTemplates, TemplateList
from ui.reminders.templates.versions import template_versions
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.buttons import PrimaryButton
from ui.widgets.layouts import column

_Read = tuple[tuple[TemplateVersion, ...], frozenset[str]]


class TemplatesPage(SectionPage):
    """The editor or the versions take the whole page; Esc leads back, and what is typed is kept."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_templates"), tr("reminders_page.explain_templates"))
        self.may_write = context.may(Action.MANAGE_TEMPLATES)
        self.new_button = PrimaryButton(tr("templates_page.new"), icon_name="plus", on_press=partial(self.begin, ""))
        self.states = States()
        self.list = TemplateList(context.station.profile.time_zone)
        self.none = NoTemplates(self.begin, may_write=self.may_write)
        self.pages = QStackedWidget()
        self._within = QStackedWidget()
        self._comes_back = False
        self._build()
        self.refresh()

    def _build(self) -> None:
        self.add_action(self.new_button)
        self.new_button.hide()
        self._within.addWidget(self.list)
        self._within.addWidget(self.none)
        self.states.full.addWidget(self._within, 1)
        lists = QWidget()
        column(lists, gap=0).addWidget(self.states)
        self.pages.addWidget(lists)
        self.body.addWidget(self.pages, 1)
        self.list.opened.connect(lambda template_id: self.open_subject(str(template_id)))

    @property
    def editor(self) -> TemplateEditor | None:
        """The text that is being written."""
        found = [self.pages.widget(number) for number in range(self.pages.count())]
        return next((one for one in found if isinstance(one, TemplateEditor)), None)

    def refresh(self) -> None:
        """Read the texts again; one that is being written stays open."""
        if self.pages.currentIndex() == 0:
            self.loads(self.states, self._read, self.show_read)

    def open_subject(self, subject: str) -> None:
        """Open one text to change it, or to read it for who may not."""
        templates, session = self.context.station.reminders.templates, self.context.session
        if self.may_write:
            self.does(partial(self._read_for_editor, subject), self._open_editor)
        else:
            self.does(partial(templates.versions, session, subject), self.show_versions)

    def begin(self, starter: str) -> None:
        """A new text: a ready-made one, or what is left of the one begun before, or an empty one."""
        self.does(partial(self._read_for_new, starter), self._open_editor)

    def show_list(self) -> None:
        """Back to the list; what was typed is kept."""
        self.leave()
        self._empty_stack()
        self._show_head(shown=True)
        self._comes_back = True
        self.refresh()

    def show_versions(self, versions: Sequence[TemplateVersion]) -> None:
        """The versions, over the editor where there is one."""
        if not versions:
            return
        from_editor = self.editor is not None
        words = tr("templates_page.back_to_editor" if from_editor else "templates_page.back")
        back = self._close_versions if from_editor else self.show_list
        view = template_versions(versions, self.context.station.profile.time_zone, back, words, reading=not from_editor)
        self._push(view)
        view.first_focus().setFocus()

    def settled(self, words: str, details: str = "") -> None:
        """Something was saved: the list again, and what was done above it."""
        editor = self.editor
        if editor is not None:
            editor.keeper.end()
        self._empty_stack()
        self._show_head(shown=True)
        self._comes_back = True
        self.show_done(words, details)
        self.refresh()

    def step_back(self) -> bool:
        if self.pages.currentIndex() == 0:
            return False
        if self.editor is not None and isinstance(self.pages.currentWidget(), VersionsView):
            self._close_versions()
        else:
            self.show_list()
        return True

    def leave(self) -> None:
        """Keep what is typed."""
        if self.editor is not None:
            self.editor.flush()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return ((tr("templates_page.key_value"), tr("templates_page.key_value_about")),) if self.editor else ()

    def keeps_draft(self) -> bool:
        """Whether a text is being written that is not saved."""
        return self.editor is not None and self.editor.unsaved()

    def _read(self) -> _Read:
        station, session = self.context.station, self.context.session
        found = station.reminders.templates.list(session, with_retired=True)
        drafts = frozenset(one.subject_id for one in station.drafts.list(session) if one.kind == DRAFT)
        return found, drafts

    def show_read(self, read: _Read) -> None:
        """What was read: the list, or what to begin with."""
        templates, drafts = read
        self.list.show_templates(templates, drafts)
        self._within.setCurrentIndex(0 if templates else 1)
        self.new_button.set_text(tr("templates_page.draft_of_new" if "" in drafts else "templates_page.new"))
        self.new_button.setVisible(self.may_write and (bool(templates) or "" in drafts))
        self.states.show_full()
        if self._comes_back:
            self._comes_back = False
            (self.list.table if templates else self.new_button).setFocus()

    def _read_for_editor(self, template_id: str) -> Opened:
        station, session = self.context.station, self.context.session
        templates = station.reminders.templates
        draft = station.drafts.get(session, DRAFT, template_id)
        active, people = station.reminders.channels.active(session), templates.example_people(session)
        return Opened(templates.versions(session, template_id), draft, people, channels=active)

    def _read_for_new(self, starter: str) -> Opened:
        station, session = self.context.station, self.context.session
        people, active = station.reminders.templates.example_people(session), station.reminders.channels.active(session)
        if starter:
            return Opened((), None, people, tr(f"templates_page.starter_{starter}"), starter_raw(starter), active)
        return Opened((), station.drafts.get(session, DRAFT, ""), people, channels=active)

    def _open_editor(self, opened: Opened) -> None:
        self.banner.hide()
        self._empty_stack()
        editor = TemplateEditor(self, opened)
        self._push(editor)
        editor.first_focus().setFocus()

    def _push(self, page: QWidget) -> None:
        self._show_head(shown=False)
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def _close_versions(self) -> None:
        view, editor = self.pages.currentWidget(), self.editor
        if view is not None:
            self.pages.removeWidget(view)
            view.deleteLater()
        if editor is not None:
            self.pages.setCurrentWidget(editor)
            editor.first_focus().setFocus()

    def _empty_stack(self) -> None:
        while (old := self.pages.widget(1)) is not None:
            self.pages.removeWidget(old)
            old.deleteLater()

    def _show_head(self, *, shown: bool) -> None:
        """What takes the whole page brings a heading of its own."""
        for part in (self.title, self.explanation):
            part.setVisible(shown)
        if not shown:
            self.new_button.hide()
