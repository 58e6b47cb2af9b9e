"""What a screen reader is told of the ward's alarms, and how."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from app.ward.alarms.words import Priority
from tests.ui.conftest import Show
from tests.ui.spoken.hearing import Hearing
from ui.spoken.alarms import AlarmSpeaker, Heard, Key, changes
from ui.widgets.banner import Banner
from ui.widgets.field import Field
from ui.widgets.text_fields import TextField

_APNOEA: Key = ("bed-07", "apnea ")
_HEARD = Heard("Leito 07", Priority.HIGH, "Apneia")


def test_a_new_alarm_is_said_with_priority_bed_and_words_and_its_end_quietly(show: Show, reader: None) -> None:
    heard = Hearing()
    speaker = AlarmSpeaker(show(QWidget()), heard.announcer)
    speaker.look({_APNOEA: _HEARD})
    assert heard.hear(0.0) == [("Alarme de prioridade alta: Leito 07, Apneia.", True)]
    speaker.look({_APNOEA: _HEARD})
    assert heard.hear() == []
    speaker.look({})
    assert heard.hear() == [("Terminou: Leito 07, Apneia.", False)]


def test_an_alarm_that_becomes_worse_is_said_again_and_one_that_only_counts_on_is_not() -> None:
    before = {_APNOEA: replace(_HEARD, priority=Priority.MEDIUM, words="SpO₂ 84 < 90")}
    assert changes(before, {_APNOEA: replace(_HEARD, priority=Priority.MEDIUM, words="SpO₂ 83 < 90")}) == []
    worse = changes(before, {_APNOEA: _HEARD})
    assert [(piece.words, piece.urgent) for piece in worse] == [("Alarme de prioridade alta: Leito 07, Apneia", True)]
    assert changes({_APNOEA: _HEARD}, before) == []


def test_an_alarm_of_low_priority_waits_until_the_reader_is_done() -> None:
    (piece,) = changes({}, {_APNOEA: replace(_HEARD, priority=Priority.LOW)})
    assert not piece.urgent


def test_a_ward_that_is_not_heard_is_said_and_its_alarms_are_not_called_over(show: Show, reader: None) -> None:
    heard = Hearing()
    speaker = AlarmSpeaker(show(QWidget()), heard.announcer)
    speaker.look({_APNOEA: _HEARD})
    heard.hear()
    speaker.look({}, silent=True)
    ((words, urgent),) = heard.hear()
    assert "não está sendo ouvida" in words
    assert urgent
    speaker.look({_APNOEA: _HEARD})
    assert heard.hear() == [("A enfermaria voltou a ser ouvida.", False)]


def test_without_a_screen_reader_nothing_is_kept_to_be_said(show: Show, reader: None) -> None:
    QAccessible.setActive(False)
    heard = Hearing()
    AlarmSpeaker(show(QWidget()), heard.announcer).look({_APNOEA: _HEARD})
    assert heard.hear() == []


def test_a_message_and_a_mistake_are_said_once(show: Show, reader: None, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Hearing()
    for module in ("ui.spoken.announcer", "ui.widgets.field"):
        monkeypatch.setattr(f"{module}.announcer", lambda: heard.announcer)
    banner, field = Banner(), Field("Peso", TextField())
    page = QWidget()
    for part in (banner, field):
        part.setParent(page)
    show(page)
    for _ in range(2):
        banner.show_message("error", "Não foi possível salvar", "Tente de novo.")
    assert heard.hear() == [("Problema: Não foi possível salvar. Tente de novo.", True)]
    for _ in range(2):
        field.set_error("Escreva um número")
    assert heard.hear() == [("Peso: Escreva um número.", False)]
    assert field.control.accessibleDescription() == "Escreva um número"
