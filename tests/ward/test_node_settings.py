"""How devices are taken in: kept by this station, checked, audited, and never a reason to have no alarms."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from app.central.certificate import given, own
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.store.settings import write_setting
from app.store.store import Store
from app.store.tables import audit, change_log
from app.ward.node.settings import NodeSettings, NodeSettingsService
from tests.clinic.conftest import session_of
from tests.conftest import ExpectedLogs
from ui.texts import error_text

ADMINISTRATOR = session_of(Role.ADMINISTRATOR)


def test_what_was_kept_is_read_again_and_stands_in_the_trail_but_never_travels(store: Store, tmp_path: Path) -> None:
    service = NodeSettingsService(store)
    assert service.settings(ADMINISTRATOR) == NodeSettings()
    made = own(tmp_path, SystemClock(), ["localhost"])
    files = (str(made.certificate), str(made.key), str(made.certificate))
    chosen = NodeSettings("0.0.0.0", 2600, 4848, *files, True, 512)
    service.change(ADMINISTRATOR, chosen)
    service.change(ADMINISTRATOR, chosen)
    assert service.settings(ADMINISTRATOR) == chosen
    with store.read() as connection:
        acts = [row.action for row in connection.execute(audit.select())]
        travelling = connection.execute(change_log.select()).all()
    assert acts.count("ward_inputs_changed") == 1 and not travelling


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"hl7_port": 0}, "hl7_port"),
        ({"datagram_port": 65_536}, "datagram_port"),
        ({"datagram_port": 2575}, "ports_equal"),
        ({"host": "10.0.0.1"}, "host"),
        ({"recording_budget": 15}, "recording_budget"),
        ({"device_authorities": "/ca.pem"}, "certificate_missing"),
        ({"certificate": "/own.pem", "certificate_key": "own.key"}, "certificate_key"),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(store: Store, wrong: dict[str, Any], code: str) -> None:
    service = NodeSettingsService(store)
    with pytest.raises(KnownError) as caught:
        service.change(ADMINISTRATOR, replace(NodeSettings(), **wrong))
    assert caught.value.code == f"ward_inputs.{code}"
    told = error_text(caught.value.code, caught.value.values)
    assert all(str(value) in told for value in caught.value.values.values() if not isinstance(value, int))
    assert service.settings(ADMINISTRATOR) == NodeSettings()


def test_a_certificate_that_the_node_could_not_use_is_refused_before_it_costs_the_alarms(store: Store) -> None:
    with pytest.raises(KnownError) as caught:
        NodeSettingsService(store).change(ADMINISTRATOR, NodeSettings(certificate="/nowhere/own.pem"))
    assert caught.value.code == "ward.certificate_unreadable"


def test_a_key_behind_a_passphrase_is_refused_and_asked_for_at_no_terminal(store: Store, tmp_path: Path) -> None:
    made = own(tmp_path, SystemClock(), ["localhost"])
    key = serialization.load_pem_private_key(made.key.read_bytes(), None)
    closed = serialization.BestAvailableEncryption(b"synthetic")
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    made.key.write_bytes(key.private_bytes(*form, closed))
    chosen = NodeSettings(certificate=str(made.certificate), certificate_key=str(made.key))
    with pytest.raises(KnownError) as caught:
        NodeSettingsService(store).change(ADMINISTRATOR, chosen)
    assert caught.value.code == "ward.certificate_key_locked"
    assert str(made.key) in error_text(caught.value.code, caught.value.values)
    with pytest.raises(KnownError) as caught:
        given(made.certificate, made.key)
    assert caught.value.code == "ward.certificate_key_locked"


def test_the_key_of_another_certificate_is_refused_before_a_server_begins(tmp_path: Path) -> None:
    one, other = (own(tmp_path / name, SystemClock(), ["localhost"]) for name in ("one", "other"))
    with pytest.raises(KnownError) as caught:
        given(one.certificate, other.key)
    assert caught.value.code == "central.bad_certificate"


def test_settings_that_cannot_be_used_leave_the_usual_ones(store: Store, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.ward.node.settings", "cannot be used")
    with store.write(PROGRAM) as writing:
        write_setting(writing, "ward_inputs", {"hl7_port": "many"})
    assert NodeSettingsService(store).settings(ADMINISTRATOR) == NodeSettings()
