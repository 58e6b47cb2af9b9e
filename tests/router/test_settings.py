"""How the router reaches its receivers: what is kept, what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.errors import KnownError
from app.router.settings import RouterSettings, RouterSettingsService, read_router_settings
from app.security.roles import Role
from app.store.settings import write_setting
from app.store.store import Store
from app.store.tables import audit
from tests.clinic.conftest import session_of
from tests.conftest import ExpectedLogs
from ui.texts import error_text

ADMIN = session_of(Role.ADMINISTRATOR)
USUAL = RouterSettings()


def test_what_nobody_has_set_is_the_usual(store: Store) -> None:
    assert RouterSettingsService(store).settings(ADMIN) == USUAL


def test_a_change_is_kept_whole_and_audited_once(store: Store) -> None:
    service, wanted = RouterSettingsService(store), replace(USUAL, phones=True, link_bits=2e6, address="posto-1")
    service.change(ADMIN, wanted)
    service.change(ADMIN, wanted)
    assert service.settings(ADMIN) == wanted
    with store.read() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.details)).all()
    assert [row.action for row in rows] == ["router_settings_changed"]
    assert '"link_bits":2000000.0' in rows[0].details


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("alarms_port", 0, "alarms_port"),
        ("bulk_port", 70_000, "bulk_port"),
        ("pairing_port", -1, "pairing_port"),
        ("phones_port", 65_536, "phones_port"),
        ("bulk_port", USUAL.alarms_port, "ports_equal"),
        ("host", "10.0.0.1", "host"),
        ("address", "https://posto", "address"),
        ("address", "posto 1", "address"),
        ("black_box", 1, "black_box"),
        ("link_bits", 0, "link_bits"),
        ("link_bits", float("nan"), "link_bits"),
        ("node_alarms_port", 0, "node_alarms_port"),
        ("node_bulk_port", 65_536, "node_bulk_port"),
        ("node_bulk_port", USUAL.bulk_port, "ports_equal"),
        ("certificate", "certificado.pem", "certificate"),
        ("certificate_key", "/chave.pem", "certificate_missing"),
    ],
)
def test_what_cannot_be_is_refused_in_words(store: Store, field: str, value: object, code: str) -> None:
    service = RouterSettingsService(store)
    with pytest.raises(KnownError) as refused:
        service.change(ADMIN, replace(USUAL, **{field: value}))  # type: ignore[arg-type]  # one field of many kinds
    assert refused.value.code == f"router_settings.{code}"
    assert "{" not in error_text(refused.value.code, refused.value.values)
    assert service.settings(ADMIN) == USUAL


def test_a_certificate_that_cannot_be_read_is_not_kept(store: Store, tmp_path: Path) -> None:
    service = RouterSettingsService(store)
    with pytest.raises(KnownError, match=r"ward\.certificate_unreadable"):
        service.change(ADMIN, replace(USUAL, certificate=str(tmp_path / "none.pem")))


def test_settings_that_this_program_cannot_use_leave_the_usual_ones(store: Store, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.router.settings", "cannot be used")
    with store.write(ADMIN.actor) as writing:
        write_setting(writing, "router", {"alarms_port": "seven"})
    with store.read() as connection:
        assert read_router_settings(connection) == USUAL
