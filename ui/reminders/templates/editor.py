"""Writing one text: the form at the left, how it reads and what can be filled in at the right, saving at the foot."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.reminders.channels.interface import Attempted
from app.reminders.template_model import VARIANTS
from app.reminders.template_service import TemplateVersion
from ui.administration.tab_order import in_reading_order
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.reminders.following_scroll import FollowingScroll
from ui.reminders.parts.trial_form import TrialForm
from ui.reminders.templates.content import Raw, empty_raw, only, raw_of
from ui.reminders.templates.form import TemplateForm
from ui.reminders.templates.opening import DRAFT, EditorHost, Opened
from ui.reminders.templates.preview import Preview
from ui.reminders.templates.values_list import ValuesList
from ui.reminders.templates.words import about_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.confirm_sheet import ask
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import Scroll, column, hairline, row, stack_large

_PAUSE_MS: Final = 500
"""After the last key: long enough not to complain of a placeholder that is half written."""


class TemplateEditor(QWidget):
    """One text; what is typed is kept as a draft until it is saved or discarded."""

    def __init__(self, host: EditorHost, opened: Opened) -> None:
        super().__init__()
        self._host = host
        self._opened = opened
        self._latest = opened.latest
        self._zone = host.context.station.profile.time_zone
        self._subject = self._latest.template_id if self._latest else ""
        self._touched = opened.draft is not None
        self.keeper = DraftKeeper(self, host.context, DRAFT, self._subject, self._draft)
        self.form = TemplateForm()
        self.preview = Preview(host.context, opened.people)
        self.trial = TrialForm(opened.channels, self._trial)
        self.values = ValuesList()
        self.banner = Banner()
        self._make_buttons()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._build()
        self._fill()
        self._listen()

    def _make_buttons(self) -> None:
        self.back = QuietButton(
            tr("templates_page.back"), icon_name="arrow-left", on_press=lambda: self._host.show_list()
        )
        count = len(self._opened.versions)
        self.versions_button = SecondaryButton(
            tr_count("templates_page.versions", count), icon_name="history", on_press=self._show_versions
        )
        self.retire_button = SecondaryButton(tr("templates_page.retire"), on_press=self.ask_retire)
        self.save_button = PrimaryButton(tr("templates_page.save"), icon_name="save", on_press=self.save)

    def _build(self) -> None:
        layout = column(self, gap=3)
        head = row(gap=3)
        head.addWidget(self.back)
        words = column(gap=0)
        self.title, self.about = ElidedText("", "heading"), ElidedText("", "small")
        words.addWidget(self.title)
        words.addWidget(self.about)
        head.addLayout(words, 1)
        head.addWidget(self.versions_button)
        head.addWidget(self.retire_button)
        layout.addLayout(head)
        layout.addWidget(self.banner)
        layout.addLayout(self._columns(), 1)
        layout.addWidget(hairline())
        foot = row(gap=3)
        foot.addWidget(Text(tr("templates_page.draft_kept"), "small", wrap=True), 1)
        foot.addWidget(self.save_button)
        layout.addLayout(foot)

    def _columns(self) -> Any:
        beside = row(gap=5)
        left = QWidget()
        column(left, gap=0, margin=1).addWidget(self.form)
        typed = FollowingScroll(left)
        beside.addWidget(typed, 1)
        right = QWidget()
        inside = column(right, gap=4, margin=1)
        inside.addWidget(self.preview)
        inside.addWidget(hairline())
        if self._opened.people:
            inside.addWidget(self.trial)
            inside.addWidget(hairline())
        inside.addWidget(self.values)
        inside.addStretch(1)
        scroll = Scroll(right, width=None)
        scroll.setFixedWidth(current_theme().px("side_panel_narrow"))
        beside.addWidget(scroll)
        stack_large(beside, typed, scroll)
        return beside

    def _fill(self) -> None:
        saved = self._latest
        name, raw = (saved.name, raw_of(saved.content)) if saved else (self._opened.name, self._opened.raw)
        self.form.set_raw(name, raw or empty_raw())
        self._baseline = ("", {}) if saved is None and self._opened.raw else self._standing()
        self._tell_version()
        draft = self._opened.draft
        if draft is not None and self._opened.raw is None:
            self.form.set_raw(str(draft.content.get("name", "")), draft.content["raw"])
            at = show_instant(draft.saved_at, self._zone)
            action = (tr("templates_page.draft_discard"), self._discard)
            self.banner.show_message(
                "info", tr("templates_page.draft_back", at=at), tr("templates_page.draft_back_about"), action=action
            )
            if saved is not None and draft.content.get("base", saved.id) != saved.id:
                self._overtaken(self._opened.versions)
        elif saved is not None and saved.retired:
            self.banner.show_message("info", tr("templates_page.is_retired"), tr("templates_page.is_retired_next"))

    def _listen(self) -> None:
        self.form.changed.connect(self._changed)
        self.form.turned.connect(self._turned)
        self.form.asked.connect(self.values.setFocus)
        self.values.taken.connect(lambda code: self.form.pad.put_in(str(code)))
        self.preview.changed.connect(self._look)
        self.preview.spoken_by(self.save_button)
        self._pause.timeout.connect(self._look)
        self._look()

    def _tell_version(self) -> None:
        saved = self._latest
        self.title.setText(saved.name if saved else tr("templates_page.title_new"))
        self.about.setText(about_words(saved, self._zone) if saved else tr("templates_page.about_new"))
        self.versions_button.setVisible(saved is not None)
        self.retire_button.setVisible(saved is not None and not saved.retired)
        words = tr("templates_page.save_version", number=saved.number + 1) if saved else tr("templates_page.save")
        self.save_button.set_text(words)

    def first_focus(self) -> QWidget:
        """The name of a new text, the message of one that exists."""
        return self.form.pad.body if self._latest else self.form.name

    def flush(self) -> None:
        """Keep the draft now; where everything was put back as it is saved, there is none any more."""
        self.keeper.flush()
        if self._touched and not self.unsaved():
            self._forget()

    def unsaved(self) -> bool:
        """Whether something stands here that is not saved."""
        return self._standing() != self._baseline

    def save(self) -> None:
        """Save it as the next version, or say what is wrong."""
        if not self.save_button.isEnabled() or not self.form.check():
            return
        saved = self._latest
        if saved is not None and not saved.retired and not self.unsaved():
            self.banner.show_message("info", tr("templates_page.nothing_changed", number=saved.number))
            return
        self.banner.hide()
        self.save_button.setEnabled(False)
        self.keeper.end()
        context, (name, raw) = self._host.context, self._standing()
        save = context.station.reminders.templates.save
        call = partial(save, context.session, name, raw, saved.id if saved else None)
        self._host.does(partial(self._then_forget, call), self._saved, self._refused)

    def ask_retire(self) -> None:
        """One question first."""
        if self._latest is not None:
            question = tr("templates_page.retire_question", name=self._latest.name)
            about, verb = tr("templates_page.retire_about"), tr("templates_page.retire_verb")
            ask(self, question, verb, self._retire, explanation=about, danger=True)

    def _standing(self) -> tuple[str, Raw]:
        return self.form.name.value(), self.form.raw()

    def _draft(self) -> dict[str, Any] | None:
        if not self.unsaved():
            return None
        name, raw = self._standing()
        return {"name": name, "raw": raw, "base": self._latest.id if self._latest else None}

    def _forget(self) -> None:
        """Nothing is left to keep."""
        self._host.context.station.drafts.drop(self._host.context.session, DRAFT, self._subject)
        self._touched = False

    def _then_forget(self, call: Callable[[], TemplateVersion]) -> TemplateVersion:
        """In a worker: the list that is read next must not tell of a draft that was saved."""
        version = call()
        self._forget()
        return version

    def _changed(self) -> None:
        self._touched = True
        self._order()
        self._pause.start()
        self.keeper.touch()

    def _turned(self) -> None:
        self._order()
        self._look()

    def _look(self) -> None:
        """Check the wording on show and let the preview follow."""
        wrong = self.form.check_shown()
        self.preview.ask(*self.form.pad.texts(), self.form.pad.language, broken=wrong)

    def _trial(self, code: str, to: str) -> Callable[[], Attempted] | None:
        """The wording on show, as the chosen person would read it."""
        if self.form.check_shown():
            return None
        context, pad = self._host.context, self.form.pad
        trials, person_id = context.station.reminders.trials, str(self.preview.who.value())
        content = only(*pad.texts())
        return partial(trials.of_text, context.session, content, person_id, VARIANTS[0], pad.language, code, to)

    def _discard(self) -> None:
        """Back to what is saved."""
        self.banner.hide()
        saved = self._latest
        self.form.set_raw(saved.name if saved else "", raw_of(saved.content) if saved else empty_raw())
        self.flush()

    def _saved(self, version: TemplateVersion) -> None:
        words = tr("templates_page.saved", name=version.name, number=version.number)
        self._host.settled(words, tr("templates_page.saved_next") if version.number > 1 else "")

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.keeper.resume()
        code = error.code if isinstance(error, KnownError) else ""
        if code.startswith("templates.name_"):
            self.form.name_field.set_error(words_of(error).together)
            self.form.name.setFocus()
        elif code == "templates.changed_meanwhile":
            self._read_versions()
        else:
            words = words_of(error)
            self.banner.show_message("error", words.title, words.next_step)

    def _read_versions(self) -> None:
        """Somebody else was faster: what is typed stays, and is saved after theirs."""
        if self._latest is not None:
            context = self._host.context
            call = partial(context.station.reminders.templates.versions, context.session, self._latest.template_id)
            self._host.does(call, self._overtaken, self._refused)

    def _overtaken(self, versions: tuple[TemplateVersion, ...]) -> None:
        self._opened = replace(self._opened, versions=versions, draft=None, name="", raw=None)
        self._latest = versions[0]
        self.versions_button.set_text(tr_count("templates_page.versions", len(versions)))
        self._tell_version()
        words = tr("templates_page.newer_version", number=versions[0].number, by=versions[0].by)
        action = (tr("templates_page.see_versions"), self._show_versions)
        self.banner.show_message("warn", words, tr("templates_page.newer_version_next"), action=action)

    def _retire(self) -> None:
        if self._latest is not None:
            context = self._host.context
            self.keeper.end()
            call = partial(context.station.reminders.templates.retire, context.session, self._latest.id)
            self._host.does(partial(self._then_forget, call), self._retired, self._refused)

    def _retired(self, version: TemplateVersion) -> None:
        self._host.settled(tr("templates_page.retired", name=version.name))

    def _show_versions(self) -> None:
        self.flush()
        self._host.show_versions(self._opened.versions)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order()

    def _order(self) -> None:
        """Tab goes as the eye reads, also through lines and chips that have just come."""
        heads = (self.back, self.versions_button, self.retire_button, self.banner)
        in_reading_order(
            [*heads, *self.form.in_order(), self.preview, *self.trial.stops(), self.values, self.save_button]
        )
