"""The USB stick on screen: out, in, carried for others; nothing is called delivered before a receipt came back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.account_model import NewAccount
from app.security.roles import Role
from app.security.session import Session, Status
from app.settings import StationProfile, StationRole
from app.station import Station
from app.sync.bundles.files import write_file
from tests.central.serving import Served
from tests.ui.administration.office import PASSWORD, SignIn, press, settled, words_in
from tests.ui.clinical import WOMAN
from tests.ui.network.conftest import CNES, OpenNetwork, look_again
from ui.network.standing import standing
from ui.network.stick import StickPage
from ui.network.stick_words import outcome_words

OpenStick = Callable[[], StickPage]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The stick."""
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def written(joined: Station, sign_in: SignIn) -> Station:
    """In the network once, so that the server's keys are known; then somebody is registered without it."""
    joined.sync.run_round()
    joined.people.register(sign_in(Role.NURSE), WOMAN)
    return joined


@pytest.fixture
def open_stick(open_network: OpenNetwork, qtbot: QtBot, folder: Path) -> OpenStick:
    """The part of the page, with the stick chosen."""

    def opened() -> StickPage:
        screen = open_network(Role.NURSE)
        screen.full.open_part("stick")
        settled(qtbot)
        screen.full.stick.use(folder)
        settled(qtbot)
        return screen.full.stick

    return opened


@pytest.fixture
def courier(tmp_path: Path, central: Served, cheap_ports: bootstrap.Ports, fake_clock: FakeClock) -> Iterator[Station]:
    """Another station of the unit, with a network."""
    ports = bootstrap.Ports(
        clock=fake_clock,
        ids=SeededIds(fake_clock, seed=23),
        passphrase_cost=cheap_ports.passphrase_cost,
        passwords=cheap_ports.passwords,
        background=False,
    )
    first = bootstrap.FirstStart(
        profile=StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", CNES, "2408102", "Natal"),
        administrator=NewAccount("porter", "Pedro Sintético", Role.ADMINISTRATOR, PASSWORD),
    )
    made = bootstrap.create_station(StationFolders(tmp_path / "courier"), first, ports).station
    made.enrolling.enrol(PROGRAM, central.address, central.code(CNES), central.certificate.fingerprint)
    made.sync.run_round()
    yield made
    made.close()


def test_before_a_stick_is_chosen_nothing_can_be_pressed(open_network: OpenNetwork, written: Station) -> None:
    screen = open_network(Role.NURSE)
    screen.full.open_part("stick")
    QApplication.processEvents()
    stick = screen.full.stick
    assert "escolha-o acima" in words_in(stick)
    assert not (stick.write_button.isEnabled() or stick.take_button.isEnabled() or stick.carried.button.isEnabled())


def test_what_waits_is_written_and_is_not_called_delivered_until_the_receipt_was_taken_in(
    written: Station, open_stick: OpenStick, central: Served, folder: Path, qtbot: QtBot
) -> None:
    stick = open_stick()
    assert "Não há nada do Plantão" in words_in(stick)
    press(stick, "Gravar no pen drive")
    settled(qtbot)
    (path,) = folder.glob("plantao-events-*.plantao")
    words = words_in(stick)
    assert path.name in words
    assert "Ainda não foi entregue" in words
    assert written.sync.status().counts.pending > 0
    (one,) = stick.on_stick.found
    assert one.ours
    assert not stick.take_button.isEnabled()
    write_file(folder, central.services.bundles.take(path.read_bytes()))
    press(stick, "Olhar de novo")
    settled(qtbot)
    press(stick, "Receber tudo")
    settled(qtbot)
    assert "Recibo aplicado" in words_in(stick)
    assert written.sync.status().synchronised


def test_a_damaged_file_is_named_with_its_reason_and_keeps_no_other_out(
    written: Station, open_stick: OpenStick, central: Served, folder: Path, sign_in: SignIn, qtbot: QtBot
) -> None:
    (path,) = written.bundles.export(sign_in(Role.NURSE), folder).files
    write_file(folder, central.services.bundles.take(path.read_bytes()))
    (folder / "plantao-cut.plantao").write_bytes(path.read_bytes()[:-40])
    (folder / "plantao-other.plantao").write_bytes(b"something else")
    stick = open_stick()
    words = words_in(stick)
    assert "plantao-cut.plantao: Este pacote está incompleto" in words
    assert "plantao-other.plantao: Este arquivo não é um pacote do Plantão" in words
    press(stick, "Receber tudo")
    settled(qtbot)
    assert "Recibo aplicado" in words_in(stick)


def test_another_stations_file_is_carried_and_its_receipt_handed_back(
    written: Station, courier: Station, open_stick: OpenStick, sign_in: SignIn, folder: Path, qtbot: QtBot
) -> None:
    porter = courier.sign_in.sign_in("porter", PASSWORD)
    courier.bundles.export(porter, folder)
    stick = open_stick()
    assert "receba para ler aqui" in str(stick._model.index(0, 3).data())
    press(stick, "Receber tudo")
    settled(qtbot)
    assert "O arquivo vai na próxima troca" in words_in(stick)
    assert not stick.carried.button.isEnabled()
    written.sync.run_round()
    stick.refresh()
    settled(qtbot)
    assert stick.carried.button.isEnabled()
    press(stick, "Devolver os recibos")
    settled(qtbot)
    assert "1 recibo está no pen drive" in words_in(stick)
    (receipt,) = folder.glob("plantao-receipt-*.plantao")
    courier.bundles.take_in(porter, receipt)
    kinds = {one.kind.value for one in stick.on_stick.found}
    assert kinds == {"events", "taken", "receipt"}


