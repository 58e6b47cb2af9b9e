"""A station set up by a file: whole, joined, once, and afterwards as the file says."""

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app import bootstrap
from app.central.tables import station as station_table
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.policy.model import AdministratorPolicy, Policy
from app.store.tables import audit
from main import main
from tests.central.serving import Served
from tests.conftest import ExpectedLogs
from tests.policy.conftest import SetUp, opened
from tests.policy.test_reading import written


def trail(folders: StationFolders, ports: bootstrap.Ports) -> list[tuple[str, str]]:
    """Action and details of every row, in order."""
    store = bootstrap.open_store_for_command(folders, ports)
    with store.read() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.details).order_by(audit.c.number)).all()
    store.close()
    return [(row.action, row.details) for row in rows]


def test_a_station_is_made_joined_and_opened_with_nobody_there(
    run: SetUp, policy: Policy, folders: StationFolders, ports: bootstrap.Ports, central: Served
) -> None:
    done = run(policy)
    assert (done.station, done.joined, done.administrator) == ("created", True, "suporte")
    assert done.password is not None and done.recovery_code is not None
    station = opened(folders, ports)
    try:
        assert (station.profile.cnes, station.profile.lock_after_minutes) == ("1111111", 3)
        enrolment = station.enrolling.current()
        assert enrolment is not None and enrolment.unit_name == "UBS Sintética"
        session = station.sign_in.sign_in("suporte", done.password)
        assert session.must_change_password
        assert station.sync.run_round()
    finally:
        station.close()
    bootstrap.key_slots(folders, ports).unlock_with_recovery_code(done.recovery_code)
    with central.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(station_table)).scalar_one() == 1
    assert not (folders.home / "setting-up").exists()


def test_a_second_run_changes_nothing_and_needs_no_code(
    run: SetUp, policy: Policy, folders: StationFolders, ports: bootstrap.Ports, tmp_path: Path
) -> None:
    run(policy)
    rows = trail(folders, ports)
    assert policy.server is not None
    again = replace(policy, server=replace(policy.server, code="", code_file=tmp_path / "deleted-long-ago"))
    before = (folders.key_slots.read_bytes(), (tmp_path / "station.key").read_bytes())
    done = run(again)
    assert (done.station, done.changed, done.joined, done.password) == ("unchanged", (), False, None)
    assert done.network is not None
    assert (folders.key_slots.read_bytes(), (tmp_path / "station.key").read_bytes()) == before
    assert trail(folders, ports) == rows


def test_another_policy_is_followed_setting_by_setting_with_a_line_in_the_trail(
    run: SetUp, policy: Policy, folders: StationFolders, ports: bootstrap.Ports
) -> None:
    run(replace(policy, server=None))
    other = replace(policy, settings={**policy.settings, "lock_after_minutes": 10, "unit_name": "UBS Nova"})
    done = run(replace(other, server=None))
    assert (done.station, done.changed) == ("changed", ("lock_after_minutes", "unit_name"))
    station = opened(folders, ports)
    assert station.profile.unit_name == "UBS Nova"
    station.close()
    noted = [json.loads(details) for action, details in trail(folders, ports) if action == "settings_by_policy"]
    assert noted == [{"lock_after_minutes": 10, "unit_name": "UBS Nova"}]


def test_a_station_that_was_made_without_a_server_joins_with_a_later_run(run: SetUp, policy: Policy) -> None:
    assert run(replace(policy, server=None)).network is None
    done = run(policy)
    assert (done.station, done.joined) == ("changed", True)


