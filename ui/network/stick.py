"""The USB stick: what waits goes onto it, receipts and other stations' files come off it, step by step in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.sync.bundles.service import Found
from app.sync.bundles.station import Exported
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.network.carried import CarriedList
from ui.network.drives import plugged_in
from ui.network.stick_words import outcome_words, useful, what_to_do
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant, show_number
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.cards import Section
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import Scroll, clear, column, row
from ui.widgets.mistake import Mistake
from ui.widgets.progress_line import ProgressLine
from ui.widgets.table import Column, Table, TableModel, no_more

_MOST_LINES = 8


@dataclass(frozen=True)
class OnStick:
    """The whole files of a folder, and those that cannot be read with the reason."""

    found: tuple[Found, ...]
    broken: tuple[tuple[Path, KnownError], ...]


class StickPage(QWidget):
    """`changed` is called after a receipt was taken in: how it stands has changed."""

    def __init__(self, context: UiContext, changed: Callable[[], object]) -> None:
        super().__init__()
        self._context, self._changed = context, changed
        self._zone = context.station.profile.time_zone
        self._latest = Latest(self)
        self.folder: Path | None = None
        self._holds = False
        self.on_stick = OnStick((), ())
        self.banner = Banner()
        self.path = ElidedText(tr("network.stick_none"), "strong")
        self.look_button = QuietButton(tr("network.stick_again"), icon_name="refresh", on_press=self.look)
        self.drives = QWidget()
        self.waiting = Text("", "muted", wrap=True)
        self.write_button = SecondaryButton(tr("network.stick_write"), icon_name="save", on_press=self.write)
        self.take_button = SecondaryButton(tr("network.stick_take"), icon_name="download", on_press=self.take_in)
        self.progress = ProgressLine()
        self.states = States(lines=3)
        self._model: TableModel[Found] = TableModel(self._columns(), no_more)
        self.table = Table(self._model, name=tr("network.stick_list"))
        self._broken, self._outcomes = column(gap=1), column(gap=1)
        self.carried = CarriedList(context, self.hand_back)
        self._build()
        self._arrange(busy=False)

    def _build(self) -> None:
        content = QWidget()
        inside = column(content, gap=4, margin=4, sides=0)
        inside.addWidget(Text(tr("network.stick_about"), "muted", wrap=True))
        where = row(gap=2)
        where.addWidget(Text(tr("network.stick_where"), "label"))
        where.addWidget(self.path, 1)
        where.addWidget(SecondaryButton(tr("network.stick_choose"), on_press=self._choose))
        where.addWidget(self.look_button)
        inside.addLayout(where)
        FlowLayout(self.drives, gap=2)
        inside.addWidget(self.drives)
        inside.addWidget(self.banner)
        inside.addWidget(self.progress)
        out = Section(tr("network.stick_out"), ruled=True)
        out.add_action(self.write_button)
        out.body.addWidget(self.waiting)
        coming = Section(tr("network.stick_in"), ruled=True)
        coming.add_action(self.take_button)
        # What became of it stands under the button that was pressed, above the list, however long that is.
        coming.body.addLayout(self._outcomes)
        coming.body.addLayout(self._broken)
        coming.body.addWidget(self.states)
        self.states.full.addWidget(self.table)
        for section in (out, coming, self.carried):
            inside.addWidget(section)
        inside.addStretch(1)
        column(self, gap=0).addWidget(Scroll(content, width=None))

    def _columns(self) -> tuple[Column[Found], ...]:
        return (
            Column(tr("network.stick_column_what"), lambda one: tr(f"sync.bundle_{one.kind.value}")),
            Column(tr("network.stick_column_made"), lambda one: show_instant(from_text(one.created), self._zone)),
            Column(tr("network.stick_column_count"), self._events, figures=True),
            Column(tr("network.stick_column_do"), what_to_do, stretch=True),
        )

    @staticmethod
    def _events(one: Found) -> str:
        return show_number(one.events) if one.events else ""

    def refresh(self) -> None:
        """Somebody came here: the drives that are plugged in now, and what is carried."""
        self._show_drives()
        self.carried.refresh()
        if self.folder is not None:
            self.look()

    def _show_drives(self) -> None:
        flow = self.drives.layout()
        assert isinstance(flow, FlowLayout)
        while (item := flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = [one for one in plugged_in() if one[1] != self.folder]
        for name, folder in found:
            words = tr("network.stick_drive", name=name)
            flow.addWidget(SecondaryButton(words, icon_name="hard-drive", on_press=partial(self.use, folder)))
        self.drives.setVisible(bool(found))

    def show_waiting(self, count: int) -> None:
        """How much would go onto the stick."""
        words = tr_count("network.stick_out", count) if count else tr("network.stick_out_none")
        if self.waiting.text() != words:
            self.waiting.setText(words)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("network.stick_where"), str(self.folder or ""))
        if chosen:
            self.use(Path(chosen))

    def use(self, folder: Path) -> None:
        """This stick, and what lies on it."""
        self.folder = folder
        self.path.setText(str(folder))
        self.banner.hide()
        clear(self._outcomes)
        self._show_drives()
        self._arrange(busy=False)
        self.look()

    def hold_keyboard(self) -> None:
        """Somebody came for what lies here: the keyboard is here at once, and takes it in once it was read."""
        self._holds = True
        self.look_button.setFocus()

    def _hand_keyboard(self) -> None:
        """Whoever went elsewhere meanwhile stays there."""
        if self._holds and self.window().focusWidget() is self.look_button and self.take_button.isEnabled():
            self.take_button.setFocus()
        self._holds = False

    def look(self) -> None:
        """Read what lies on it now."""
        if self.folder is None:
            return
        if self.states.state != "full":
            self.states.show_loading()
        bundles, session, folder = self._context.station.bundles, self._context.session, self.folder
        read = lambda: OnStick(bundles.look(session, folder), bundles.unreadable(session, folder))  # noqa: E731 - one call in a worker
        self._latest.ask(read, self._show, self._wrong)

    def _show(self, on_stick: OnStick) -> None:
        self.on_stick = on_stick
        found = on_stick.found
        self._model.show_ids([str(one.path) for one in found], found)
        lines = min(len(found), _MOST_LINES) + 1
        self.table.setFixedHeight(current_theme().px("row") * lines + current_theme().gap(2))
        if found:
            self.states.show_full()
        else:
            self.states.show_empty("hard-drive", tr("network.stick_empty"), tr("network.stick_empty_step"))
        clear(self._broken)
        for path, error in on_stick.broken:
            words = tr("network.stick_file_failed", name=path.name, why=words_of(error).together)
            self._broken.addWidget(Mistake(words))
        self._arrange(busy=False)
        self._hand_keyboard()

    def _wrong(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.look)
        self._arrange(busy=False)

    def write(self) -> None:
        """Everything that waits, onto the stick."""
        if self.folder is None or not self.write_button.isEnabled():
            return
        self._begin(tr("network.stick_writing"))
        bundles, session, folder = self._context.station.bundles, self._context.session, self.folder
        Op(self, partial(bundles.export, session, folder)).on_success(self._written).on_failure(self._failed).start()

    def _written(self, done: Exported) -> None:
        names = ", ".join(path.name for path in done.files)
        title = tr_count("network.stick_written", done.events, files=names)
        held = tr_count("network.stick_held", done.held) if done.held else ""
        self._end("success", title, f"{tr('network.stick_written_next')} {held}".strip())

    def take_in(self) -> None:
        """One file after the other; one that is refused does not keep the others out."""
        wanted = [one for one in self.on_stick.found if useful(one)]
        if not wanted or not self.take_button.isEnabled():
            return
        self._begin(tr("network.stick_taking", done=0, total=len(wanted)))
        bundles, session = self._context.station.bundles, self._context.session

        def work() -> list[tuple[str, bool]]:
            said = []
            for number, one in enumerate(wanted, start=1):
                try:
                    said.append((outcome_words(bundles.take_in(session, one.path), self._zone), True))
                except KnownError as error:
                    why = words_of(error).together
                    said.append((tr("network.stick_file_failed", name=one.path.name, why=why), False))
                operation.report((number, len(wanted)))
            return said

        operation: Op[list[tuple[str, bool]]] = Op(self, work)
        operation.on_progress(self._moved).on_success(self._taken).on_failure(self._failed).start()

    def _moved(self, step: tuple[int, int]) -> None:
        self.progress.advance(*step, tr("network.stick_taking", done=step[0], total=step[1]))

    def _taken(self, said: Sequence[tuple[str, bool]]) -> None:
        self._end(None)
        self._outcomes.addWidget(Text(tr("network.stick_done"), "label"))
        for words, good in said:
            self._outcomes.addWidget(Text(words, "body" if good else "error", wrap=True))

    def hand_back(self) -> None:
        """The receipts that came for others."""
        if self.folder is None:
            return
        self._begin(tr("network.stick_writing"))
        bundles, session, folder = self._context.station.bundles, self._context.session, self.folder
        Op(self, partial(bundles.hand_back, session, folder)).on_success(self._handed).on_failure(self._failed).start()

    def _handed(self, files: Sequence[Path]) -> None:
        self._end("success", tr_count("network.stick_handed", len(files)))

    def _failed(self, error: Exception) -> None:
        words = words_of(error)
        self._end("error", words.title, words.next_step)

    def _begin(self, words: str) -> None:
        self.banner.hide()
        clear(self._outcomes)
        self.progress.begin(words)
        self._arrange(busy=True)

    def _end(self, tone: str | None, title: str = "", next_step: str = "") -> None:
        self.progress.end()
        if tone is not None:
            self.banner.show_message(tone, title, next_step)
        self._arrange(busy=False)
        self._changed()
        self.refresh()

    def _arrange(self, *, busy: bool) -> None:
        chosen = self.folder is not None and not busy
        self.write_button.setEnabled(chosen)
        self.look_button.setEnabled(chosen)
        self.take_button.setEnabled(chosen and any(useful(one) for one in self.on_stick.found))
        self.carried.offer(None if busy else self.folder)
        if self.folder is None:
            self.states.show_empty("hard-drive", tr("network.stick_nothing_chosen"))
