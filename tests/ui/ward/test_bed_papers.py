"""What of a bed is printed: the vital signs sheet and the list of alarms, read back from the PDF."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.papers import PaperKind
from app.security.roles import Role
from app.ward.alarms.words import Priority
from app.ward.picture.model import BedStanding, ShownBed
from app.ward.recording.model import AlarmMark
from tests.ui.ward.desk import CLOCK, PROFILE, Desk
from tests.ui.ward.kept import KeptRecording
from ui.papers.issue import Issue
from ui.papers.paper import PaperOffer, PaperSize
from ui.papers.printing import write_pdf
from ui.ward.bed.alarms.part import HISTORY, AlarmsPart
from ui.ward.bed.page import BedPage
from ui.ward.bed.trends.reading import read_steps
from ui.ward.bed.trends.sheet_paper import sheet_offer
from ui.ward.bed.trends.table import HOUR, table_lines

START = 1_795_000_000 // 86_400 * 86_400.0 + 10 * HOUR
BED = ShownBed("b1", "Leito 07", BedStanding.WATCHED, "M.S.", simulated=True)


def read_back(offer: PaperOffer, size: PaperSize, folder: Path) -> str:
    path = folder / f"{size.value}.pdf"
    write_pdf(offer.make(size), path)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.parametrize("size", list(PaperSize))
def test_the_sheet_says_whose_it_is_each_hour_that_was_measured_and_that_it_is_simulated(
    tmp_path: Path, light: QApplication, size: PaperSize
) -> None:
    mark = AlarmMark("spo2_low", "spo2_low", Priority.MEDIUM, False, START + 60, START + 90)
    kept = KeptRecording(START, START + 4 * HOUR, gaps=((START + HOUR, START + 2 * HOUR),), marks=(mark,))
    trends = read_steps(kept, START, START + 4 * HOUR, HOUR)
    issue = Issue(PROFILE, "Ana Fictícia", CLOCK.now())
    offer = sheet_offer(issue, BED, trends, table_lines(trends, HOUR, PROFILE.time_zone), HOUR)
    words = read_back(offer, size, tmp_path)
    assert "Leito 07 · M.S." in words and "SIMULADO" in words and "Ana Fictícia" in words
    assert "07:00" in words and "08:00 – –" in words and "09:00" in words
    assert "82 (80–84)" in words and "118/72 (88)" in words
    assert "0 ***, 1 **, 0 *" in words
    assert offer.out.kind is PaperKind.VITALS_SHEET and offer.out.subject_id == "b1"


def test_the_list_of_alarms_prints_what_the_list_shows(tmp_path: Path, desk: Desk, qtbot: QtBot) -> None:
    now = CLOCK.now().timestamp()
    desk.recordings.recording.marks = (
        AlarmMark(
            "spo2_low", "spo2_low", Priority.MEDIUM, False, now - 720, now - 700, now - 710, "Bia", "spo2", 84, 90
        ),
        AlarmMark("asystole", "asystole", Priority.HIGH, True, now - 600, None),
    )
    page = desk.ready(Role.NURSE)
    page.open_page("b1")
    bed = page.states.currentWidget()
    assert isinstance(bed, BedPage)
    bed.choose("alarms")
    part = bed.part("alarms")
    assert isinstance(part, AlarmsPart)
    part.choose(HISTORY)
    qtbot.waitUntil(lambda: part.history.history is not None)
    part.history.priorities._choose(1)
    words = read_back(part.offer(Issue(PROFILE, "Ana Fictícia", CLOCK.now())), PaperSize.A4, tmp_path)
    assert "SpO₂ 84 < 90" in words and "Bia" in words and "Assistolia" not in words
    assert "Leito 01 · M.S." in words
    page.leave()