def test_secrets_go_where_the_policy_says_and_nowhere_else(run: SetUp, policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("tres-barcos-azuis\n", encoding="utf-8")
    keys = replace(policy.keys, recovery_code_file=tmp_path / "recovery")
    asked = AdministratorPolicy("suporte", "Suporte Sintético", tmp_path / "password")
    done = run(replace(policy, keys=keys, administrator=asked))
    assert (done.password, done.recovery_code) == (None, None)
    for name in ("recovery", "station.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) & 0o077 == 0


def test_a_station_is_moved_neither_to_another_unit_nor_to_another_server(run: SetUp, policy: Policy) -> None:
    run(policy)
    other_unit = replace(policy, settings={**policy.settings, "cnes": "2222222"})
    with pytest.raises(KnownError) as caught:
        run(other_unit)
    assert (caught.value.code, caught.value.values["value"]) == ("policy.other_unit", "1111111")
    assert policy.server is not None
    with pytest.raises(KnownError) as caught:
        run(replace(policy, server=replace(policy.server, address="https://other.example")))
    assert caught.value.code == "policy.other_server"


@pytest.mark.parametrize("trusts", ["certificate", "authority"])
def test_a_server_is_trusted_by_its_certificate_or_by_who_signed_it(
    trusts: str, run: SetUp, policy: Policy, central: Served, tmp_path: Path
) -> None:
    assert policy.server is not None
    pem = central.certificate.certificate
    given: dict[str, Any] = {trusts: pem}
    server = replace(policy.server, fingerprint="", **given)
    assert run(replace(policy, server=server)).joined


def test_settings_of_the_policy_are_not_changed_at_the_station(
    run: SetUp, policy: Policy, folders: StationFolders, ports: bootstrap.Ports
) -> None:
    done = run(replace(policy, server=None))
    assert done.password is not None
    station = opened(folders, replace(ports, policy=policy))
    try:
        given = station.sign_in.sign_in("suporte", done.password)
        station.accounts.change_password(given, done.password, "cuscuz-com-coentro")
        session = station.sign_in.refresh(given)
        with pytest.raises(KnownError) as caught:
            station.settings.change(session, lock_after_minutes=60)
        assert (caught.value.code, caught.value.values["field"]) == ("settings.fixed_by_policy", "lock_after_minutes")
        station.settings.change(session, lock_after_minutes=3, wall_names="initials")
        assert station.profile.wall_names == "initials"
    finally:
        station.close()


def test_each_start_follows_the_policy_and_one_of_another_unit_keeps_nobody_from_working(
    run: SetUp, policy: Policy, folders: StationFolders, ports: bootstrap.Ports, expected_logs: ExpectedLogs
) -> None:
    run(replace(policy, server=None))
    stricter = replace(policy, settings={**policy.settings, "lock_after_minutes": 1})
    station = opened(folders, replace(ports, policy=stricter))
    assert station.profile.lock_after_minutes == 1
    station.close()
    expected_logs.expect("app.policy.applying", "policy.other_unit")
    foreign = replace(policy, settings={**policy.settings, "cnes": "2222222", "lock_after_minutes": 9})
    station = opened(folders, replace(ports, policy=foreign))
    assert (station.profile.cnes, station.profile.lock_after_minutes) == ("1111111", 1)
    station.close()


def test_the_command_sets_up_answers_in_json_and_refuses_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANTAO_HOME", str(tmp_path / "station"))
    path = tmp_path / "policy.toml"
    content = {
        "format": 1,
        "role": "central_display",
        "unit": {"name": "Hospital Sintético", "cnes": "0000001", "municipality": "2408102"},
        "keys": {"key_file": str(tmp_path / "key")},
        "administrator": {"login": "suporte", "name": "Suporte Sintético"},
    }
    path.write_bytes(written(content))
    path.chmod(0o600)
    assert main(["set-up", "--policy", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["station"], told["administrator"]) == ("created", "suporte")
    assert {"password", "recovery_code"} <= told.keys()
    assert main(["set-up", "--policy", str(path)]) == 0
    assert capsys.readouterr().out == "station  unchanged\n"
    path.write_bytes(written({**content, "role": "wall"}))
    assert main(["set-up", "--policy", str(path), "--check"]) == 1
    assert "“role” é “wall”" in capsys.readouterr().err
