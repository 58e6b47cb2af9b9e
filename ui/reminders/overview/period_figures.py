"""What came of the messages of a period: by channel, why some were not sent, how punctual, what people did."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from app.reminders.figures import ChannelFigures, Dashboard
from ui.reminders.overview.standing import seconds_words
from ui.reminders.parts.words import channel_words, short_reason
from ui.reports.charts import Bar, BarChart
from ui.reports.reading import percent
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.cards import Card
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.table import Column, Table, TableModel, no_more
from ui.widgets.turning import Turning

_HEADING_LINES = 1
_CHART_STEPS = 34
_COUNTED: Final = ("sent", "delivered", "read", "failed", "unknown", "expired")


class PeriodFigures(QWidget):
    """Drawn anew only where something differs."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: Dashboard | None = None
        layout = column(self, gap=4)
        self.nothing = Text(tr("overview_page.nothing"), "muted", wrap=True)
        layout.addWidget(self.nothing)
        self.model: TableModel[ChannelFigures] = TableModel(_columns(), no_more)
        self.table = Table(self.model, name=tr("overview_page.by_channel"))
        self._channels = Card(margin=4, gap=2)
        self._channels.body.addWidget(Text(tr("overview_page.by_channel"), "heading"))
        self._channels.body.addWidget(self.table)
        layout.addWidget(self._channels)
        self.facts = KeyValues()
        self.reasons = BarChart(tr("overview_page.not_sent"))
        self.reasons.setMinimumHeight(current_theme().gap(_CHART_STEPS))
        self._reasons = Card(margin=4, gap=2)
        self._reasons.body.addWidget(Text(tr("overview_page.not_sent"), "heading"))
        self._reasons.body.addWidget(self.reasons)
        side = Card(margin=4, gap=3)
        side.body.addWidget(Text(tr("overview_page.also"), "heading"))
        side.body.addWidget(self.facts)
        side.body.addStretch(1)
        turning = Turning("record_room", gap=4, gap_below=4)
        turning.line.addWidget(side, 1)
        turning.line.addWidget(self._reasons, 1)
        layout.addWidget(turning)

    def show_dashboard(self, one: Dashboard) -> None:
        """Show other figures."""
        before, self.shown = self.shown, one
        if before is None or before.by_channel != one.by_channel:
            self._show_channels(one)
        if before is None or before.not_sent != one.not_sent:
            self._show_reasons(one)
        if before is None or facts(before) != facts(one):
            self.facts.show_pairs(facts(one))

    def _show_channels(self, one: Dashboard) -> None:
        self.nothing.setVisible(not one.by_channel)
        self._channels.setVisible(bool(one.by_channel))
        self.model.show_ids([each.channel for each in one.by_channel], one.by_channel)
        rows = current_theme().px("row") * (len(one.by_channel) + _HEADING_LINES)
        self.table.setFixedHeight(rows + current_theme().gap(2))

    def _show_reasons(self, one: Dashboard) -> None:
        self._reasons.setVisible(bool(one.not_sent))
        in_order = sorted(one.not_sent.items(), key=lambda pair: -pair[1])
        self.reasons.show_bars([Bar(short_reason(code), count, show_number(count)) for code, count in in_order])


def facts(one: Dashboard) -> list[tuple[str, str]]:
    """How punctual, and what people did: names with their words."""
    late = one.lateness
    punctual = tr("overview_page.no_attempts")
    if late.count:
        half, nearly_all = seconds_words(late.p50_s), seconds_words(late.p99_s)
        punctual = tr("overview_page.lateness", half=half, nearly_all=nearly_all)
    over = f"{show_number(late.over_5s)} ({percent(late.over_5s, late.count)})" if late.count else "—"
    return [
        (tr("overview_page.punctual"), punctual),
        (tr("overview_page.over_5s"), over),
        (tr("overview_page.replies"), show_number(one.replies)),
        (tr("overview_page.withdrawals"), show_number(one.withdrawals)),
    ]


def channel_headings() -> tuple[str, ...]:
    """What is told of each channel, its name first."""
    return tr("overview_page.channel"), *(tr(f"overview_page.{name}") for name in _COUNTED)


def channel_cells(one: ChannelFigures) -> tuple[str, ...]:
    """The figures in the order of the headings, without the name."""

    def part(count: int) -> str:
        return f"{show_number(count)} · {percent(count, one.sent)}" if one.sent else "—"

    counts = (show_number(getattr(one, name)) for name in _COUNTED[3:])
    return show_number(one.sent), part(one.delivered), part(one.read), *counts


def _columns() -> tuple[Column[ChannelFigures], ...]:
    name, *headings = channel_headings()
    figures = (
        Column[ChannelFigures](words, partial(_cell, number), figures=True) for number, words in enumerate(headings)
    )
    return Column(name, lambda one: channel_words(one.channel), stretch=True), *figures


def _cell(number: int, one: ChannelFigures) -> str:
    return channel_cells(one)[number]
