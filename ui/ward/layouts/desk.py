"""Which layout a wall follows, on which screens, and how somebody changes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from app.security.session import Session
from app.station import Station
from app.ward.layouts.arranged import ArrangedPicture
from app.ward.layouts.arranging import Arranging
from app.ward.layouts.model import USUAL, KnownLayouts, WallLayout
from ui.bridge import Op
from ui.ward.care import Care
from ui.ward.layouts.arrangeable import ArrangeableWall
from ui.ward.layouts.second import SecondScreen

Screens = Callable[[], Sequence[QScreen]]


class WallLayouts(QObject):
    """Puts the layout in use on the wall and, where there are two screens, on the second one.

    `changed` after everything that may change what is offered. Whatever happens (a screen is taken away, the second
    window is closed, a layout names beds that are gone) each bed of the ward stands on a screen that is there.
    """

    changed = Signal()
    opened = Signal(str)
    entered = Signal(str)
    """A bed of the second screen was opened by Enter; by a double click."""

    def __init__(
        self, station: Station, page: QWidget, session: Session | None, screens: Screens = QGuiApplication.screens
    ) -> None:
        """`session` None: nobody is signed in, so that no name is shown and nothing can be changed."""
        super().__init__(page)
        self._station, self._session, self._page, self._screens = station, session, page, screens
        self.picture = picture = ArrangedPicture(station.ward.picture, names=session is not None)
        self.wall = ArrangeableWall(picture)
        self.care = Care(station.router) if session is not None else None
        self.wall.care = self.care
        self.known = KnownLayouts()
        self.layout = USUAL
        self.arranging: Arranging | None = None
        self.second: SecondScreen | None = None
        self._second_picture = ArrangedPicture(station.ward.picture, 1, names=session is not None)
        self._second_closed = False
        self._listen(self.wall)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self.apply)
            application.screenRemoved.connect(self.apply)

    def load(self) -> None:
        """Read what is kept, and begin with the default."""
        ask = Op(self, self._station.layouts.known).on_success(self._loaded)
        ask.on_failure(lambda _error: None).start()

    def choose(self, name: str) -> None:
        """Follow this layout from now on, in this window; empty: all beds in their order."""
        self.layout, self._second_closed = self.known.named(name), False
        self.arranging = None
        self.apply()

    def use_always(self, name: str) -> None:
        """Every wall of this station begins with this layout."""
        layouts = self._station.layouts
        self._ask(lambda session: layouts.use_always(session, name), self._know)

    def remove(self, name: str) -> None:
        """Nobody needs this layout any more."""
        layouts = self._station.layouts
        self._ask(lambda session: layouts.remove(session, name), self._loaded)

    def begin(self) -> None:
        """Beds may be moved from now on, until `save` or `cancel`."""
        self.arranging = Arranging(self.layout, [bed.bed for bed in self._station.ward.picture.beds])
        self.apply()
        self.wall.setFocus()

    def cancel(self) -> None:
        """As it was before."""
        self.arranging = None
        self.apply()

    def save(self, name: str, *, default: bool) -> None:
        """Keep what was arranged under this name."""
        if self.arranging is None:
            return
        arranged = self.arranging.layout
        layout = WallLayout(name, arranged.screens, arranged.traces)
        layouts = self._station.layouts
        self._ask(
            lambda session: layouts.keep(session, layout, default=default), lambda known: self._saved(known, name)
        )

    def undo(self) -> None:
        """Take the last step back."""
        self._change(lambda arranging: arranging.undo())

    def drop(self, bed: str, onto: str) -> None:
        """A bed takes the place of another one, or the last one of its screen."""
        self._change(lambda arranging: _drop(arranging, bed, onto))

    def step(self, bed: str, by: int) -> None:
        """A bed moves by so many places."""
        self._change(lambda arranging: arranging.step(bed, by))
        self.wall.choose(bed)

    def to_other_screen(self) -> None:
        """The chosen bed goes to the other screen."""
        chosen = self.wall.chosen_bed()
        if chosen is not None:
            self._change(lambda arranging: arranging.to_other_screen(chosen.bed))

    def use_columns(self, columns: int) -> None:
        """So many columns on each screen, 0: as suits."""

        def change(arranging: Arranging) -> None:
            for screen in range(len(arranging.layout.screens)):
                arranging.use_columns(screen, columns)

        self._change(change)

    def use_traces(self, traces: int) -> None:
        """So many traces a sector at most, 0: as many as have room."""
        self._change(lambda arranging: arranging.use_traces(traces))

    def use_screens(self, count: int) -> None:
        """One screen or two."""
        self._second_closed = False
        self._change(lambda arranging: arranging.use_screens(count))

    def order_as_ward(self) -> None:
        """The beds of each screen in the order of the ward."""
        ward = [bed.bed for bed in self._station.ward.picture.beds]
        self._change(lambda arranging: arranging.order_as(ward))

    def show_names(self, names: bool) -> None:
        """Whether any sector says who lies there."""
        self.picture.show_names(names)
        self._second_picture.show_names(names)
        for wall in (self.wall, *([self.second.board.wall] if self.second is not None else [])):
            wall.care = self.care if names else None

    def beside_lock(self) -> ArrangeableWall:
        """The wall once more, for a screen that is locked: the same beds, without names."""
        wall = ArrangeableWall(self.picture)
        wall.arrange(self.picture.columns, self.picture.layout.traces)
        return wall

    def screens_there(self) -> int:
        """How many screens a layout may use now."""
        return 1 if self._second_closed else min(2, max(1, len(self._screens())))

    def apply(self, *_: object) -> None:
        """Put the layout on the screens that are there."""
        layout = self.arranging.layout if self.arranging is not None else self.layout
        screens = min(self.screens_there(), len(layout.screens))
        self._show_second(screens > 1)
        shown = [(self.wall, self.picture)]
        if self.second is not None:
            shown.append((self.second.board.wall, self._second_picture))
        for wall, picture in shown:
            picture.use(layout, screens)
            wall.arrange(picture.columns, layout.traces)
            wall.set_arranging(self.arranging is not None)
            wall.tick()
        self.changed.emit()

    def close(self) -> None:
        """The second screen goes; this wall shows all beds."""
        self._second_closed = True
        self.apply()

    def _listen(self, wall: ArrangeableWall) -> None:
        wall.dropped.connect(self.drop)
        wall.stepped.connect(self.step)

    def _show_second(self, wanted: bool) -> None:
        window, self.second = self.second, self.second if wanted else None
        if window is not None and not wanted:
            window.hide()
            window.deleteLater()
        if not wanted or self.second is not None:
            return
        here = self._page.window().screen()
        free = [screen for screen in self._screens() if screen is not here]
        self.second = SecondScreen(self._page, self._station.ward, self._second_picture, self.close)
        self.second.board.wall.care = self.wall.care
        self._listen(self.second.board.wall)
        self.second.board.wall.bed_opened.connect(self.opened)
        self.second.board.wall.bed_entered.connect(self.entered)
        self.second.fill(free[0] if free else self._screens()[-1])

    def _change(self, change: Callable[[Arranging], object]) -> None:
        if self.arranging is not None:
            change(self.arranging)
            self.apply()

    def _know(self, known: KnownLayouts) -> None:
        self.known = known
        self.changed.emit()

    def _loaded(self, known: KnownLayouts) -> None:
        self.known = known
        self.choose(known.default)

    def _saved(self, known: KnownLayouts, name: str) -> None:
        self.known = known
        self.choose(" ".join(name.split()))

    def _ask(self, act: Callable[[Session], KnownLayouts], then: Callable[[KnownLayouts], None]) -> None:
        session = self._session
        if session is not None:
            Op(self._page, lambda: act(session)).on_success(then).start()


def _drop(arranging: Arranging, bed: str, onto: str) -> None:
    for screen, one in enumerate(arranging.layout.screens):
        if (onto or bed) in one.beds:
            arranging.move(bed, screen, one.beds.index(onto) if onto else len(one.beds))
            return
