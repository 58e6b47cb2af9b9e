"""What the window's start asks for, on a real folder: first start, opening, going on from a backup."""

from pathlib import Path

import pytest

from app import bootstrap
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.roles import Role
from ui.commands.composing import StationPorts
from ui.start.ports import FirstStart

PASSWORD = "tres-barcos-azuis"
PHRASE = "quatro cadeiras de palha"
FIRST = FirstStart(
    language="pt_BR",
    role="ubs",
    unit_name="UBS Sintética",
    cnes="0000000",
    municipality_code="2408102",
    municipality_name="Natal",
    administrator_name="Sofia Sintética",
    login="sofia",
    password=PASSWORD,
    passphrase=PHRASE,
)


@pytest.fixture
def ports(home: Path, cheap_ports: bootstrap.Ports) -> StationPorts:
    """The ports on an empty folder."""
    return StationPorts(StationFolders(home), cheap_ports)


def test_an_empty_folder_has_no_store_and_a_first_start_makes_one(ports: StationPorts) -> None:
    assert not ports.has_store()
    made = ports.create(FIRST)
    assert made.station.profile.unit_name == "UBS Sintética"
    assert made.station.sign_in.sign_in("sofia", PASSWORD).role is Role.ADMINISTRATOR
    made.station.close()
    assert ports.has_store()


def test_key_slots_alone_count_as_a_store_so_that_nothing_is_made_over_them(ports: StationPorts) -> None:
    ports.create(FIRST).station.close()
    ports.folders.store.unlink()
    assert ports.has_store()


def test_a_person_opens_the_store_with_passphrase_or_recovery_code(ports: StationPorts) -> None:
    made = ports.create(FIRST)
    made.station.close()
    assert ports.silent_key() is None
    assert ports.key_from_passphrase(PHRASE) == ports.key_from_recovery_code(made.recovery_code)
    ports.open(ports.key_from_passphrase(PHRASE)).close()


@pytest.mark.parametrize("by_code", [False, True], ids=["passphrase", "recovery code"])
def test_a_station_goes_on_from_a_backup(ports: StationPorts, by_code: bool) -> None:
    made = ports.create(FIRST)
    administrator = made.station.sign_in.sign_in("sofia", PASSWORD)
    made.station.backups.create(administrator)
    made.station.settings.change(administrator, unit_name="Depois da cópia")
    made.station.close()
    (backup,) = ports.backups()
    restored = ports.restore(backup.path, made.recovery_code if by_code else PHRASE)
    assert restored.profile.unit_name == "UBS Sintética"
    restored.close()


def test_a_wrong_secret_changes_nothing(ports: StationPorts) -> None:
    made = ports.create(FIRST)
    made.station.backups.create(made.station.sign_in.sign_in("sofia", PASSWORD))
    made.station.close()
    before = ports.folders.store.read_bytes()
    for secret in ("not this one at all", ""):
        with pytest.raises(KnownError, match=r"keys\.wrong_passphrase"):
            ports.restore(ports.backups()[0].path, secret)
    assert ports.folders.store.read_bytes() == before


def test_municipalities_come_in_the_order_of_the_alphabet_with_their_code(ports: StationPorts) -> None:
    names = [words for _, words in ports.municipalities()]
    assert names == sorted(names)
    assert ("2408102", "Natal (RN)") in ports.municipalities()


def test_a_password_that_would_soon_be_guessed_is_refused(ports: StationPorts) -> None:
    with pytest.raises(KnownError, match=r"access\.password_digits"):
        ports.check_password("481516234215", "sofia", "Sofia Sintética")


def test_the_program_itself_starts_the_wards_node_and_a_station_put_together_otherwise_does_not(home: Path) -> None:
    from app.ward.node.launching import launch_node

    assert StationPorts(StationFolders(home), starts_node=True).ports().start_node is launch_node
    assert StationPorts(StationFolders(home)).ports().start_node is None
