"""The preview of any paper: size, language, pages by keyboard, and the trail that is told before a paper leaves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.clinic.papers import PaperKind, PaperOut, Way
from app.clinic.pregnancies.model import Pregnancy
from app.kernel.errors import KnownError
from app.security.audit_service import AuditRow
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import PASSWORD
from ui.bridge import operations_under_way
from ui.papers import preview as preview_module
from ui.papers.blocks import Note
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer, PaperSize
from ui.papers.preview import PaperPreview
from ui.shell.context import UiContext
from ui.texts import tr

_LONG = tuple(Note(f"{number} " + "palavra " * 60) for number in range(40))


class Opened:
    """A preview on the screen, with what happened around it."""

    def __init__(self, station: Station, session: Session, offer: PaperOffer, qtbot: QtBot) -> None:
        self.closed: list[bool] = []
        self._bot = qtbot
        context = UiContext(station, session, lambda *_: None, lambda *_: None)
        self.preview = PaperPreview(context, offer, on_close=lambda: self.closed.append(True))
        qtbot.addWidget(self.preview)
        self.preview.resize(1158, 688)
        self.preview.show()
        self.preview.activateWindow()
        qtbot.waitUntil(self.preview.isActiveWindow)

    def settle(self) -> None:
        """Wait for every answer."""
        self._bot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)

    def save(self, path: Path) -> str:
        """Save the PDF; what is said about it."""
        self.preview.save_pdf(path)
        self.settle()
        return self.preview.banner.accessibleName()


Open = Callable[..., Opened]


@pytest.fixture
def open_preview(station: Station, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot, light: object) -> Open:
    """Show a paper of forty paragraphs about the pregnancy."""

    def opened(subject: str = pregnancy.id, session: Session = nurse) -> Opened:
        issue = Issue(station.profile, nurse.name, station.clock.now())
        offer = PaperOffer(
            heading="Papel de teste",
            make=lambda size: BlockPaper(paper_text(issue, tr("papers.title"), "papel", _LONG), size),
            out=PaperOut(PaperKind.CARD, "pregnancy", subject),
        )
        return Opened(station, session, offer, qtbot)

    return opened


def trail(station: Station) -> list[AuditRow]:
    """What the audit trail says of papers, the latest first."""
    coordinator = station.sign_in.sign_in("coordinator", PASSWORD)
    rows = station.audit.page(coordinator)
    return [one for one in rows if one.action in ("record_printed", "record_not_printed")]


def test_a_smaller_sheet_takes_more_pages(open_preview: Open) -> None:
    preview = open_preview().preview
    large = preview.paper.pages
    preview.sizes.set_value(PaperSize.A5)
    preview.sizes.changed.emit(PaperSize.A5)
    assert preview.paper.size is PaperSize.A5
    assert preview.paper.pages > large


def test_the_paper_speaks_another_language_while_the_window_keeps_its_own(open_preview: Open, tmp_path: Path) -> None:
    opened = open_preview()
    opened.preview.languages.set_value("en")
    opened.preview.languages.changed.emit("en")
    said = opened.save(tmp_path / "card.pdf")
    words = " ".join(PdfReader(tmp_path / "card.pdf").pages[0].extract_text().split())
    assert "Printed by Ana Sintética" in words
    assert "PDF salvo" in said


@pytest.mark.parametrize(("key", "shown"), [(Qt.Key.Key_PageDown, 1), (Qt.Key.Key_End, -1), (Qt.Key.Key_Home, 0)])
def test_pages_are_turned_by_keys(open_preview: Open, key: Qt.Key, shown: int) -> None:
    opened = open_preview()
    preview = opened.preview
    preview.pages.setFocus()
    QTest.keyClick(preview.pages, key)
    assert preview.pages.current == shown % preview.paper.pages
    number = shown % preview.paper.pages + 1
    assert tr("papers.page", number=number, total=preview.paper.pages) in [
        one.text() for one in preview.findChildren(type(preview._where))
    ]


def test_escape_leaves_the_preview(open_preview: Open) -> None:
    opened = open_preview()
    QTest.keyClick(opened.preview, Qt.Key.Key_Escape)
    assert opened.closed == [True]


def test_a_saved_pdf_stands_in_the_trail_with_size_and_language(
    open_preview: Open, station: Station, pregnancy: Pregnancy, tmp_path: Path
) -> None:
    said = open_preview().save(tmp_path / "card.pdf")
    assert str(tmp_path / "card.pdf") in said
    [row] = trail(station)
    assert (row.action, row.subject_kind, row.subject_id) == ("record_printed", "pregnancy", pregnancy.id)
    told = {name: row.details[name] for name in ("paper", "way", "size", "language")}
    assert told == {"paper": "card", "way": "pdf", "size": "A4", "language": "pt_BR"}


def test_a_folder_that_cannot_be_written_is_told_and_the_trail_takes_the_paper_back(
    open_preview: Open, station: Station, tmp_path: Path
) -> None:
    said = open_preview().save(tmp_path / "no such folder" / "card.pdf")
    assert "Escolha outra pasta" in said
    failed, released = trail(station)
    assert (failed.action, released.action) == ("record_not_printed", "record_printed")
    assert failed.details["sheet"] == released.details["sheet"]


def test_nothing_leaves_that_the_trail_refuses(open_preview: Open, station: Station, tmp_path: Path) -> None:
    said = open_preview("no such pregnancy").save(tmp_path / "card.pdf")
    assert not (tmp_path / "card.pdf").exists()
    assert "gestação" in said
    assert trail(station) == []


def test_a_student_lets_nothing_out(open_preview: Open, station: Station, tmp_path: Path) -> None:
    student = station.sign_in.sign_in("student", PASSWORD)
    assert student.role is Role.STUDENT
    open_preview(session=student).save(tmp_path / "card.pdf")
    assert not (tmp_path / "card.pdf").exists()
    assert trail(station) == []


def test_a_printer_that_fails_is_told_and_the_trail_takes_the_paper_back(
    open_preview: Open, station: Station, nurse: Session, pregnancy: Pregnancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_preview()
    released = station.papers.release(nurse, opened.preview.offer.out, Way.PRINTER)
    monkeypatch.setattr(preview_module, "send", lambda *_: False)
    opened.preview.send_to(None, opened.preview.paper, released)  # type: ignore[arg-type]  # no printer in a test
    opened.settle()
    assert "impressora não aceitou" in opened.preview.banner.accessibleName()
    assert [one.action for one in trail(station)] == ["record_not_printed", "record_printed"]


def test_without_a_printer_the_pdf_comes_first(open_preview: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_module, "has_printer", lambda: False)
    preview = open_preview().preview
    assert not preview.print_button.isEnabled()
    assert preview.focusProxy() is preview.pdf_button
    assert "Salve em PDF" in preview.banner.accessibleName()


def test_the_preview_has_no_complaints_of_reach_or_names(open_preview: Open) -> None:
    preview = open_preview().preview
    assert complaints(preview) == []


def test_a_paper_about_nothing_known_is_our_own_mistake(station: Station, nurse: Session) -> None:
    with pytest.raises(KnownError):
        station.papers.release(nurse, PaperOut(PaperKind.VISIT, "person", "nobody"), Way.PDF)
