"""The overview says how the sending stands, what needs a person, and what is not known; it looks again by itself."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from app.clinic.reports.periods import PeriodChoice
from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.reminders.channels.interface import FeedbackKind, Outcome
from app.reminders.figures import FigureService
from app.reminders.outbox.sending import Tally
from app.reminders.request_content import RequestContent, RequestKind
from app.reminders.work import ReminderWork, WorkState
from app.security.roles import Role
from app.station import Station
from app.store.tables import public_request
from tests.ui.accessibility import complaints
from tests.ui.administration.office import SignIn, press, settled, words_in
from tests.ui.conftest import settle
from tests.ui.reminders.sending.outgoing import OpenPage, Outgoing
from ui.reminders.overview.number_tiles import tiles_across
from ui.reminders.overview.page import OverviewPage
from ui.reminders.overview.standing import failure_words, seconds_words, standing
from ui.reminders.page import RemindersPage
from ui.texts import choose_language
from ui.theme import apply_theme

HERE = WorkState(True, True, True, None, None, Tally())
NEWEST = "B"


def overview(page: RemindersPage) -> OverviewPage:
    assert isinstance(page.page, OverviewPage)
    return page.page


@pytest.fixture
def turned_on(station: Station, sign_in: SignIn) -> None:
    """One channel is on."""
    mail = {"host": "mail.example.org", "sender": "ubs@example.org"}
    station.reminders.channels.save(sign_in(Role.ADMINISTRATOR), "email", mail, {}, active=True)


@pytest.mark.parametrize(
    ("state", "any_channel", "waiting", "tone", "words"),
    [
        (HERE, True, 3, "success", "Enviando por esta estação"),
        (HERE, False, 3, "warn", "Nenhum canal de envio está ligado: nada sai"),
        (replace(HERE, here=False), True, 3, "info", "Outro programa aberto nesta estação está enviando"),
        (
            replace(HERE, allowed=False, here=False),
            True,
            3,
            "info",
            "Quem envia por esta unidade é outra estação ou o servidor",
        ),
        (replace(HERE, running=False), True, 3, "warn", "O envio está parado nesta estação"),
        (replace(HERE, running=False), True, 0, "info", "O envio está parado nesta estação"),
        (
            replace(HERE, failure="channels.unreachable"),
            True,
            3,
            "error",
            "O envio encontrou um problema e tenta de novo sozinho",
        ),
    ],
)
def test_how_the_sending_stands_is_said_plainly(
    state: WorkState, any_channel: bool, waiting: int, tone: str, words: str
) -> None:
    said = standing(state, any_channel=any_channel, waiting=waiting)
    assert (said.tone, said.words) == (tone, words)
    assert said.following


def test_where_somebody_else_sends_it_is_said_who() -> None:
    said = standing(replace(HERE, allowed=False, here=False), any_channel=False, waiting=0, holder="Sala 2")
    assert (said.tone, said.words) == ("info", "Quem envia por esta unidade: Sala 2")


def test_a_failure_is_told_by_its_sentence_or_by_its_code() -> None:
    assert failure_words("channels.unreachable").startswith("O provedor não responde")
    assert "unexpected" in failure_words("unexpected")
    assert "store.disk_full" in failure_words("store.disk_full")


@pytest.mark.parametrize(("seconds", "words"), [(0.42, "0,4 s"), (61.0, "61 s"), (600.0, "10 min"), (9000.0, "2 h")])
def test_a_time_is_said_in_the_unit_that_says_enough(seconds: float, words: str) -> None:
    assert seconds_words(seconds) == words


@pytest.mark.parametrize(("role", "offered"), [(Role.NURSE, False), (Role.COORDINATOR, True)])
def test_before_the_first_message_it_is_said_what_to_do_first(
    open_page: OpenPage, gone: list[tuple[str, str | None]], role: Role, offered: bool
) -> None:
    page = overview(open_page("overview", role))
    assert page.states.state == "empty"
    words = words_in(page)
    assert "Nenhuma mensagem ainda" in words
    assert ("Escrever o primeiro texto" in words) is offered
    if offered:
        press(page, "Escrever o primeiro texto")
        assert gone == [("reminders", "templates")]


def test_the_numbers_that_decide_lead_to_what_stands_behind_them(
    open_page: OpenPage, outgoing: Outgoing, gone: list[tuple[str, str | None]], turned_on: None
) -> None:
    outgoing.tried(Outcome.FINAL, 2)
    sent = outgoing.tried(Outcome.ACCEPTED, 3)
    outgoing.heard(FeedbackKind.REPLY, sent[:1], "Vou sim")
    outgoing.wait(2)
    outgoing.wait(1, hours=5)
    with outgoing.store.write(PROGRAM) as writing:
        for _ in range(2):
            row = {"person_id": None, "kind": RequestKind.REGISTRATION.value, "content": RequestContent().to_stored()}
            writing.append(public_request, row)
    page = overview(open_page("overview"))
    assert {name: tile.big.text() for name, tile in page.tiles.items()} == {
        "attention": "2",
        "inbox": "1",
        "requests": "2",
        "due": "2",
        "waiting": "3",
    }
    page.tiles["attention"].button.click()
    page.tiles["inbox"].button.click()
    page.tiles["requests"].button.click()
    assert gone == [("reminders", "attention"), ("reminders", "inbox"), ("reminders", "requests")]


def test_what_came_of_each_channel_and_why_not_is_counted(
    open_page: OpenPage, outgoing: Outgoing, turned_on: None
) -> None:
    sent = outgoing.tried(Outcome.ACCEPTED, 4)
    outgoing.heard(FeedbackKind.DELIVERED, sent[:2])
    outgoing.heard(FeedbackKind.READ, sent[:1])
    outgoing.tried(Outcome.FINAL)
    page = overview(open_page("overview"))
    model = page.figures.model
    shown = [model.index(0, column).data() for column in range(model.columnCount())]
    assert shown == ["E-mail", "4", "2 · 50 %", "1 · 25 %", "1", "0", "0"]
    assert page.figures.reasons.accessibleDescription() == "Recusada pelo provedor: 1"
    assert "metade sai em até 0,0 s da hora" in words_in(page)


def test_a_period_without_messages_says_so_and_the_numbers_of_now_stay(
    open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot, turned_on: None
) -> None:
    outgoing.tried(Outcome.FINAL)
    page = overview(open_page("overview"))
    page.period.choose(PeriodChoice.LAST_MONTH)
    settled(qtbot)
    assert "Nenhuma mensagem devia sair neste período." in words_in(page)
    assert page.tiles["attention"].big.text() == "1"


def test_it_looks_again_by_itself_and_nothing_moves(
    open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot, turned_on: None
) -> None:
    outgoing.tried(Outcome.FINAL)
    page = overview(open_page("overview"))
    scroll = next(one for one in page.findChildren(QScrollArea) if one.isVisible())
    scroll.verticalScrollBar().setValue(40)
    tile, table = page.tiles["attention"], page.figures.table
    outgoing.tried(Outcome.FINAL)
    page.look_again()
    settled(qtbot)
    assert tile is page.tiles["attention"]
    assert table is page.figures.table
    assert tile.big.text() == "2"
    assert scroll.verticalScrollBar().value() == 40
    assert page._timer.isActive()
    page.hide()
    assert not page._timer.isActive()


def test_when_it_cannot_be_read_again_the_old_numbers_stay_and_say_so(
    open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, turned_on: None
) -> None:
    outgoing.tried(Outcome.FINAL)
    page = overview(open_page("overview"))

    def fails(*_: object) -> None:
        raise KnownError("store.disk_full", path="sintético")

    with monkeypatch.context() as broken:
        broken.setattr(FigureService, "dashboard", fails)
        page.look_again()
        settled(qtbot)
    assert "estes são os de antes" in words_in(page)
    assert page.tiles["attention"].big.text() == "1"
    page.look_again()
    settled(qtbot)
    assert not page.banner.isVisible()


def test_the_state_of_the_work_stands_above(
    open_page: OpenPage, outgoing: Outgoing, monkeypatch: pytest.MonkeyPatch, turned_on: None
) -> None:
    monkeypatch.setattr(ReminderWork, "state", lambda _self: HERE)
    outgoing.wait(1, hours=2)
    page = overview(open_page("overview"))
    assert page.standing.title.text() == "Enviando por esta estação"


def test_too_few_messages_are_no_verdict(open_page: OpenPage, outgoing: Outgoing, turned_on: None) -> None:
    outgoing.tried(Outcome.ACCEPTED, 6, variants="AB")
    page = overview(open_page("overview"))
    words = words_in(page.comparison)
    assert "Ainda são poucas mensagens" in words
    assert "0 % (de 0 a 56 %)" in words
    assert "A: Olá, {{first_name}}." in words
    assert not page.comparison.apart.isVisible()


def test_a_difference_is_said_with_its_bounds(open_page: OpenPage, outgoing: Outgoing, turned_on: None) -> None:
    sent = outgoing.tried(Outcome.ACCEPTED, 80, variants="AB")
    with_b = [one for one in sent if _variant(outgoing, one) == NEWEST]
    outgoing.heard(FeedbackKind.READ, with_b)
    page = overview(open_page("overview"))
    words = words_in(page.comparison)
    assert "dificilmente é acaso" in words
    assert "A redação B é lida por mais pessoas que a A" in words


def test_the_figures_are_saved_without_a_name(
    open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot, tmp_path: Path, turned_on: None
) -> None:
    outgoing.tried(Outcome.FINAL)
    page = overview(open_page("overview", Role.COORDINATOR))
    assert page.csv_button.isVisible()
    target = tmp_path / "mensagens.csv"
    page.save_csv(target)
    settled(qtbot)
    text = target.read_text(encoding="utf-8")
    assert "E-mail;Falharam;1" in text
    assert "Maria" not in text
    assert page.looked is not None
    assert page.looked.first == date(2026, 3, 1)


@pytest.mark.parametrize(("count", "room", "across"), [(5, 5, 5), (5, 4, 3), (5, 2, 1), (4, 3, 2), (4, 9, 4)])
def test_no_tile_is_left_over_alone(count: int, room: int, across: int) -> None:
    assert tiles_across(count, room) == across


def test_a_nurse_is_not_offered_the_table(open_page: OpenPage, outgoing: Outgoing) -> None:
    outgoing.tried(Outcome.FINAL)
    assert "Salvar tabela (CSV)" not in words_in(overview(open_page("overview")))


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [90, 150])
def test_everything_fits_at_every_text_size(
    qapp: QApplication, open_page: OpenPage, outgoing: Outgoing, turned_on: None, language: str, scale: int
) -> None:
    outgoing.tried(Outcome.FINAL, 2)
    outgoing.tried(Outcome.ACCEPTED, 4, variants="AB")
    choose_language(language)
    apply_theme(qapp, "dark", scale)
    window = open_page("overview", Role.COORDINATOR)
    settle()
    assert complaints(window) == []
    assert window.page.minimumSizeHint().width() <= window.stack.width()


def _variant(outgoing: Outgoing, message_id: str) -> str:
    with outgoing.store.read() as connection:
        row = connection.exec_driver_sql("select variant from message where id = ?", (message_id,)).one()
    return str(row[0])
