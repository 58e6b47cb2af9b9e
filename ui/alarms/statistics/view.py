"""The key figures of the response times, and the same by priority, shift and bed."""

from PySide6.QtWidgets import QWidget

from app.router.history.statistics import LEAST_FOR_MEDIAN, LEAST_FOR_P90, ResponseFigures, ResponseStatistics, Times
from ui.alarms.statistics.bars import TimeBars
from ui.alarms.statistics.words import by_bed, by_priority, by_shift, median_words, p90_words, share_words, soon_words
from ui.reports.tiles import FigureCard, side_by_side
from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.cards import Section
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column

ACCEPT, PRESENCE = "accept", "presence"
_GROUPS = (("priority", by_priority), ("shift", by_shift), ("bed", by_bed))


class StatisticsView(QWidget):
    """`show_statistics` shows other figures; `measure`: which time the bars show."""

    def __init__(self) -> None:
        super().__init__()
        self.found: ResponseStatistics | None = None
        content = QWidget()
        layout = column(content, gap=5)
        self._cards = column(gap=0)
        layout.addLayout(self._cards)
        self.measure = ChoiceChips(
            [(one, tr(f"alarm_statistics.measure_{one}")) for one in (ACCEPT, PRESENCE)],
            name=tr("alarm_statistics.measure"),
            optional=False,
        )
        self.measure.set_value(ACCEPT)
        self.measure.changed.connect(lambda _value: self.show_measure())
        layout.addWidget(self.measure)
        self.bars: dict[str, TimeBars] = {}
        beside: list[TimeBars] = []
        for key, _ in _GROUPS:
            section = Section(tr(f"alarm_statistics.by_{key}"))
            self.bars[key] = TimeBars(tr(f"alarm_statistics.by_{key}"), beside)
            section.body.addWidget(self.bars[key])
            layout.addWidget(section)
        for words in how_counted():
            layout.addWidget(Text(words, "muted", wrap=True))
        layout.addStretch(1)
        column(self, gap=0).addWidget(Scroll(content, width=None))

    def show_statistics(self, found: ResponseStatistics) -> None:
        """Show these."""
        self.found = found
        clear(self._cards)
        self._cards.addWidget(side_by_side(cards_of(found.all)))
        self.show_measure()

    def show_measure(self) -> None:
        """The bars of the time that is chosen."""
        found = self.found
        if found is None:
            return
        for key, groups in _GROUPS:
            self.bars[key].show_groups([(name, self._times(one)) for name, one in groups(found)])

    def _times(self, one: ResponseFigures) -> Times:
        return one.accept if self.measure.value() == ACCEPT else one.presence


def how_counted() -> tuple[str, ...]:
    """What the figures count and what they leave out."""
    return (
        tr("alarm_statistics.how_calls"),
        tr("alarm_statistics.how_share"),
        tr("alarm_statistics.how_presence"),
        tr("alarm_statistics.how_few", median=LEAST_FOR_MEDIAN, p90=LEAST_FOR_P90),
    )


def cards_of(one: ResponseFigures) -> list[FigureCard]:
    """The key figures, the deciding ones first."""
    return [
        FigureCard(
            tr("alarm_statistics.soon_accepted"), share_words(one.accept), soon_words(one.accept), _few(one.accept), ""
        ),
        FigureCard(
            tr("alarm_statistics.typical_accept"),
            median_words(one.accept),
            tr("alarm_statistics.nine_of_ten", time=p90_words(one.accept)),
            tr("alarm_statistics.cases", count=show_number(one.accept.count)),
            "",
        ),
        FigureCard(
            tr("alarm_statistics.typical_presence"),
            median_words(one.presence),
            tr("alarm_statistics.soon_present", soon=soon_words(one.presence)),
            _few(one.presence),
            "",
        ),
        FigureCard(
            tr("alarm_statistics.passed_on"),
            show_number(one.escalated),
            tr("alarm_statistics.of_calls", count=show_number(one.calls)),
            tr("alarm_statistics.to_the_last", count=show_number(one.failsafe)),
            "",
        ),
        FigureCard(
            tr("alarm_statistics.unanswered"),
            show_number(one.unanswered),
            tr("alarm_statistics.of_calls", count=show_number(one.calls)),
            tr("alarm_statistics.still_waiting", count=show_number(one.waiting)) if one.waiting else "",
            "",
        ),
    ]


def _few(times: Times) -> str:
    return "" if times.share is not None else tr("alarm_statistics.few", count=show_number(times.count))
