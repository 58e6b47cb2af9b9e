"""The report of the referrals: figures with their denominators, beside the published ones, and honest where empty."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.referral.model import Course
from app.clinic.reports.periods import PeriodChoice
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import ROOM, SignIn, press, settled, words_in
from tests.ui.conftest import settle
from tests.ui.papers.filled import words_of
from tests.ui.referral_library.conftest import answered
from tests.ui.reports.test_room import ROOMS
from ui.papers.paper import PaperSize
from ui.papers.preview import PaperPreview
from ui.reports.referrals.screen import ReferralReport
from ui.reports.shelf import ReportShelf
from ui.reports.which import PREGNANCIES, REFERRALS
from ui.shell.context import UiContext
from ui.texts import choose_language
from ui.theme import apply_theme

__all__ = ["answered"]
Open = Callable[..., ReportShelf]


@pytest.fixture
def open_place(station: Station, sign_in: SignIn, qtbot: QtBot, light: QApplication) -> Iterator[Open]:
    """Open the reports at that of the referrals, with everything counted."""
    opened: list[ReportShelf] = []

    def open_it(size: QSize = ROOM, subject: str | None = REFERRALS) -> ReportShelf:
        context = UiContext(station, sign_in(Role.COORDINATOR), lambda *_: None, lambda *_: None)
        place = ReportShelf(context)
        opened.append(place)
        qtbot.addWidget(place)
        place.resize(size)
        place.show()
        place.activateWindow()
        qtbot.waitExposed(place)
        place.arrive(subject)
        settled(qtbot)
        return place

    yield open_it
    for place in opened:
        place.leave()
    settled(qtbot)


def referrals(place: ReportShelf) -> ReferralReport:
    report = place.report(REFERRALS)
    assert isinstance(report, ReferralReport)
    return report


def shown(place: ReportShelf) -> str:
    return type(place.shown).__name__


def rows(place: ReportShelf) -> list[list[str]]:
    model = referrals(place).reasons.model
    return [
        [str(model.index(line, column).data()) for column in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def test_every_figure_says_of_how_many(open_place: Open, answered: list[Course]) -> None:
    report = referrals(open_place())
    told = [card.big.accessibleName() for card in report.figures.cards]
    assert told == [
        "Encaminhamentos: 3, 3 respondidos, 0 sem resposta",
        "Confirmados: 33 %, 1 de 3 respondidos",
        "Respondidos em até 72 h: 67 %, 2 de 3 respostas medidas",
        "Tempo até a resposta: 30 h, mediana; a mais demorada: 80 h",
        "Viagens evitadas: 33 %, 1 de 3 respondidos não precisaram ir",
    ]
    assert "Inconclusivos não contam como evitados" in words_in(report)


def test_reasons_stand_beside_what_was_published_where_anything_was(open_place: Open, answered: list[Course]) -> None:
    place = open_place()
    referrals(place).tabs.choose(1)
    settle()
    assert rows(place) == [
        ["Diabetes mellitus", "1", "0 · 0 %", "0 · 0 %", "1 · 100 %", "0", "88 % de 220"],
        ["Hipertensão arterial", "1", "1 · 100 %", "0 · 0 %", "0 · 0 %", "0", "85 % de 367"],
        ["Toxoplasmose", "1", "0 · 0 %", "1 · 100 %", "0 · 0 %", "0", "45 % de 58"],
    ]
    assert "Tese (UFRN, 2017), tabela 5" in words_in(place)
    assert referrals(place).reasons.chart.accessibleDescription().startswith("Diabetes mellitus: 0 · 0 %")
    assert [one[2] for one in referrals(place).causes.model._rows.values() if one] == [1]
    assert [one.label for one in referrals(place).units.groups] == ["UBS Sintética"]


def test_where_nothing_was_sent_the_way_on_is_shown(open_place: Open, qtbot: QtBot) -> None:
    report = referrals(open_place())
    assert report.states.state == "empty"
    assert not report.print_button.isEnabled()
    report.period.choose(PeriodChoice.LAST_MONTH)
    settled(qtbot)
    press(report, "Ver este ano")
    settled(qtbot)
    assert report.period.choice is PeriodChoice.YEAR


def test_where_nothing_was_answered_no_share_is_invented(
    open_place: Open, answered: list[Course], station: Station, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = type(station.referral_library)
    whole = library._courses
    monkeypatch.setattr(library, "_courses", lambda *told: tuple(bare(one) for one in whole(*told)))
    report = referrals(open_place())
    assert [card.big.text() for card in report.figures.cards] == ["3", "—", "—", "—", "—"]
    assert "os traços não querem dizer zero" in words_in(report)


def bare(one: Course) -> Course:
    return Course(**{**vars(one), "answers": (), "events": ()})


def test_the_table_and_the_paper_leave_with_the_same_figures(
    open_place: Open, answered: list[Course], qtbot: QtBot, tmp_path: Path
) -> None:
    place = open_place()
    report = referrals(place)
    report.save_csv(tmp_path / "a.csv")
    settled(qtbot)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file, delimiter=";"))
    assert ["Hipertensão arterial", "1", "1", "0", "0", "0", "367", "311"] in written
    place.print_current()
    preview = report.pages.widget(1)
    assert isinstance(preview, PaperPreview)
    for size in PaperSize:
        words = words_of(preview.offer, tmp_path / "a.pdf", size)
        for told in ("Relatório dos encaminhamentos", "85 % de 367", "80 h", "Viagens evitadas"):
            assert told in words
    assert place.step_back()
    assert report.pages.count() == 1


def test_the_choice_leads_to_the_other_report_and_back_by_the_keyboard(
    open_place: Open, answered: list[Course], qtbot: QtBot
) -> None:
    place = open_place(subject=None)
    assert shown(place) == "Reports"
    place._chips[PREGNANCIES].setFocus()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Right)
    settled(qtbot)
    assert shown(place) == "ReferralReport"
    assert place.isAncestorOf(QApplication.focusWidget() or place)
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Left)
    settled(qtbot)
    assert shown(place) == "Reports"
    assert place._chips[REFERRALS].value() == REFERRALS


def test_what_cannot_be_counted_is_told_with_a_way_to_try_again(
    open_place: Open, answered: list[Course], station: Station, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def broken(*_: object) -> object:
        raise KnownError("referrals.not_found")

    with monkeypatch.context() as patched:
        patched.setattr(type(station.referral_library), "compare", broken)
        report = referrals(open_place())
        assert report.states.state == "wrong"
    press(report, "Tentar de novo")
    settled(qtbot)
    assert report.states.state == "full"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", list(ROOMS))
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_part_is_whole_in_every_size_and_language(
    open_place: Open, answered: list[Course], light: QApplication, language: str, scale: int, theme: str
) -> None:
    choose_language(language)
    apply_theme(light, theme, scale)
    place = open_place(size=ROOMS[scale])
    for part in range(4):
        referrals(place).tabs.choose(part)
        settle()
        assert complaints(place) == [], f"part {part}"
        assert "[" not in words_in(place)
    assert place.minimumSizeHint().width() <= ROOMS[scale].width()
