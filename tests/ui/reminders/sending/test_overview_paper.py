"""The figures of the messages on paper: by whoever may see reports, without a name."""

from pathlib import Path

from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from app.reminders.channels.interface import Outcome
from app.security.roles import Role
from tests.ui.reminders.sending.outgoing import OpenPage, Outgoing
from ui.reminders.overview.page import OverviewPage
from ui.reminders.page import RemindersPage


def overview(page: RemindersPage) -> OverviewPage:
    assert isinstance(page.page, OverviewPage)
    return page.page


def test_the_figures_are_printed_without_a_name_and_esc_leads_back(
    open_page: OpenPage, outgoing: Outgoing, tmp_path: Path, qtbot: QtBot
) -> None:
    outgoing.tried(Outcome.ACCEPTED, 3)
    outgoing.tried(Outcome.FINAL, 1)
    place = open_page("overview", Role.COORDINATOR)
    page = overview(place)
    place.print_current()
    preview = page.preview
    assert preview is not None
    assert not page.states.isVisible()
    preview.save_pdf(tmp_path / "figures.pdf")
    qtbot.waitUntil(lambda: preview.banner.property("tone") == "success")
    words = " ".join(PdfReader(tmp_path / "figures.pdf").pages[0].extract_text().split())
    assert "E-mail" in words
    assert "Pedidos das pessoas" in words
    assert "Teste" not in words
    assert place.step_back()
    assert page.preview is None
    assert page.states.isVisible()
    assert not place.step_back()


def test_a_nurse_prints_no_figures(open_page: OpenPage, outgoing: Outgoing) -> None:
    outgoing.tried(Outcome.ACCEPTED, 1)
    page = overview(open_page("overview"))
    page.print_current()
    assert page.preview is None
    assert not page.print_button.isVisible()