def test_a_file_that_cannot_be_read_here_is_carried_and_says_so(
    written: Station, courier: Station, central: Served, open_stick: OpenStick, folder: Path, qtbot: QtBot
) -> None:
    porter = courier.sign_in.sign_in("porter", PASSWORD)
    courier.enrolling.enrol(PROGRAM, central.address, central.code("2222222"), central.certificate.fingerprint)
    courier.bundles.export(porter, folder)
    stick = open_stick()
    assert "esta o entrega pela rede" in str(stick._model.index(0, 3).data())
    press(stick, "Receber tudo")
    settled(qtbot)
    assert "está guardado aqui e vai na próxima troca" in words_in(stick)


def test_what_another_station_wrote_is_read_here_and_said_to_be_unconfirmed_until_the_server_has_it(
    written: Station,
    courier: Station,
    open_network: OpenNetwork,
    sign_in: SignIn,
    folder: Path,
    qtbot: QtBot,
) -> None:
    for one in (written, courier):
        one.sync.run_round()
    porter = courier.sign_in.sign_in("porter", PASSWORD)
    nurse = Session("n" * 36, "N", "n", Role.NURSE, Status.ACTIVE, "pt_BR", courier.clock.now())
    courier.people.register(nurse, replace(WOMAN, full_name="Beltrana Sintética", cpf="11144477735"))
    courier.bundles.export(porter, folder)
    screen = open_network(Role.NURSE)
    screen.full.open_part("stick")
    screen.full.stick.use(folder)
    settled(qtbot)
    assert "De Sala 1: receba para ler aqui" in str(screen.full.stick._model.index(0, 3).data())
    press(screen.full.stick, "Receber tudo")
    settled(qtbot)
    words = words_in(screen.full.stick)
    assert "estão agora nas fichas daqui" in words or "está agora nas fichas daqui" in words
    assert "Ainda não está no servidor" in words
    look_again(screen, qtbot)
    assert not written.sync.status().synchronised
    assert "sem confirmação" in standing(written.sync.status(), written.clock.now(), "America/Fortaleza").short
    screen.full.open_part("parked")
    settled(qtbot)
    assert screen.full.parked is not None
    assert {one.whose_name for one in screen.full.parked.rows} == {"Beltrana Sintética"}
    (note,) = folder.glob("plantao-taken-*.plantao")
    taken = courier.bundles.take_in(porter, note)
    assert "Sala 1 recebeu" in outcome_words(taken, "America/Fortaleza")
    assert courier.sync.status().counts.pending > 0
    written.sync.run_round()
    look_again(screen, qtbot)
    assert written.sync.status().synchronised
    assert "Sincronizado" in standing(written.sync.status(), written.clock.now(), "America/Fortaleza").short


def test_a_stick_that_was_pulled_out_is_said_with_the_next_step(
    written: Station, open_stick: OpenStick, folder: Path, qtbot: QtBot
) -> None:
    stick = open_stick()
    folder.rmdir()
    press(stick, "Gravar no pen drive")
    settled(qtbot)
    words = words_in(stick)
    assert "não existe ou não pode ser lida" in words
    assert "Coloque o pen drive" in words


def test_a_station_that_never_met_its_server_is_told_what_is_missing(
    joined: Station, open_stick: OpenStick, qtbot: QtBot
) -> None:
    stick = open_stick()
    assert "ainda não conhece as chaves do servidor" in words_in(stick)


def test_how_much_waits_follows_the_status(
    written: Station, open_network: OpenNetwork, folder: Path, qtbot: QtBot
) -> None:
    screen = open_network(Role.NURSE)
    before = written.sync.status().counts.pending
    assert f"{before} registro" in screen.full.stick.waiting.text()
    written.sync.run_round()
    look_again(screen, qtbot)
    assert "Nada espera para sair" in screen.full.stick.waiting.text()


def test_a_file_that_was_clicked_on_the_desktop_opens_the_stick_part_with_its_folder_and_takes_nothing_in(
    written: Station, open_network: OpenNetwork, folder: Path, qtbot: QtBot
) -> None:
    screen = open_network(Role.NURSE)
    screen.arrive(str(folder / "plantao-export-2026-11-23-000000000000.plantao"))
    settled(qtbot)
    assert screen.full.stick.folder == folder and screen.full.stick.isVisible()
    assert screen.focusWidget() is screen.full.stick.look_button, "nothing here can be taken in"
    screen.arrive(None)
    settled(qtbot)
    assert screen.full.stick.folder == folder, "it is not looked up a second time"


def test_the_keyboard_takes_in_what_was_clicked_on_the_desktop(
    written: Station, courier: Station, open_network: OpenNetwork, folder: Path, qtbot: QtBot
) -> None:
    courier.bundles.export(courier.sign_in.sign_in("porter", PASSWORD), folder)
    screen = open_network(Role.NURSE)
    (clicked,) = folder.glob("*.plantao")
    screen.arrive(str(clicked))
    settled(qtbot)
    assert screen.focusWidget() is screen.full.stick.take_button
    screen.full.synchronise.setFocus()
    look_again(screen, qtbot)
    assert screen.focusWidget() is screen.full.synchronise, "whoever went elsewhere stays there"


def test_whoever_went_elsewhere_before_the_stick_was_read_stays_there(
    written: Station, courier: Station, open_network: OpenNetwork, folder: Path, qtbot: QtBot
) -> None:
    courier.bundles.export(courier.sign_in.sign_in("porter", PASSWORD), folder)
    screen = open_network(Role.NURSE)
    screen.full.open_part("stick")
    stick = screen.full.stick
    stick.use(folder)
    stick.hold_keyboard()
    screen.full.synchronise.setFocus()
    settled(qtbot)
    assert stick.take_button.isEnabled() and screen.focusWidget() is screen.full.synchronise
