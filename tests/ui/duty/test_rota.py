"""The rota: who is on duty, what is missing in words, putting on and taking off by keyboard, copying, paper."""

from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.kernel.errors import KnownError
from app.router.duty.model import Group, Post, PostGap
from app.security.roles import Role
from tests.ui.accessibility import complaints
from tests.ui.administration.office import NAMES, press, words_in
from tests.ui.duty.conftest import DutyDesk
from ui.duty.rota.page import RotaPage
from ui.duty.rota.paper import rota_text
from ui.duty.words import gap_words
from ui.papers.issue import issue_now
from ui.texts import choose_language, tr
from ui.theme import apply_theme
from ui.widgets.confirm_sheet import ConfirmSheet
from ui.widgets.picker import Picker

DAY = 0
CENTRAL_DAY = 4
"""Lines of the table: the posts in their order, each with day and night."""


def yes(page: RotaPage) -> None:
    (sheet,) = [one for one in page.window().findChildren(ConfirmSheet) if one.isVisible()]
    sheet.yes.click()


def test_who_is_on_duty_now_stands_by_post_and_a_post_without_anybody_is_told(desk: DutyDesk) -> None:
    desk.put(Role.NURSE, group=Group.A)
    desk.put(Role.DOCTOR, Post.CENTRAL_POST, hours=2)
    page = desk.rota()
    said = words_in(page.now)
    assert f"{NAMES[Role.NURSE]} (A)" in said and "▲ Ninguém" in said and "Agora: Dia, até 19:00" in said
    assert "Falta gente neste momento" in words_in(page.lacking)
    assert page.lacking.body.text().startswith("Posto local: ninguém agora nem nas próximas 48 horas.")
    assert page.grid.words_at(DAY, 0).startswith("Ana · A")
    assert "▲ falta 09–19" in page.grid.words_at(CENTRAL_DAY, 0) or "▲ falta 09:" in page.grid.words_at(CENTRAL_DAY, 0)


def test_when_somebody_comes_and_when_nobody_does_is_told_apart(desk: DutyDesk) -> None:
    now, zone = desk.clock.now(), "America/Fortaleza"
    hours = partial(timedelta, hours=1)

    def said(begins: float, until: float) -> str:
        return gap_words(PostGap(Post.LOCAL_POST, now + begins * hours(), now + until * hours()), now, zone)

    assert said(0, 3) == "Posto local: ninguém agora, até hoje 11:00."
    assert said(3, 23) == "Posto local: ninguém de hoje 11:00 até amanhã 07:00."
    assert said(23, 48) == "Posto local: ninguém a partir de amanhã 07:00."
    assert said(0, 48) == "Posto local: ninguém agora nem nas próximas 48 horas."


def test_somebody_is_put_on_duty_by_keyboard_alone(desk: DutyDesk) -> None:
    page = desk.rota()
    assert page.grid.hasFocus() and page.rota is not None and page.rota.is_empty and page.nobody.isVisible()
    desk.keys(Qt.Key.Key_Right, Qt.Key.Key_Return)
    at = QApplication.focusWidget()
    assert isinstance(at, Picker)
    at.setText("davi")  # letter by letter its list would open, which a machine without a screen cannot show
    desk.keys(Qt.Key.Key_Return)
    assert page.grid.words_at(DAY, 1) == "Davi"
    assert f"{NAMES[Role.DOCTOR]} está na escala." in words_in(page)
    (duty,) = page.rota.duties
    assert (duty.post, duty.until - duty.begins) == (Post.NURSE, timedelta(hours=12))
    desk.keys(Qt.Key.Key_Escape)
    assert page.beside.panel.isHidden() and page.grid.hasFocus()


def test_a_night_may_be_shared_and_what_is_left_open_is_told(desk: DutyDesk) -> None:
    page = desk.rota()
    key = page.rota.lines[1].slots[0].key if page.rota else None
    assert key is not None
    page.open_slot(key)
    form = page.panel.form if page.panel else None
    assert form is not None and (form.begins.text(), form.until.text()) == ("19:00", "07:00")
    form.person.setText(NAMES[Role.NURSE])
    form.begins.setText("1")
    form.submit()
    desk.settle()
    assert page.grid.words_at(1, 0) == "Ana · 01–07\n▲ falta 19–01"


