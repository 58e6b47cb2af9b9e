"""The shell: rail, top bar, the place, and what holds everywhere (palette, lock, keys, messages)."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.security.idle import IdleLock
from app.security.session import Session, Status
from app.station import Station
from ui.bridge import Op
from ui.help.door import HelpDoor
from ui.shell import finding, shortcuts
from ui.shell.bare import Bare
from ui.shell.context import UiContext, WindowSide
from ui.shell.demo_band import DemoBand
from ui.shell.foot import Foot
from ui.shell.frame import Frame
from ui.shell.lock import IdleWatch, LockScreen, behind_lock, close_what_floats
from ui.shell.lost_focus import LostFocus
from ui.shell.own_account import PasswordSheet, PinSheet
from ui.shell.places import Place, PlaceWidget, at_station, places_for
from ui.shell.rail import Rail
from ui.shell.roomy import roomy
from ui.shell.rule_news import RuleNewsBand
from ui.shell.shortcuts import ShortcutSheet
from ui.shell.top_bar import TopBar
from ui.shell.waiting import NoPlacePage, WaitingPage
from ui.shell.watches import watches
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.layouts import column, row
from ui.widgets.page_stack import PageStack


class Shell(QWidget):
    """The window of one signed-in person; another person gets another shell."""

    def __init__(
        self, station: Station, session: Session, frame: Frame, end_kiosk: Callable[[], object] | None = None
    ) -> None:
        """`end_kiosk`: this window shows the ward and nothing else until somebody with the right ends that."""
        super().__init__()
        self._frame, self._end_kiosk = frame, end_kiosk
        self.profile = station.profile
        self.places: tuple[Place, ...] = at_station(places_for(session), self.profile.role, kiosk=end_kiosk is not None)
        self._built: dict[str, PlaceWidget] = {}
        self._here: str | None = None
        self._subject: str | None = None
        self._lock_screen: LockScreen | None = None
        self._watch: IdleWatch | None = None
        self._idle = IdleLock(station.clock, self.profile.lock_after_minutes * 60)
        self.stack, self.foot = PageStack(), Foot()
        self.status = self.foot.status
        find = self.open_palette if session.status is Status.ACTIVE else None
        network = self._going("network") if any(place.key == "network" for place in self.places) else None
        self.bar = TopBar(self.profile.unit_name, session.name, self, find, network)
        on_rail = [place for place in self.places if place.on_rail]
        self.rail = Rail(on_rail, self.go, folded=frame.preferences.rail_folded, fold_changed=self._remember_fold)
        self.watches = watches(self, self.bar, self.rail, station, session, self.navigate, self.message)
        self.bare = Bare(self, (self.bar, self.rail))
        self.help = HelpDoor(self, self)
        self.help.covers.connect(self.watches.alarms.cover)
        side = WindowSide(lambda name: self.look(theme=name), self.bare.show, end_kiosk, self.lock, self.bare.is_on)
        self.context: UiContext = replace(self.watches.context, window=side)
        self.rule_news = RuleNewsBand(self.context, self)
        self._build()
        self.keys = shortcuts.window_keys(self, on_rail)
        self.shortcuts = shortcuts.install(self, self.keys)
        LostFocus(self, self._home)

    def _build(self) -> None:
        self._behind = behind_lock(self)
        layout = column(self._behind, gap=0)
        if self.profile.demo:
            layout.addWidget(DemoBand())
        layout.addWidget(self.bar)
        across = row(gap=0)
        across.addWidget(self.rail)
        if not self.places:
            self.rail.hide()
        inside = column(gap=0)
        for band in (self.rule_news, *self.watches.bands()):
            inside.addWidget(band)
        inside.addWidget(roomy(self.stack), 1)
        inside.addWidget(self.foot)
        across.addLayout(inside, 1)
        self.help.put_into(across)
        layout.addLayout(across, 1)

    def begin(self, place: str | None = None, subject: str | None = None) -> None:
        """Go to the first place (or the one named), watch for idleness, tell how old the backup is."""
        self._watch = IdleWatch(self, self._idle, self.lock)
        if self.context.session.status is not Status.ACTIVE:
            self._show_alone(WaitingPage(self.look_again))
        elif not self.places:
            self._show_alone(NoPlacePage())
        else:
            known = {one.key for one in self.places}
            self.navigate(place if place in known else self.places[0].key, subject)
        self._tell_of_draft()
        self.watches.begin()

    def navigate(self, key: str, subject: str | None = None) -> None:
        """Go to a place, perhaps to open a record there; a place that the role may not use stays closed."""
        place = next((one for one in self.places if one.key == key), None)
        if place is None:
            return
        if self._here is not None and self._here != key:
            self._built[self._here].leave()
            self.bare.show(False)
        self._frame.dress(own_theme=place.own_theme)
        if key not in self._built:
            self._built[key] = place.build(self.context)
            self.stack.addWidget(self._built[key])
        self._here = self.help.place = key
        self._subject = subject
        widget = self._built[key]
        self.stack.setCurrentWidget(widget)
        self.rail.mark(key)
        self.message("info", "")
        widget.arrive(subject)
        self.rule_news.look()
        self.watches.arrive(key)
        focus = self._home()
        if focus is not None:
            focus.setFocus()

    def _home(self) -> QWidget | None:
        """What has the focus when somebody arrives, and when it got lost."""
        return None if self._here is None or shortcuts.covers(self) else self._built[self._here].first_focus()

    def go(self, key: str) -> None:
        """From the rail or a key: to a place, without a record."""
        self.navigate(key, None)

    def message(self, tone: str, words: str) -> None:
        """Say something at the foot of the window."""
        self.foot.say(tone, words)

    def current(self) -> PlaceWidget | None:
        """The place on screen."""
        return self._built.get(self._here) if self._here is not None else None

    # what the user menu and the keys do

    def open_palette(self) -> None:
        """Ctrl+K."""
        if self._lock_screen is not None or self.context.session.status is not Status.ACTIVE:
            return
        finding.open_palette(self, self._going)

    def lock(self) -> None:
        """Hide everything until PIN or password."""
        if self._lock_screen is not None:
            return
        if self._end_kiosk is not None:
            self.change_user()
            return
        self.leave()
        close_what_floats()
        for cover in shortcuts.covers(self):
            cover.abandon()
        shown = [beside for place in self._built.values() if (beside := place.locked()) is not None]
        self._lock_screen = LockScreen(self, self.context, self._unlocked, self.change_user, (self._behind, shown))
        service, session = self.context.station.sign_in, self.context.session
        Op(self, lambda: service.lock(session)).on_failure(lambda _error: None).start()

    def change_user(self) -> None:
        """Keep what is being written, sign out, and let somebody else sign in."""
        self.leave()
        close_what_floats()
        service, session = self.context.station.sign_in, self.context.session
        Op(self, lambda: service.sign_out(session)).on_failure(lambda _error: None).start()
        self._frame.sign_in()

    def ask_pin(self) -> None:
        """Set the PIN."""
        PinSheet(self, self.context)

    def ask_password(self) -> None:
        """Change the password."""
        PasswordSheet(self, self.context, changed=self._refresh_session)

    def speak(self, language: str) -> None:
        """Another language from now on, on this computer and in this account."""
        accounts, session = self.context.station.accounts, self.context.session
        Op(self, lambda: accounts.set_language(session, language)).on_failure(lambda _error: None).start()
        self._frame.use_language(language)
        self._anew(replace(session, language=language))

    def look(self, *, theme: str | None = None, scale: int | None = None) -> None:
        """Light or dark at once; another text size, or frames of another thickness, build the window anew."""
        before = current_theme().px("ring")
        self._frame.use_look(theme=theme, scale=scale)
        if scale is not None or current_theme().px("ring") != before:
            self._anew(self.context.session)

    def show_help(self) -> None:
        """F1: open the help beside the place, or close it."""
        self.help.turn()

    def print_guide(self) -> None:
        """The one-page guide of this person's role."""
        self.help.print_guide()

    def show_shortcuts(self) -> None:
        """The list of keys."""
        place = self.current()
        ShortcutSheet(self, self.keys, place.keys_here() if place is not None else ())

    def show_about(self) -> None:
        """The about box."""
        from ui.about.sheet import AboutSheet  # noqa: PLC0415 - reads the metadata of every library

        AboutSheet(self)

    def quit(self) -> None:
        """Close the window."""
        self._frame.quit()

    def print_here(self) -> None:
        """Ctrl+P, where the place prints."""
        place = self.current()
        if place is not None and place.can_print:
            place.print_current()

    def step_back(self) -> None:
        """Esc."""
        place = self.current()
        if place is not None:
            place.step_back()

    def look_again(self) -> None:
        """Whether the account has been authorised meanwhile."""
        service, session = self.context.station.sign_in, self.context.session
        Op(self, lambda: service.refresh(session)).on_success(self._seen_again).on_failure(
            lambda _error: self.change_user()
        ).start()

    def leave(self) -> bool:
        """The window closes, locks or changes hands: drafts are kept; tells whether there was one."""
        kept = [place.keeps_draft() for place in self._built.values()]
        for place in self._built.values():
            place.leave()
        self._frame.preferences.draft_kept |= any(kept)
        return any(kept)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
        else:
            super().keyPressEvent(event)

    def _going(self, key: str) -> Callable[[], None]:
        return lambda: self.go(key)

    def _unlocked(self, session: Session) -> None:
        self._lock_screen = None
        self._idle.restart()
        for place in self._built.values():
            place.unlocked()
        self._tell_of_draft()
        before = self.context.session
        if session.must_change_password or (session.role, session.status) != (before.role, before.status):
            self._anew(session)

    def _seen_again(self, session: Session) -> None:
        if session.status is Status.ACTIVE:
            self._anew(session)
        else:
            self.message("info", tr("shell.still_waiting"))

    def _refresh_session(self) -> None:
        service, session = self.context.station.sign_in, self.context.session
        Op(self, lambda: service.refresh(session)).on_success(self._anew).start()

    def _anew(self, session: Session) -> None:
        self.leave()
        self._frame.rebuild(session, self._here, self._subject)

    def _tell_of_draft(self) -> None:
        """Nobody is asked whether to save: what was being written is kept, and this says so."""
        if self._frame.preferences.draft_kept and self.places:
            self._frame.preferences.draft_kept = False
            self.message("info", tr("shell.draft_kept"))

    def _show_alone(self, page: QWidget) -> None:
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.setFocus()

    def _remember_fold(self, folded: bool) -> None:
        self._frame.preferences.rail_folded = folded
