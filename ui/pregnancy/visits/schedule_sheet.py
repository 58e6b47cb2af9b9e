"""Which schedule of visits the whole unit follows: chosen by its coordinator."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.schedules import Schedule, schedules
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.texts import chosen_language, tr
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.labels import Text


class ScheduleSheet(Sheet):
    """`done()` after another one was chosen; every plan of the unit follows it at once."""

    def __init__(self, host: QWidget, context: UiContext, now: Schedule, done: Callable[[], object]) -> None:
        super().__init__(host.window(), tr("visits.schedule_title"), tr("visits.schedule_explained"))
        self._context, self._after = context, done
        self.choice = ChoiceChips([(one.code, schedule_words(one)) for one in schedules().values()], optional=False)
        self.choice.set_value(now.code)
        self.body.addWidget(Field(tr("visits.schedule"), self.choice))
        self.source = Text("", "small", wrap=True)
        self.body.addWidget(self.source)
        self.choice.changed.connect(lambda _value: self._show_source())
        self._show_source()
        self.add_buttons(tr("visits.schedule_choose"), self.submit, tr("common.cancel"))
        self.open()
        self.choice.setFocus()

    def submit(self) -> None:
        """Follow the chosen one."""
        code, station, session = str(self.choice.value()), self._context.station, self._context.session
        self.run(lambda: station.visits.choose_schedule(session, code), self._after)

    def _show_source(self) -> None:
        chosen = schedules()[str(self.choice.value())]
        source = chosen.head.sources[chosen.source]
        self.source.setText(source.label.in_language(chosen_language()))


def schedule_words(one: Schedule) -> str:
    """The schedule's name."""
    return one.head.title.in_language(chosen_language())
