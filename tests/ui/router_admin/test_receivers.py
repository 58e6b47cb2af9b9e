"""The receivers of people: how each stands, a new one by a code, renaming, posts, and taking one away."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.router.duty.model import Post
from app.router.receivers.model import Kind, ReceiverStep, StoredReceiver
from app.router.receivers.rows import write_step
from app.router.service import PairingCode
from app.router.words import Capability
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationRole
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, SignIn, press, settled, words_in
from tests.ui.conftest import settle
from tests.ui.router_admin.told import ToldRouter, paths, state
from ui.router_admin.receivers.pairing import NewReceiver
from ui.router_admin.receivers.section import ReceiversSection
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.confirm_sheet import ConfirmSheet

STATION_ROLE = StationRole.WARD
CODE = "K7QMRT4XWZPA"


class Office:
    """Receivers that came in as the router lets them, and codes that the router would give."""

    def __init__(self, station: Station, administrator: Session, clock: FakeClock, patch: pytest.MonkeyPatch) -> None:
        self.station, self.administrator, self.clock = station, administrator, clock
        self.asked: list[tuple[str, str, frozenset[Capability]]] = []
        self.refusal: KnownError | None = None
        self.router = ToldRouter(station, patch)
        patch.setattr(station.router, "pairing_code", self._code)

    def _code(self, _session: Session, name: str, kind: str, capabilities: frozenset[Capability]) -> PairingCode:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append((name, kind, capabilities))
        return PairingCode(CODE, self.clock.now() + timedelta(minutes=5), "192.168.0.20:7412", "0123abcd" * 8)

    def admit(self, receiver: str, name: str) -> None:
        """Somebody typed a code there."""
        self.clock.advance(1)
        store = self.station.receivers._store
        with store.write(self.administrator.actor) as writing:
            one = StoredReceiver(receiver, Kind.PHONE, name, frozenset({Capability.TEXT}), public_key=f"key-{receiver}")
            write_step(writing, ReceiverStep.ADMITTED, one)


@pytest.fixture
def office(station: Station, sign_in: SignIn, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(station, sign_in(Role.ADMINISTRATOR), fake_clock, monkeypatch)


def opened(open_section: OpenSection) -> ReceiversSection:
    page = open_section(Role.ADMINISTRATOR, "receivers").page
    assert isinstance(page, ReceiversSection)
    return page


def test_without_any_the_section_says_what_that_means(open_section: OpenSection, office: Office) -> None:
    page = opened(open_section)
    assert page.states.state == "empty" and "nenhum alarme chega a alguém longe da central" in words_in(page)


def test_each_receiver_says_how_it_stands_and_what_waits_for_it(open_section: OpenSection, office: Office) -> None:
    for receiver, name in (("r1", "A"), ("r2", "B"), ("r3", "C"), ("r4", "D"), ("r5", "E")):
        office.admit(receiver, name)
    office.router.tell(
        paths(
            state("r1", "A", user="Ana Sintética", waiting=(2, 0, 0, 0, 0, 30, 0, 0, 0, 0)),
            state("r2", "B", user="Davi Sintético", locked=True),
            state("r3", "C", connected=False, heard_ago=300.0),
            state("r4", "D", connected=False),
        )
    )
    page = opened(open_section)
    said = [page.table.words_at(line) for line in range(5)]
    assert [one[2] for one in said] == [
        "Pronto",
        "Tela bloqueada",
        "Fora de alcance há 5 min",
        "Ainda não ligou",
        "Sem notícia",
    ]
    assert said[0][3:] == ["Ana Sintética", "", "2 alarmes, 30 outros"]
    office.router.silent = True
    page.look()
    assert {page.table.words_at(line)[2] for line in range(5)} == {"Sem notícia"}
    assert "a situação dos receptores não é conhecida" in words_in(page)


def test_a_new_receiver_comes_in_by_a_code_that_counts_down(
    open_section: OpenSection, office: Office, qtbot: QtBot
) -> None:
    page = opened(open_section)
    page.open_new()
    (form,) = page.findChildren(NewReceiver)
    form.submit()
    assert form.fields["name"].error
    form.kind.set_value(Kind.PHONE)
    form.kind.changed.emit(Kind.PHONE)
    form.name.setText("Celular do grupo A")
    form.submit()
    settled(qtbot)
    settle()
    assert office.asked == [("Celular do grupo A", "phone", frozenset({Capability.TEXT, Capability.SOUND}))]
    said = words_in(page.beside.panel)
    assert "K7QM\nRT4X\nWZPA" in said and "192.168.0.20:7412" in said and "Vale por mais 5:00" in said
    assert "0123 abcd 0123" in said
    assert page.code is not None and page.code.code.accessibleName().endswith("K 7 Q M R T 4 X W Z P A")
    office.clock.advance(250)
    page.code.look()
    assert page.code.left.text() == "Vale por mais 0:50"
    office.admit("r1", "Celular do grupo A")
    qtbot.waitUntil(lambda: page.code is not None and page.code.is_over)
    assert "Celular do grupo A entrou." in words_in(page.beside.panel) and "K7QM" not in words_in(page.beside.panel)
    assert page.table.words_at(0)[0] == "Celular do grupo A"


def test_a_code_whose_time_is_over_is_taken_away_and_another_can_be_asked_for(
    open_section: OpenSection, office: Office, qtbot: QtBot
) -> None:
    page = opened(open_section)
    page.open_new()
    (form,) = page.findChildren(NewReceiver)
    form.name.setText("Janela")
    form.submit()
    settled(qtbot)
    office.clock.advance(301)
    assert page.code is not None
    page.code.look()
    settle()
    said = words_in(page.beside.panel)
    assert "O código venceu." in said and "K7QM" not in said
    press(page.beside.panel, "Pedir outro código")
    settle()
    assert [one for one in page.findChildren(NewReceiver) if one.isVisible()]


def test_a_name_that_is_taken_is_said_at_the_field(open_section: OpenSection, office: Office, qtbot: QtBot) -> None:
    office.refusal = KnownError("router_receivers.name_taken", name="Janela")
    page = opened(open_section)
    page.open_new()
    (form,) = page.findChildren(NewReceiver)
    form.name.setText("Janela")
    form.submit()
    settled(qtbot)
    assert "Janela" in form.fields["name"].error and form.submit_button.isEnabled()


def test_name_post_and_what_it_can_show_are_kept(open_section: OpenSection, office: Office, qtbot: QtBot) -> None:
    office.admit("r1", "Celular")
    page = opened(open_section)
    page.open_subject("r1")
    form = page.panel.form if page.panel is not None else None
    assert form is not None
    form.name.setText("Celular do posto")
    form.capabilities.boxes[Capability.SOUND].click()
    form.post.set_value("local_post")
    office.clock.advance(1)
    form.submit()
    settled(qtbot)
    (one,) = office.station.receivers.receivers(office.administrator)
    assert (one.name, one.post, one.capabilities) == (
        "Celular do posto",
        Post.LOCAL_POST,
        frozenset({Capability.TEXT, Capability.SOUND}),
    )
    assert page.table.words_at(0)[0] == "Celular do posto" and "salvo" in words_in(page)


def test_a_lost_receiver_is_taken_away_after_one_question(
    open_section: OpenSection, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.admit("r1", "Celular perdido")
    revoke = office.station.receivers.revoke
    monkeypatch.setattr(office.station.router, "revoke", revoke)
    page = opened(open_section)
    page.open_subject("r1")
    settle()
    office.clock.advance(1)
    press(page.beside.panel, "Retirar receptor")
    (sheet,) = [one for one in page.window().findChildren(ConfirmSheet) if one.isVisible()]
    assert office.station.receivers.receivers(office.administrator)
    sheet.yes.click()
    settled(qtbot)
    assert office.station.receivers.receivers(office.administrator) == ()
    assert page.beside.panel.isHidden() and page.states.state == "empty"


def test_the_receivers_are_complete_for_the_keyboard_and_fit_in_large_text(
    open_section: OpenSection, office: Office, qapp: QApplication, qtbot: QtBot
) -> None:
    choose_language("en")
    apply_theme(qapp, "dark", 150)
    office.admit("r1", "Celular do grupo A")
    office.router.tell(paths(state("r1", "Celular do grupo A", user="Ana")))
    page = opened(open_section)
    settle()
    assert complaints(page) == [] and page.minimumSizeHint().width() <= page.width()
    page.open_subject("r1")
    settled(qtbot)
    settle()
    assert complaints(page) == [] and "[" not in words_in(page)
    page.open_new()
    settle()
    assert complaints(page) == []