def test_what_cannot_be_is_said_at_its_field_with_names_and_times(desk: DutyDesk) -> None:
    desk.put(Role.NURSE)
    page = desk.rota()
    page.open_slot(page.rota.lines[0].slots[0].key if page.rota else None)  # type: ignore[arg-type]  # read by now
    form = page.panel.form if page.panel else None
    assert form is not None
    form.submit()
    assert form.fields["person"].error == tr("duty.person_missing")
    form.person.setText(NAMES[Role.NURSE])
    form.until.setText("nunca")
    form.submit()
    assert form.fields["until"].error == tr("duty.hour_wrong")
    form.until.setText("19:00")
    form.submit()
    desk.settle()
    assert "já está escalada" in form.fields["person"].error and "02/03/2026" in form.fields["person"].error


def test_somebody_is_taken_off_duty_after_one_question(desk: DutyDesk) -> None:
    desk.put(Role.NURSE)
    page = desk.rota()
    desk.keys(Qt.Key.Key_Return)
    press(page.beside.panel, f"Retirar {NAMES[Role.NURSE]} deste plantão")
    yes(page)
    desk.settle()
    assert page.rota is not None and page.rota.is_empty
    assert page.grid.words_at(DAY, 0) == "▲ falta"


def test_a_week_is_copied_and_what_was_left_out_is_told(desk: DutyDesk) -> None:
    desk.put(Role.NURSE)
    page = desk.rota()
    page.step_week(1)
    desk.settle()
    page.ask_copy()
    yes(page)
    desk.settle()
    assert page.grid.words_at(DAY, 0).startswith("Ana") and "1 plantão copiado." in words_in(page)
    page.ask_copy()
    yes(page)
    desk.settle()
    assert "Nada para copiar." in words_in(page)


def test_the_gap_told_of_is_one_press_away(desk: DutyDesk) -> None:
    page = desk.rota()
    press(page.lacking, "Escalar alguém")
    desk.settle()
    assert page.panel is not None and page.panel.slot.gaps and page.panel.slot.begins <= desk.clock.now()


def test_the_paper_has_every_day_with_full_names_and_what_is_missing(desk: DutyDesk) -> None:
    desk.put(Role.NURSE, group=Group.B)
    page = desk.rota()
    assert page.rota is not None
    text = rota_text(page.rota, issue_now(page.context, page.context.station.profile))
    said = str(text.blocks)
    assert f"{NAMES[Role.NURSE]} · B" in said and "▲ falta" in said and "dom 08/03" in said
    page.print_current()
    assert page.pages.currentIndex() == 1
    assert page.step_back() and page.pages.currentIndex() == 0


def test_a_student_reads_the_rota_and_is_offered_nothing_more(desk: DutyDesk) -> None:
    desk.put(Role.NURSE)
    page = desk.rota(Role.STUDENT)
    said = words_in(page)
    assert "Copiar semana anterior" not in said and "Escalar alguém" not in said
    desk.keys(Qt.Key.Key_Return)
    assert page.panel is not None and page.panel.form is None and "Retirar" not in words_in(page.panel)


def test_what_cannot_be_read_says_why_and_can_be_tried_again(desk: DutyDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise KnownError("access.signed_out")

    with monkeypatch.context() as broken:
        broken.setattr(desk.station.duty, "rota", refuse)
        page = desk.rota()
        assert page.states.state == "wrong"
    press(page.states, tr("common.try_again"))
    desk.settle()
    assert page.states.state == "full"


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_rota_fits_in_large_text_and_is_complete_for_the_keyboard(
    desk: DutyDesk, qapp: QApplication, language: str
) -> None:
    choose_language(language)
    apply_theme(qapp, "dark", 150)
    desk.put(Role.NURSE, group=Group.A)
    page = desk.rota()
    assert complaints(page) == [] and page.minimumSizeHint().width() <= page.width()
    desk.keys(Qt.Key.Key_Return)
    assert complaints(page) == [] and "[" not in words_in(page)
