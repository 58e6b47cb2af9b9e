"""The page and the chip: never called synchronised while it is not; what waits, was refused or fails is in words."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.station import Station
from app.sync.ledger import SyncCounts
from app.sync.service import SyncStatus
from tests.central.serving import Served
from tests.ui.administration.office import SignIn, press, settled, words_in
from tests.ui.clinical import WOMAN
from tests.ui.network.conftest import OpenNetwork, Went, look_again
from ui.network.full_page import FullPage
from ui.network.screen import NetworkScreen
from ui.network.standing import standing
from ui.shell.status_chip import StatusChip

Register = Callable[[], str]


@pytest.fixture
def register(station: Station, sign_in: SignIn) -> Register:
    """Somebody new at the reception."""
    return lambda: station.people.register(sign_in(Role.NURSE), WOMAN).id


def _press_synchronise(screen: NetworkScreen, qtbot: QtBot) -> FullPage:
    screen.full.synchronise.click()
    settled(qtbot)
    look_again(screen, qtbot)
    return screen.full


def test_a_station_alone_says_so_and_the_administrator_is_shown_the_way_in(
    open_network: OpenNetwork, went: Went
) -> None:
    screen = open_network(Role.ADMINISTRATOR)
    assert screen.state == "alone"
    assert "trabalha sozinha" in words_in(screen)
    press(screen, "Entrar na rede")
    assert went == [("administration", "network")]
    other = open_network(Role.NURSE)
    assert other.join is None
    assert "Quem cuida da estação" in words_in(other)


def test_what_waits_is_counted_and_called_synchronised_only_after_it_went_and_came_back(
    joined: Station, open_network: OpenNetwork, register: Register, went: Went, qtbot: QtBot
) -> None:
    register()
    screen = open_network(Role.NURSE)
    assert screen.state == "full"
    assert "espera" in screen.full.headline.text()
    assert "Tudo o que se escreveu" not in words_in(screen)
    page = _press_synchronise(screen, qtbot)
    assert page.headline.text() == "Tudo o que se escreveu aqui está no servidor"
    assert went == [("success", "Troca completa.")]
    assert joined.sync.status().synchronised


def test_without_the_server_it_says_since_when_what_is_safe_and_when_it_tries_again(
    joined: Station, open_network: OpenNetwork, register: Register, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = open_network(Role.NURSE)
    _press_synchronise(screen, qtbot)
    register()

    def cut() -> None:
        raise KnownError("sync.unreachable", address="https://servidor")

    monkeypatch.setattr(joined.sync, "_open_line", cut)
    page = _press_synchronise(screen, qtbot)
    words = words_in(page)
    assert page.headline.text() == "Sem rede desde 08:00"
    assert "esperam aqui, guardados" in words or "espera aqui, guardado" in words
    assert "não responde em https://servidor" in words
    assert "sozinha, por volta de" in words or "em instantes" in words


@pytest.mark.parametrize("role", [Role.NURSE, Role.ADMINISTRATOR])
def test_a_suspended_station_keeps_its_data_and_says_whom_to_ask(
    joined: Station,
    central: Served,
    open_network: OpenNetwork,
    register: Register,
    went: Went,
    qtbot: QtBot,
    role: Role,
) -> None:
    register()
    enrolment = joined.enrolling.current()
    assert enrolment is not None
    central.services.enrolment.suspend(enrolment.station_id)
    screen = open_network(role)
    page = _press_synchronise(screen, qtbot)
    assert page.headline.text() == "O servidor suspendeu esta estação"
    assert "Fale com a coordenação" in page.detail.text()
    if role is Role.ADMINISTRATOR:
        press(page, "Entrar de novo…")
        assert went[-1] == ("administration", "network")
    else:
        assert "Entrar de novo…" not in words_in(page)


def test_a_refused_record_stands_with_who_what_and_why_and_is_sent_again(
    joined: Station,
    open_network: OpenNetwork,
    register: Register,
    went: Went,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person_id = register()
    from app.central.journal import Journal
    from app.central.journal import Result as Verdict

    real = Journal.push

    def refuse(self: Journal, sender: object, raw: list[dict[str, str]]) -> list[Verdict]:
        return [
            Verdict(one["id"], "rejected", "rejected", code="sync.out_of_scope", values={"entity": one["entity"]})
            for one in raw
        ]

    monkeypatch.setattr(Journal, "push", refuse)
    screen = open_network(Role.NURSE)
    page = _press_synchronise(screen, qtbot)
    screen.full.open_part("refused")
    settled(qtbot)
    assert page.refused is not None
    refused = next(one for one in page.refused.rows if one.entity == "person")
    assert (refused.whose, refused.by_name) == (person_id, "Ana Sintética")
    page.refused.open(refused.event_id)
    QApplication.processEvents()
    words = words_in(page.refused.beside.panel)
    assert "Ana Sintética" in words
    assert "não é atendida por esta unidade" in words
    press(page.refused, "Abrir o cadastro")
    assert went[-1] == ("reception", person_id)
    monkeypatch.setattr(Journal, "push", real)
    before = len(page.refused.rows)
    press(page.refused, "Enviar de novo")
    settled(qtbot)
    assert "O servidor aceitou o registro" in words_in(page.refused)
    assert len(page.refused.rows) == before - 1


def test_the_administrator_sees_counts_and_no_names(joined: Station, open_network: OpenNetwork) -> None:
    screen = open_network(Role.ADMINISTRATOR)
    assert screen.full.refused is None
    assert screen.full.parked is None
    assert "só a equipe de saúde" in words_in(screen)


def test_a_clock_that_is_wrong_is_said_and_said_to_harm_nothing(
    joined: Station, open_network: OpenNetwork, qtbot: QtBot, fake_clock: FakeClock
) -> None:
    fake_clock.set_wall(fake_clock.now() + timedelta(minutes=7))
    page = _press_synchronise(open_network(Role.NURSE), qtbot)
    assert "7 min adiantado" in page.clock.title.text()
    assert "Nada se perde" in page.clock.body.text()


def _status(**values: object) -> SyncStatus:
    base = {
        "enrolled": True,
        "running": False,
        "counts": SyncCounts(0, 0, 0, 0, 0, None),
        "oldest_pending": None,
        "last_success": FakeClock().now(),
        "failure": None,
        "failed_at": None,
        "next_try": None,
        "clock_difference": None,
    }
    return SyncStatus(**{**base, **values})  # type: ignore[arg-type]  # the test names the fields


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Sincronizado"),
        ({"last_success": None}, "Ainda não sincronizado"),
        ({"counts": SyncCounts(12, 0, 0, 0, 0, None), "oldest_pending": timedelta(hours=3)}, "12 a enviar · há 3 h"),
        ({"counts": SyncCounts(0, 3, 0, 0, 0, None)}, "3 a confirmar"),
        ({"counts": SyncCounts(0, 0, 2, 0, 0, None)}, "2 esperam aqui"),
        ({"counts": SyncCounts(5, 0, 0, 2, 1, None)}, "2 divergências · 1 recusado"),
        ({"failure": KnownError("sync.unreachable", address="x")}, "Sem rede desde 08:00"),
        ({"failure": KnownError("sync.suspended")}, "Estação suspensa"),
        ({"failure": KnownError("sync.not_you")}, "Entrar de novo na rede"),
        ({"failure": KnownError("sync.server_failed", status="500")}, "Servidor com falha"),
        ({"enrolled": False}, "Só nesta estação · sem cópia de segurança"),
    ],
)
def test_the_chip_says_the_one_thing_and_keeps_its_width(
    qtbot: QtBot, light: QApplication, values: dict[str, object], said: str
) -> None:
    chip = StatusChip()
    qtbot.addWidget(chip)
    width = chip.sizeHint().width()
    chip.show_sync(_status(**values), FakeClock().now(), "America/Fortaleza")
    assert chip.words.text() == said
    assert chip.accessibleName() == said
    assert chip.sizeHint().width() == width


def test_only_a_status_that_is_synchronised_without_a_failure_is_called_so() -> None:
    for at in range(6):
        pending, unseen, parked, conflicts, rejected = (int(number == at) for number in range(5))
        counts = SyncCounts(pending, unseen, parked, conflicts, rejected, None)
        for failure in (None, KnownError("sync.unreachable", address="x")):
            for last in (None, FakeClock().now()):
                status = _status(counts=counts, failure=failure, last_success=last)
                called = standing(status, FakeClock().now(), "America/Fortaleza").key == "synchronised"
                assert called is (status.synchronised and failure is None)


def test_the_chip_is_pressed_by_mouse_and_keyboard_and_tells_the_rest_when_asked(
    qtbot: QtBot, light: QApplication
) -> None:
    opened: list[bool] = []
    chip = StatusChip(lambda: opened.append(True))
    qtbot.addWidget(chip)
    chip.show()
    counts = SyncCounts(12, 0, 1, 2, 3, None)
    chip.show_sync(_status(counts=counts, oldest_pending=timedelta(hours=3)), FakeClock().now(), "America/Fortaleza")
    for words in ("12 a enviar", "3 recusados", "2 divergências", "1 espera aqui", "Cópia de segurança: nenhuma"):
        assert words in chip.toolTip()
        assert words in chip.accessibleDescription()
    chip.click()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert opened == [True, True]
    assert chip.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_whoever_may_not_open_the_page_sees_the_chip_and_is_not_stopped_at_it(
    qtbot: QtBot, light: QApplication
) -> None:
    chip = StatusChip(None)
    qtbot.addWidget(chip)
    assert chip.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert chip.accessibleName()
