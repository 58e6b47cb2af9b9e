"""The bed beside the wall: what stands with an alarm is written beneath it."""

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.ward.alarms.words import Presence
from tests.ui.ward.staged import START, StagedPicture, alarm
from ui.ward.bed_panel import BedPanel


def test_it_is_written_beneath_an_alarm_that_the_signals_disagree_or_that_nothing_is_measured(qtbot: QtBot) -> None:
    staged = StagedPicture(1)
    staged.change(0, alarms=(alarm(disagrees=True), alarm(presence=Presence.LATCHED, stale=True)))
    panel = BedPanel(may_answer=True)
    qtbot.addWidget(panel)
    panel.show_bed(staged.beds[0], START)
    written = [label.text() for label in panel.findChildren(QLabel)]
    assert "Os sinais não concordam: veja o paciente" in written
    assert "Terminou sem ninguém ver · Sem medida agora: veja o paciente" in written


def test_what_was_seen_can_be_seen_again_when_it_reminds(qtbot: QtBot) -> None:
    staged = StagedPicture(1)
    panel = BedPanel(may_answer=True)
    qtbot.addWidget(panel)
    offered = []
    for due in (False, True):
        staged.change(0, alarms=(alarm(presence=Presence.ACKNOWLEDGED, reminder_due=due),))
        panel.show_bed(staged.beds[0], START)
        offered.append([one.text() for one in panel.findChildren(QPushButton)].count("Reconhecer"))
    assert offered == [0, 1]
