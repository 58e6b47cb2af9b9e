"""The part «Papéis»: every paper as a card, opened by one key, with what is missing told before it is printed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.risk.forms import ReferralForm
from app.kernel.clock import FakeClock, local_date
from app.kernel.errors import KnownError
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import cut_off, out_of_order, too_small, unnamed
from tests.ui.clinical import PASSWORD, words_in
from tests.ui.conftest import settle
from tests.ui.papers.filled import fill, make_visit
from tests.ui.referred import make_ready, refer
from tests.ui.shell.conftest import Holder
from ui.bridge import operations_under_way
from ui.papers.paper import PaperSize
from ui.papers.preview import PaperPreview
from ui.pregnancy.papers import section as section_module
from ui.pregnancy.papers.section import PapersSection
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.screen import Pregnancies
from ui.shell.window import Shell
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences
from ui.texts import choose_language
from ui.theme import apply_theme


class Opened:
    """The whole window with a record at its papers."""

    def __init__(self, station: Station, session: Session, pregnancy: Pregnancy, qtbot: QtBot) -> None:
        self._bot = qtbot
        self.window = MainWindow(Preferences())
        signed_in = replace(session, must_change_password=False)
        self.shell = Shell(station, signed_in, Holder(self.window, self.window.preferences))
        self.window.show_page(self.shell)
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        self.shell.begin("pregnancy", pregnancy.id)
        self.finish()
        self.record.go_to("papers")
        self.finish()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    @property
    def record(self) -> PregnancyRecord:
        """The record."""
        place = self.shell.current()
        assert isinstance(place, Pregnancies)
        assert place.record is not None
        return place.record

    @property
    def section(self) -> PapersSection:
        """The part on show."""
        found = self.record.section
        assert isinstance(found, PapersSection)
        return found

    @property
    def preview(self) -> PaperPreview | None:
        """What lies over the record."""
        page = self.record.pages.currentWidget()
        return page if isinstance(page, PaperPreview) else None

    def finish(self) -> None:
        """Wait for every answer."""
        self._bot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
        settle()


class Opener:
    """Opens windows and leaves them as a person would."""

    def __init__(self, station: Station, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot) -> None:
        self._about = (station, nurse, pregnancy, qtbot)
        self.opened: list[Opened] = []

    def __call__(self, session: Session | None = None) -> Opened:
        station, nurse, pregnancy, qtbot = self._about
        self.opened.append(Opened(station, session or nurse, pregnancy, qtbot))
        return self.opened[-1]


@pytest.fixture
def open_papers(
    station: Station, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot, light: QApplication
) -> Iterator[Opener]:
    """Open the window at the papers of the pregnancy."""
    opener = Opener(station, nurse, pregnancy, qtbot)
    yield opener
    for one in opener.opened:
        one.shell.leave()
        one.finish()


@pytest.fixture
def filled(station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock) -> None:
    """A record with something of everything."""
    fill(station, nurse, pregnancy, today=local_date(fake_clock.now(), station.profile.time_zone))
    station.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"hypertension"})))


@pytest.mark.usefixtures("filled")
def test_every_paper_tells_what_it_is_for_and_what_is_left_to_write(open_papers: Opener) -> None:
    section = open_papers().section
    words = words_in(section)
    for expected in ("1 · Cartão da gestante", "2 · Resumo da consulta", "3 · Ficha de pré-consulta", "4 · Class"):
        assert expected in words
    assert "Nada falta." in words
    assert all(one.choice.offer is not None for one in section.cards)


def test_an_empty_record_says_what_is_missing_and_leads_there(open_papers: Opener) -> None:
    opened = open_papers()
    words = words_in(opened.section)
    assert "Ainda não dá para imprimir: falta registrar uma consulta." in words
    assert "peso antes da gestação, altura, grupo sanguíneo, história" in words
    card = next(one for one in opened.section.cards if one.choice.key == "classification")
    assert card.button.text() == "Ir à classificação"
    card.button.click()
    assert opened.record.entries[opened.record.tabs.current()].key == "classification"


def test_the_emergency_of_today_comes_first(
    open_papers: Opener, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    visit = station.danger_signs.encounter_of_today(nurse, pregnancy.person_id)
    station.danger_signs.record(nurse, pregnancy.person_id, visit, {"vaginal_bleeding": True})
    opened = open_papers()
    assert [one.choice.key for one in opened.section.cards][:2] == ["emergency", "card"]
    QTest.keyClick(opened.section, Qt.Key.Key_1)
    assert opened.preview is not None
    assert opened.preview.offer.out.kind.value == "emergency"


def test_a_referral_brings_its_sheets_and_its_own_way_out(
    open_papers: Opener, station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock, tmp_path: Path
) -> None:
    section = open_papers().section
    assert section.exporting.button.isVisible()
    assert not section.referral_exporting.button.isVisible()
    make_ready(station, nurse, pregnancy, local_date(fake_clock.now(), station.profile.time_zone))
    sent = refer(station, nurse, pregnancy.id)
    opened = open_papers()
    section = opened.section
    assert section.cards[0].choice.key == "referral"
    assert section.see("referral")
    opened.record.host.uncover()
    assert section.referral_exporting.button.isVisible()
    section.referral_exporting.save(tmp_path / "a.json")
    opened.finish()
    bundle = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert sent.referral.id in [one["resource"]["id"] for one in bundle["entry"]]
    assert cut_off(section) == []
    assert out_of_order(section) == []


@pytest.mark.usefixtures("filled")
def test_a_digit_opens_a_paper_and_escape_comes_back_to_its_card(open_papers: Opener) -> None:
    opened = open_papers()
    QTest.keyClick(opened.section, Qt.Key.Key_3)
    assert opened.preview is not None
    assert opened.preview.offer.out.kind.value == "pre_consultation"
    QTest.keyClick(opened.preview, Qt.Key.Key_Escape)
    opened.finish()
    assert opened.record.pages.currentIndex() == 0
    assert opened.section.cards[2].button.hasFocus()


@pytest.mark.usefixtures("filled")
def test_ctrl_p_opens_the_paper_whose_card_has_the_focus(open_papers: Opener) -> None:
    opened = open_papers()
    opened.section.cards[3].button.setFocus()
    opened.record.print_current()
    assert opened.preview is not None
    assert opened.preview.offer.out.kind.value == "classification"


@pytest.mark.usefixtures("filled")
def test_ctrl_p_in_a_paper_prints_it(open_papers: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_papers()
    assert opened.section.see("card")
    asked: list[str] = []
    monkeypatch.setattr(PaperPreview, "print_out", lambda preview: asked.append(preview.offer.heading))
    opened.record.print_current()
    assert asked == ["Cartão da gestante"]


@pytest.mark.usefixtures("filled")
def test_ctrl_p_elsewhere_opens_the_paper_that_fits(open_papers: Opener) -> None:
    opened = open_papers()
    opened.record.go_to("classification")
    opened.finish()
    opened.record.print_current()
    opened.finish()
    assert opened.preview is not None
    assert opened.preview.offer.out.kind.value == "classification"


def test_ctrl_p_falls_back_to_the_card_where_nothing_is_classified(open_papers: Opener) -> None:
    opened = open_papers()
    opened.record.go_to("classification")
    opened.finish()
    opened.record.print_current()
    opened.finish()
    assert opened.preview is not None
    assert opened.preview.offer.out.kind.value == "card"


def test_another_visit_can_be_summed_up(
    open_papers: Opener, station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    today = local_date(fake_clock.now(), station.profile.time_zone)
    for days in (30, 3):
        make_visit(station, nurse, pregnancy, today - timedelta(days=days))
    opened = open_papers()
    card = next(one for one in opened.section.cards if one.choice.key == "visit")
    assert card.visit is not None
    card.visit.setCurrentIndex(1)
    opened.finish()
    assert opened.section.see("visit")
    assert opened.preview is not None
    assert opened.preview.offer.out.part == (today - timedelta(days=30)).isoformat()
    assert opened.preview.paper.size is PaperSize.A5


def test_what_cannot_be_read_is_told_with_a_way_to_try_again(
    open_papers: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        def read() -> object:
            raise KnownError("pregnancies.not_found")

        return read

    with monkeypatch.context() as patched:
        patched.setattr(section_module, "read_pregnancy_data", broken)
        opened = open_papers()
        assert opened.section.states.state == "wrong"
    opened.section.refresh()
    opened.finish()
    assert opened.section.states.state == "full"


def test_a_student_is_offered_no_papers(open_papers: Opener, station: Station) -> None:
    opened = open_papers(station.sign_in.sign_in("student", PASSWORD))
    assert "papers" not in [one.key for one in opened.record.entries]
    opened.record.print_current()
    opened.finish()
    assert opened.preview is None


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("paper", ["", "card"])
def test_papers_and_preview_have_room(
    open_papers: Opener, light: QApplication, language: str, scale: int, paper: str
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    opened = open_papers()
    shown = opened.section
    if paper:
        assert opened.section.see(paper)
        assert opened.preview is not None
    opened.finish()
    widget = opened.preview or shown
    assert cut_off(widget) == []
    assert unnamed(widget) == []
    assert too_small(widget) == []
    assert out_of_order(widget) == []
