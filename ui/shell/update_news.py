"""A new version that the network offers: a calm line above every place for who may act, the rest in a sheet."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.fleet.versions import Offer
from app.kernel.clock import from_text
from app.security.roles import Action
from app.sync.joining import in_groups
from ui.bridge import Latest
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton
from ui.widgets.clipboard import copy_technical
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row

_NOTE_STEPS = 30
_GROUPS_IN_A_LINE = 8


class UpdateBand(QWidget):
    """Without height while there is nothing to tell; put away, it stays away until the next sign-in."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__()
        self._context, self._window = context, window
        self._latest = Latest(self)
        self._away = False
        self.offer: Offer | None = None
        self.banner = Banner()
        self.banner.closed.connect(self._put_away)
        column(self, gap=0, margin=2, sides=4).addWidget(self.banner)
        self.hide()

    def look(self) -> None:
        """Ask whether there is something to tell; others than who may act are not asked."""
        if not self._away and self._context.may(Action.CHANGE_SETTINGS):
            updates, session = self._context.station.updates, self._context.session
            # What goes wrong with the store is told by the place.
            self._latest.ask(partial(updates.news, session), self._show, lambda _error: None)

    def open_sheet(self) -> "UpdateSheet | None":
        """All that is known of it; None where there is nothing."""
        return None if self.offer is None else UpdateSheet(self._window, self._context, self.offer, self.look)

    def _show(self, offer: Offer | None) -> None:
        if offer is not None and offer != self.offer:
            title = tr("updates.title", version=offer.version)
            body = tr("updates.body", own=self._context.station.updates.version)
            self.banner.show_message("info", title, body, action=(tr("updates.look"), self.open_sheet))
        self.offer = offer
        self.setVisible(offer is not None and not self._away)

    def _put_away(self) -> None:
        self._away = True
        self.hide()


class UpdateSheet(Sheet):
    """What is new, the packages with their sums to compare, what to do."""

    def __init__(self, host: QWidget, context: UiContext, offer: Offer, done: Callable[[], object]) -> None:
        zone = context.station.profile.time_zone
        about = tr(
            "updates.sheet_about",
            at=show_instant(from_text(offer.offered_at), zone),
            own=context.station.updates.version,
        )
        super().__init__(host, tr("updates.title", version=offer.version), about, width="palette_width")
        self._context, self._offer, self._done = context, offer, done
        note = Scroll(Text(offer.note or tr("updates.no_note"), wrap=True), width=None)
        note.setMaximumHeight(current_theme().gap(_NOTE_STEPS))
        self.body.addWidget(note)
        self.body.addWidget(Text(tr("updates.packages"), "label"))
        self.sums: list[Text] = []
        for name, digest in sorted(offer.packages.items()):
            self.body.addLayout(self._package(name, digest))
        if not offer.packages:
            self.body.addWidget(Text(tr("updates.no_packages"), wrap=True))
        self.body.addWidget(Text(tr("updates.how"), "muted", wrap=True))
        self.aside = QuietButton(tr("updates.put_aside"), on_press=self._put_aside)
        self.buttons.insertWidget(0, self.aside)
        self.add_buttons(None, self.leave, tr("common.close"))
        self.open()

    def _package(self, name: str, digest: str) -> QVBoxLayout:
        """Its name, and its sum in groups that two people can compare aloud."""
        lines = column(gap=1)
        head = row(gap=2)
        head.addWidget(Text(name, "strong"), 1)
        head.addWidget(QuietButton(tr("updates.copy"), icon_name="copy", on_press=partial(self._copy, digest)))
        lines.addLayout(head)
        groups = in_groups(digest)
        words = "\n".join(
            " ".join(groups[at : at + _GROUPS_IN_A_LINE]) for at in range(0, len(groups), _GROUPS_IN_A_LINE)
        )
        shown = Text(words, "code")
        shown.setAccessibleName(f"{name}: {' '.join(groups)}")
        lines.addWidget(shown)
        self.sums.append(shown)
        return lines

    def _copy(self, digest: str) -> None:
        copy_technical(digest)
        self.banner.show_message("success", tr("updates.copied"))

    def _put_aside(self) -> None:
        updates, session, offer = self._context.station.updates, self._context.session, self._offer
        self.run(partial(updates.put_aside, session, offer), self._put_aside_done)

    def _put_aside_done(self) -> None:
        self._context.message("info", tr("updates.aside"))
        self._done()
