"""Periods and what comes due, at the window: what is seen beforehand, what is asked, and what is refused."""

from datetime import timedelta

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import OpenSection, SignIn, settled, words_in
from ui.administration.page import AdministrationPage
from ui.administration.privacy.due_paper import due_text
from ui.administration.privacy.periods_card import PeriodForm
from ui.administration.privacy.section import PrivacySection
from ui.papers.blocks import Table
from ui.papers.issue import Issue
from ui.texts import speaking
from ui.widgets.confirm_sheet import ConfirmSheet

DAY = 24 * 3600.0


def _section(page: AdministrationPage, qtbot: QtBot) -> PrivacySection:
    section = page.page
    assert isinstance(section, PrivacySection)
    qtbot.waitUntil(lambda: section.states.state == "full", timeout=10_000)
    return section


def _form(section: PrivacySection, code: str) -> PeriodForm:
    assert section.periods is not None
    section.periods.change_buttons[code].click()
    return section.periods.forms[code]


def _count(station: Station, sign_in: SignIn, code: str) -> int | None:
    terms = station.privacy.terms.terms(sign_in(Role.ADMINISTRATOR))
    return next(one.count for one in terms if one.period.code == code)


def test_a_doctor_sees_every_period_and_changes_none(open_section: OpenSection, qtbot: QtBot) -> None:
    section = _section(open_section(Role.DOCTOR, "privacy"), qtbot)
    assert section.periods is not None and section.periods.change_buttons == {}
    assert "20 anos" in words_in(section.periods)


def test_a_longer_period_is_saved_with_its_reason_and_who_changed_it_stays_in_sight(
    station: Station, open_section: OpenSection, sign_in: SignIn, qtbot: QtBot
) -> None:
    section = _section(open_section(Role.ADMINISTRATOR, "privacy"), qtbot)
    form = _form(section, "sealed_record")
    form.number.set_value(25)
    form.submit()
    assert form.fields["reason"].error, "nobody changes a period without saying why"
    form.reason.set_value("Pedido da secretaria")
    form.submit()
    settled(qtbot)
    assert _count(station, sign_in, "sealed_record") == 25
    assert section.periods is not None
    shown = words_in(section.periods)
    assert "de 20 anos para 25 anos. Pedido da secretaria" in shown and "Sofia Sintética" in shown


def test_what_is_below_the_minimum_is_said_at_its_field_and_nothing_is_saved(
    station: Station, open_section: OpenSection, sign_in: SignIn, qtbot: QtBot
) -> None:
    form = _form(_section(open_section(Role.ADMINISTRATOR, "privacy"), qtbot), "clinical_record")
    form.reason.set_value("menos papel")
    for typed in ("19", "", "muitos", "20,5", "101"):
        form.number.line.setText(typed)
        form.submit()
        settled(qtbot)
        assert form.fields["count"].error
    assert _count(station, sign_in, "clinical_record") == 20


def test_a_shorter_period_that_would_remove_something_asks_first_and_cancelling_removes_nothing(
    station: Station, open_section: OpenSection, sign_in: SignIn, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    station.drafts.keep(sign_in(Role.NURSE), "visit", "", {"words": "…"})
    fake_clock.advance(timedelta(days=10).total_seconds())
    page = open_section(Role.ADMINISTRATOR, "privacy")
    section = _section(page, qtbot)
    for answer, expected in (("no", 30), ("yes", 7)):
        form = section.periods.forms.get("drafts") if section.periods else None
        form = form or _form(section, "drafts")
        form.number.set_value(7)
        form.reason.set_value("menos dados")
        form.submit()
        settled(qtbot)
        sheet = page.window().findChild(ConfirmSheet)
        assert sheet is not None and "será apagado 1" in words_in(sheet)
        (sheet.yes if answer == "yes" else sheet.no).click()
        settled(qtbot)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: page.window().findChild(ConfirmSheet) is None, timeout=5_000)
        assert _count(station, sign_in, "drafts") == expected
    assert section.due is not None and "1 será apagado" in words_in(section.due)


def test_a_period_that_the_policy_says_is_locked_and_says_so(
    station: Station, open_section: OpenSection, qtbot: QtBot
) -> None:
    station.privacy.terms.fixed = {"drafts": 14}
    section = _section(open_section(Role.ADMINISTRATOR, "privacy"), qtbot)
    assert section.periods is not None and "drafts" not in section.periods.change_buttons
    shown = words_in(section.periods)
    assert "14 dias" in shown and "Definido pela administração da rede" in shown


def test_the_list_on_paper_tells_every_kind_who_printed_it_and_nobody_else(
    station: Station, open_section: OpenSection, sign_in: SignIn, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    station.drafts.keep(sign_in(Role.NURSE), "visit", "", {"words": "…"})
    fake_clock.advance(31 * DAY)
    section = _section(open_section(Role.ADMINISTRATOR, "privacy"), qtbot)
    assert section.due is not None
    section.due.list_button.click()
    assert section.preview is not None
    assert section.step_back() and not section.step_back()
    administrator = sign_in(Role.ADMINISTRATOR)
    due = station.privacy.retention.due(administrator)
    for language, kind in (("pt_BR", "consulta"), ("en", "visit")):
        with speaking(language):
            paper = due_text(Issue(station.profile, administrator.name, fake_clock.now()), due)
        summary, drafts = (one for one in paper.blocks if isinstance(one, Table))
        assert len(summary.rows) == 11 and [row.cells[1] for row in drafts.rows] == [kind]
        assert administrator.name in paper.printed and "Ana" not in repr(paper.blocks)
