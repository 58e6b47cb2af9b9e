"""What the manager sees, how she gets at the women behind a figure, and how a report leaves the program."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.reports.model import ReportBy, ReportFigure
from app.clinic.reports.periods import PeriodChoice
from app.kernel.errors import KnownError
from app.security.audit_service import AuditFilter
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.ui.administration.office import SignIn, settled, words_in
from tests.ui.conftest import settle
from tests.ui.reports.conftest import OpenReports, Seen
from ui.papers.preview import PaperPreview
from ui.reports.place import PLACE
from ui.reports.women_panel import WomenPanel
from ui.theme import apply_theme, current_theme

CLASSES, REASONS, GROUPS = 1, 2, 3


def big(seen: Seen) -> dict[ReportFigure, str]:
    return {card.tile.figure: card.tile.big for card in seen.place.summary.tiles.cards}


def panel(seen: Seen) -> WomenPanel:
    found = seen.place.panel.findChildren(WomenPanel)
    assert found
    return found[-1]


@pytest.fixture
def coordinator(sign_in: SignIn) -> Session:
    return sign_in(Role.COORDINATOR)


@pytest.mark.parametrize("role", list(Role))
def test_the_place_is_on_the_rail_of_the_coordination_alone(sign_in: SignIn, role: Role) -> None:
    assert PLACE.open_to(sign_in(role)) is (role is Role.COORDINATOR)


def test_a_unit_without_pregnancies_is_told_so(open_reports: OpenReports) -> None:
    seen = open_reports()
    assert seen.place.states.state == "empty"
    assert "Nenhuma gestação começou o acompanhamento de 01/01/2026 a 02/03/2026." in words_in(seen.place)
    assert not seen.place.print_button.isEnabled()
    seen.place.print_current()
    assert seen.place.pages.currentIndex() == 0


def test_each_figure_says_of_how_many_it_is(open_reports: OpenReports, pregnancies: list[str]) -> None:
    seen = open_reports()
    assert big(seen) == {
        ReportFigure.OPENED: "5",
        ReportFigure.EARLY: "60 %",
        ReportFigure.ENOUGH_VISITS: "—",
        ReportFigure.PAST_DUE: "0",
        ReportFigure.NOT_SEEN: "0",
    }
    words = words_in(seen.place)
    assert "3 de 5 com data conhecida" in words
    assert "Gestações que começaram o acompanhamento de 01/01/2026 a 02/03/2026." in words
    assert "Passaram da data do parto: Das gestações em curso hoje: mais de 280 dias" in words
    tile = next(card for card in seen.place.summary.tiles.cards if card.tile.figure is ReportFigure.EARLY)
    assert "Caderno de Atenção Básica 32" in tile.toolTip()
    assert "12 semanas" in tile.toolTip()


def test_this_month_is_compared_with_the_same_days_of_the_month_before(
    open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot
) -> None:
    seen = open_reports()
    seen.place.period.choose(PeriodChoice.THIS_MONTH)
    settled(qtbot)
    assert big(seen)[ReportFigure.OPENED] == "2"
    words = words_in(seen.place)
    assert "Antes: de 01/02/2026 a 02/02/2026." in words
    assert "Antes: 3" in words
    assert "Antes: 67 %" in words


def test_the_keyboard_leads_from_a_figure_to_the_record_of_a_woman(
    open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot
) -> None:
    seen = open_reports()
    tile = next(card for card in seen.place.summary.tiles.cards if card.tile.figure is ReportFigure.EARLY)
    tile.button.setFocus()
    QTest.keyClick(tile.button, Qt.Key.Key_Return)
    settled(qtbot)
    women = panel(seen)
    assert [one.shown_name.split()[0] for one in women.women] == ["Dora", "Bia", "Ana"]
    assert women.table.hasFocus()
    QTest.keyClick(women.table, Qt.Key.Key_Down)
    QTest.keyClick(women.table, Qt.Key.Key_Return)
    assert seen.went == [("pregnancy", pregnancies[1])]
    assert seen.place.step_back()
    assert seen.place.panel.isHidden()
    assert tile.button.hasFocus()
    assert not seen.place.step_back()


def test_those_who_began_late_are_one_key_away_and_the_look_is_written_down(
    open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot, station: Station, coordinator: Session
) -> None:
    seen = open_reports()
    seen.place.show_women(ReportFigure.EARLY)
    settled(qtbot)
    women = panel(seen)
    assert women.family is not None
    women.family.setFocus()
    chip = QApplication.focusWidget()
    assert chip is not None
    QTest.keyClick(chip, Qt.Key.Key_Right)
    settled(qtbot)
    assert [one.shown_name.split()[0] for one in women.women] == ["Elza", "Cida"]
    wanted = AuditFilter(actions=frozenset({"report_women_viewed"}))
    looks = [row.details["figure"] for row in station.audit.page(coordinator, wanted)]
    assert looks == ["late", "early"]


def test_a_class_and_a_reason_lead_to_their_women(
    open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot
) -> None:
    seen = open_reports()
    seen.place.tabs.choose(CLASSES)
    assert [(one.code, one.count) for one in seen.place.classes.shares] == [
        ("ARCE", 3),
        ("ARSE", 0),
        ("RH", 2),
        ("", 0),
    ]
    seen.place.classes.table.selectRow(0)
    QTest.keyClick(seen.place.classes.table, Qt.Key.Key_Return)
    settled(qtbot)
    assert len(panel(seen).women) == 3
    seen.place.tabs.choose(REASONS)
    assert [(one.label, one.count, one.share) for one in seen.place.reasons.shares] == [
        ("Hipertensão arterial", 3, "100 %")
    ]
    seen.place.reasons.table.selectRow(0)
    QTest.keyClick(seen.place.reasons.table, Qt.Key.Key_Return)
    settled(qtbot)
    assert "Hipertensão arterial" in words_in(seen.place.panel)
    assert len(panel(seen).women) == 3


def test_a_month_leads_to_its_women(open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot) -> None:
    seen = open_reports()
    seen.place.tabs.choose(GROUPS)
    seen.place.groups.table.selectRow(1)
    QTest.keyClick(seen.place.groups.table, Qt.Key.Key_Return)
    settled(qtbot)
    assert seen.place.panel.title.text() == "03/2026"
    assert [one.shown_name.split()[0] for one in panel(seen).women] == ["Elza", "Dora"]


def test_every_chart_has_its_figures_as_words(open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot) -> None:
    seen = open_reports()
    assert "▲ Alto risco, com encaminhamento: 3 · 60 %" in seen.place.classes.chart.accessibleDescription()
    seen.place.tabs.choose(GROUPS)
    assert "02/2026: 2, 03/2026: 1" in seen.place.groups.lines.accessibleDescription()
    seen.place.groups.measure.set_value(ReportFigure.EARLY)
    assert "02/2026: 66,7, 03/2026: 50" in seen.place.groups.lines.accessibleDescription()
    seen.place.groups.by.set_value(ReportBy.UNIT)
    seen.place.reload()
    settled(qtbot)
    assert seen.place.groups.bars.accessibleDescription() == "UBS Sintética: 60 %"


def test_charts_take_the_colours_of_another_theme(
    open_reports: OpenReports, pregnancies: list[str], light: QApplication
) -> None:
    seen = open_reports()
    seen.place.tabs.choose(CLASSES)
    settle()
    apply_theme(light, "dark", 100)
    settle()
    ground = seen.place.classes.chart.plot.backgroundBrush().color().name()
    assert ground == current_theme().color("surface").name()


def test_days_that_make_no_period_are_refused_at_their_field(
    open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot
) -> None:
    seen = open_reports()
    bar = seen.place.period
    bar.choose(PeriodChoice.FREE)
    settled(qtbot)
    bar.since.setText("02/03/2026")
    bar.until.setText("01/03/2026")
    bar.until.editingFinished.emit()
    assert "(02/03/2026)" in bar.until_field.error
    bar.until.setText("31/02/2026")
    bar.until.editingFinished.emit()
    assert "use dia/mês/ano" in bar.until_field.error
    bar.until.setText("02/03/2026")
    bar.until.editingFinished.emit()
    settled(qtbot)
    assert bar.until_field.error == ""
    assert big(seen)[ReportFigure.OPENED] == "2"


def test_a_failed_count_says_why_and_can_be_tried_again(
    open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = open_reports()

    def broken(*_: object) -> None:
        raise KnownError("store.in_use", path="plantao.db")

    with monkeypatch.context() as patch:
        patch.setattr(station.reports, "compare", broken)
        seen.place.reload()
        settled(qtbot)
    assert seen.place.states.state == "wrong"
    assert not seen.place.csv_button.isEnabled()
    seen.place.reload()
    settled(qtbot)
    assert seen.place.states.state == "full"


def test_counting_can_be_stopped(open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot) -> None:
    seen = open_reports()
    seen.place.reload()
    seen.place.stop()
    settled(qtbot)
    assert seen.place.states.state == "empty"
    assert "A contagem foi interrompida." in words_in(seen.place)


def test_the_table_is_written_for_its_owner_alone(
    open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    seen = open_reports()
    target = tmp_path / "relatorio.csv"
    seen.place.save_csv(target)
    settled(qtbot)
    text = target.read_text(encoding="utf-8-sig")
    assert "Grupo;Abertas;" in text
    assert "2026-02;3;3;2;" in text
    assert "Hipertensão arterial;3" in text
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "Tabela salva" in words_in(seen.place)
    seen.place.save_csv(tmp_path / "nowhere" / "relatorio.csv")
    settled(qtbot)
    assert "Escolha outra pasta" in words_in(seen.place)


def test_the_report_is_a_paper_without_names(
    open_reports: OpenReports, pregnancies: list[str], qtbot: QtBot, tmp_path: Path, light: QApplication
) -> None:
    from pypdf import PdfReader

    seen = open_reports()
    seen.place.print_current()
    preview = seen.place.pages.currentWidget()
    assert isinstance(preview, PaperPreview)
    target = tmp_path / "relatorio.pdf"
    preview.save_pdf(target)
    settled(qtbot)
    text = "\n".join(page.extract_text() for page in PdfReader(target).pages).replace("\t", " ")
    assert "Relatório do pré-natal" in text
    assert "3 de 5 com data conhecida" in text
    assert "Hipertensão arterial" in text
    assert "Sintética de Teste" not in text
    assert seen.place.step_back()
    assert seen.place.pages.currentIndex() == 0
