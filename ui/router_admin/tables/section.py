"""The tables of the router: one at a time, each value checked while it is typed, all saved together with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.router.tables.reading import NAMES
from app.router.tables.stored import TableVersion
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.router_admin.tables.cells import Cell
from ui.router_admin.tables.draft import Draft
from ui.router_admin.tables.foot import SaveFoot
from ui.router_admin.tables.history import Versions
from ui.router_admin.tables.host import Editing
from ui.router_admin.tables.making import Shown, make_table
from ui.router_admin.tables.words import problem_words, table_words, version_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.confirm_sheet import ask
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column
from ui.widgets.mistake import Mistake

_ORDER = ("escalation", "distribution", "deadlines", "priorities", "equipment", "discards", "shifts")
assert set(_ORDER) == set(NAMES)


@dataclass(frozen=True)
class _Read:
    versions: dict[str, TableVersion]
    targets: tuple[tuple[str, str], ...]


class _Choice(ChoiceChips):
    """Chips that keep all their lines: a layout forgets how high a flow becomes in its width."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))


class TablesSection(SectionPage):
    """`draft` is what is edited; `shown` the editor of the table on show."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("router_tables.title"), tr("router_tables.about"))
        self.draft: Draft | None = None
        self.name = _ORDER[0]
        self.shown: Shown | None = None
        self._targets: tuple[tuple[str, str], ...] = ()
        self.tables = _Choice([(one, table_words(one)) for one in _ORDER], optional=False)
        self.tables.setAccessibleName(tr("router_tables.title"))
        self.tables.set_value(self.name)
        self.tables.changed.connect(lambda name: self.open_subject(str(name)))
        self.version = Text("", "small", wrap=True)
        self.what = Text("", "muted", wrap=True)
        self.wrong = Mistake()
        self.wrong.hide()
        self.versions_button = SecondaryButton(
            tr("router_tables.versions"), icon_name="history", on_press=self.open_versions
        )
        self.add_action(self.versions_button)
        self.foot = SaveFoot(self._save, self._undo)
        self.states = States(lines=8)
        self._editor = QWidget()
        self._editor_layout = column(self._editor, gap=0)
        self._build()
        self._check = QTimer(self, singleShot=True, interval=0)
        self._check.timeout.connect(self.validate)
        self.refresh()

    def _build(self) -> None:
        whole = QWidget()
        layout = column(whole, gap=3)
        for part in (self.tables, self.what, self.version, self.wrong):
            layout.addWidget(part)
        self.area = Scroll(self._editor, width=None)
        self.states.full.addWidget(self.area, 1)
        layout.addWidget(self.states, 1)
        layout.addWidget(self.foot)
        self.beside = Beside(whole)
        self.body.addWidget(self.beside, 1)

    def refresh(self) -> None:
        """Read what is in force; what is being edited is not lost by it."""
        if self.draft is not None and self.draft.changed():
            return
        station, session = self.context.station, self.context.session

        def read() -> _Read:
            people = [(f"user:{one.id}", one.display_name) for one in station.accounts.list(session)]
            receivers = [
                (f"{'machine' if one.kind.is_machine else 'receiver'}:{one.receiver}", one.name)
                for one in station.receivers.receivers(session)
            ]
            return _Read(station.router_tables.versions(session), (*people, *receivers))

        self.loads(self.states, read, self._show)

    def open_subject(self, subject: str) -> None:
        """Show one of the tables."""
        if subject in NAMES:
            self.name = subject
            self.tables.set_value(subject)
            self.beside.panel.close_panel()
            self._make()

    def validate(self) -> None:
        """Say under each value what is wrong, and in which table where it is another."""
        draft, shown = self.draft, self.shown
        if draft is None or shown is None:
            return
        problem = draft.problem()
        place = str(problem.values.get("field", "")) if problem is not None else ""
        of_table = str(problem.values.get("table", "")) if problem is not None else ""
        words = problem_words(problem) if problem is not None else ""
        said = shown.tell(place if of_table == self.name else "", words if of_table == self.name else "")
        self.wrong.setText(f"{table_words(of_table)}: {words}" if words and not said else "")
        self.wrong.setVisible(bool(self.wrong.text()))
        changed = [name for name in _ORDER if name in draft.changed()]
        for name in _ORDER:
            mark = "▲ " if name == of_table else "✎ " if name in changed else ""
            self.tables.set_words(name, mark + table_words(name))
        self.foot.show_changed(changed, wrong=problem is not None)

    def open_versions(self) -> None:
        """Every version of the table on show."""
        call = partial(self.context.station.router_tables.history, self.context.session, self.name)
        self.does(call, self._show_versions)

    def step_back(self) -> bool:
        if self.beside.panel.isHidden():
            return False
        self.beside.panel.close_panel()
        return True

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (("1 2 3", tr("router_tables.keys_digits")), ("Esc", tr("duty.keys_esc")))

    @property
    def cells(self) -> Sequence[Cell]:
        """The values of the table on show that are fields."""
        return self.shown.cells if self.shown is not None else ()

    def _show(self, read: _Read) -> None:
        self._targets = read.targets
        self.draft = Draft(read.versions)
        self._make()
        self.states.show_full()

    def _make(self) -> None:
        """The editor of the table, anew: its lines may be others than before."""
        if self.draft is None:
            return
        at = self.area.verticalScrollBar().value()
        clear(self._editor_layout)
        self.shown = make_table(Editing(self.draft, self._check.start, self._targets), self.name, self._make_later)
        self._editor_layout.addWidget(self.shown.widget)
        self.what.setText(tr(f"router_tables.about_{self.name}"))
        zone = self.context.station.profile.time_zone
        self.version.setText(version_words(self.draft.versions[self.name], zone))
        self.validate()
        QTimer.singleShot(0, self.area, partial(self.area.verticalScrollBar().setValue, at))

    def _make_later(self) -> None:
        """After the button that was pressed has done with it."""
        QTimer.singleShot(0, self, self._make)

    def _show_versions(self, versions: Sequence[TableVersion]) -> None:
        part = Versions(versions, self.context.station.profile.time_zone, self._take, self._ask_source)
        self.beside.open(table_words(self.name), part)

    def _take(self, version: TableVersion) -> None:
        if self.draft is None:
            return
        self.draft.take(self.name, version.content)
        self.beside.panel.close_panel()
        self._make()
        self.banner.show_message("info", tr("router_tables.brought_back"), tr("router_tables.brought_back_next"))

    def _ask_source(self) -> None:
        context, name = self.context, self.name
        call = partial(context.station.router_tables.to_default, context.session, name)
        ask(
            self,
            tr("router_tables.source_question", table=table_words(name)),
            tr("router_tables.source_verb"),
            lambda: self.does(call, partial(self._saved, (name,))),
            explanation=tr("router_tables.source_about"),
            danger=True,
        )

    def _save(self, reason: str) -> None:
        draft = self.draft
        if draft is None:
            return
        changed = [name for name in _ORDER if name in draft.changed()]
        edited = {name: draft.contents[name] for name in changed}
        based_on = {name: draft.versions[name].number for name in changed}
        service, session = self.context.station.router_tables, self.context.session
        self.does(
            lambda: service.edit(session, edited, based_on, reason=reason), partial(self._saved, changed), self._refused
        )

    def _saved(self, names: Sequence[str], versions: dict[str, TableVersion]) -> None:
        assert self.draft is not None
        self.draft.versions.update(versions)
        for name in names:
            self.draft.forget(name)
        self.foot.settle(empty=True)
        self.beside.panel.close_panel()
        self._make()
        words = ", ".join(table_words(name) for name in names)
        self.show_done(tr("router_tables.saved", tables=words), tr("router_tables.saved_when"))

    def _refused(self, error: Exception) -> None:
        """A place that can be shown has the words; what changed meanwhile asks for another look."""
        self.foot.settle()
        if isinstance(error, KnownError) and error.values.get("table") in NAMES:
            self.open_subject(str(error.values["table"]))
            if self.shown is not None and self.shown.tell(str(error.values.get("field", "")), problem_words(error)):
                return
        self.banner.show_message("error", tr("administration.could_not_do"), problem_words(error))

    def _undo(self) -> None:
        if self.draft is not None:
            for name in NAMES:
                self.draft.forget(name)
            self.foot.settle(empty=True)
            self._make()
