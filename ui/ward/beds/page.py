"""The beds of the ward: the list, and beside it one bed or the admission by bracelet."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.ward.beds.model import BedView
from app.ward.service import DeviceSign, InfrastructureSign, UnplacedDevice
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.bridge import Op
from ui.shell.context import UiContext
from ui.texts import tr
from ui.ward.beds.admit import AdmitForm
from ui.ward.beds.details import BedDetails, OfTheBed
from ui.ward.beds.infrastructure import InfrastructurePart
from ui.ward.beds.moving import NameForm
from ui.ward.beds.table import MINOR, BedTable
from ui.ward.beds.words import Signs
from ui.ward.toolbar import InSection
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column

_LOOK_MS: Final = 2_000
_Told = tuple[dict[str, DeviceSign], tuple[UnplacedDevice, ...], dict[str, InfrastructureSign]]


class BedsPage(SectionPage):
    """The bracelet's field has the keyboard at once; Enter on a line opens that bed beside the list."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("ward_beds.title"), tr("ward_beds.about"))
        self.beds: Sequence[BedView] = ()
        self.signs: Signs = None
        self.unplaced: Sequence[UnplacedDevice] = ()
        self.plant: dict[str, InfrastructureSign] | None = None
        self.opened = ""
        self._part: QWidget | None = None
        self._first = True
        self.add_action(QuietButton(tr("ward_infrastructure.title"), on_press=self.open_infrastructure))
        self.add_action(SecondaryButton(tr("ward_beds.new_bed"), icon_name="plus", on_press=self.open_new))
        self.unheard = Text(tr("ward_beds.ward_silent"), "error", wrap=True)
        self.unheard.hide()
        self.body.addWidget(self.unheard)
        self.states = States()
        self.table = BedTable(context.station.profile.time_zone)
        self.states.full.addWidget(self.table, 1)
        self.table.opened.connect(self.open_bed)
        self.beside = Beside(self.states, self._closed)
        self.beside.hide_beside(self.table, MINOR)
        self.body.addWidget(self.beside, 1)
        self._asking = False
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def admission(self) -> AdmitForm | None:
        """The form of admission, while it stands beside the list."""
        return self._part if isinstance(self._part, AdmitForm) else None

    def refresh(self) -> None:
        """Read the beds again; what is open beside the list is shown as it stands now."""
        read = partial(self.context.station.beds.beds, self.context.session)
        if self.states.state == "full":
            self.does(read, self._show)  # What stands there stays until the newer is read: nothing flickers.
        else:
            self.loads(self.states, read, self._show)
        self._timer.start()
        self.look()

    def leave(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """What the devices say, asked of the ward; a ward that does not answer leaves the beds as they are."""
        if self._asking:
            return  # A ward that is slow must not take more than one worker from whoever admits meanwhile.
        self._asking = True
        ward, session = self.context.station.ward, self.context.session
        asked = Op(self, lambda: (ward.devices(session), ward.unplaced(session), ward.infrastructure(session)))
        asked.on_success(self._show_signs).on_failure(self._show_silence).on_end(self._answered).start()

    def _answered(self) -> None:
        self._asking = False

    def _show(self, beds: Sequence[BedView]) -> None:
        self.beds = beds
        if not beds:
            first = PrimaryButton(tr("ward_beds.new_bed"), icon_name="plus", on_press=self.open_new)
            self.states.show_empty("bed", tr("ward_beds.empty"), tr("ward_beds.empty_first"), first)
            if self.opened:
                self.beside.panel.close_panel()
            return
        self.table.show_beds(beds)
        self.states.show_full()
        if self.opened:
            self.open_bed(self.opened)
        elif self._first:
            self.open_admission()
        self._first = False

    def _show_signs(self, told: _Told) -> None:
        self.signs, self.unplaced, self.plant = told
        self._signs_changed()

    def _show_silence(self, _error: Exception) -> None:
        self.signs, self.unplaced, self.plant = None, (), None
        self._signs_changed()

    def _signs_changed(self) -> None:
        self.unheard.setVisible(self.signs is None)
        self.table.show_signs(self.signs)
        if isinstance(self._part, BedDetails | InfrastructurePart):
            self._part.show_signs()

    def open_admission(self, bed: str = "") -> None:
        """The bracelet's field, with this bed or the first free one."""
        free = [one.bed for one in self.beds if one.occupant is None]
        if not free:
            return
        form = AdmitForm(self, bed or free[0])
        self._open(tr("ward_beds.admit_title"), form, bed)
        form.setFocus()

    def open_bed(self, bed: str) -> None:
        """Show a bed: who lies there, or the form of admission where it is free."""
        found = next((one for one in self.beds if one.bed == bed), None)
        if found is None:
            self.opened = ""
            self.beside.panel.close_panel()
            return
        self.table.choose(bed)
        if found.occupant is not None:
            details = BedDetails(self, found)
            self._open(found.label, details, bed)
            details.begin()
            return
        form = AdmitForm(self, bed)
        holder = QWidget()
        layout = column(holder, gap=5)
        layout.addWidget(form)
        layout.addWidget(OfTheBed(self, found))
        self._open(tr("ward_beds.admit_title"), form, bed, holder)
        form.setFocus()

    def open_part(self, title: str, part: QWidget, bed: str) -> None:
        """A question about a bed."""
        self._open(title, part, bed)
        part.setFocus()

    def open_infrastructure(self) -> None:
        """The building's equipment, beside the list."""
        self.open_part(tr("ward_infrastructure.title"), InfrastructurePart(self), "")

    def infrastructure_settled(self, words: str) -> None:
        """What is watched was changed."""
        self.show_done(words)
        self.open_infrastructure()

    def open_new(self) -> None:
        """The form for one more bed."""
        self.open_part(tr("ward_beds.new_bed"), NameForm(self, None, self.beside.panel.close_panel), "")

    def settled(self, words: str, bed: str | None = None) -> None:
        """Something was changed: say so, read again, and show this bed."""
        self.show_done(words)
        self.opened = bed or ""
        if not bed:
            self.beside.panel.close_panel()
        self.refresh()

    def first_focus(self) -> QWidget | None:
        """The field that a bracelet is read into."""
        return self.admission or (self.table if self.beds else None)

    def step_back(self) -> bool:
        if self.beside.panel.isHidden():
            return False
        self.beside.panel.close_panel()
        return True

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (("↑ ↓", tr("ward.keys_arrows")), ("Enter", tr("ward.keys_enter")), ("Esc", tr("ward.keys_esc")))

    def _open(self, title: str, part: QWidget, bed: str, shown: QWidget | None = None) -> None:
        self.opened, self._part = bed, part
        self.beside.open(title, shown or part)
        if isinstance(part, AdmitForm):
            # "Internar" alone would not say into which bed.
            self.beside.panel.setAccessibleName(f"{title}, {part.bed.currentText()}")

    def _closed(self) -> None:
        self.opened, self._part = "", None
        self.table.setFocus()


class BedsScreen(InSection):
    """The page in the wall's place; the keyboard begins at the bracelet."""

    def __init__(self, page: BedsPage) -> None:
        super().__init__(page)
        self._beds = page

    def first_focus(self) -> QWidget | None:
        return self._beds.first_focus()


def build(context: UiContext, _back: Callable[[], None]) -> BedsScreen:
    """The screen behind "Leitos"."""
    return BedsScreen(BedsPage(context))
