"""What goes wrong in a set-up leaves nothing behind; what was cut off is begun anew or finished."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import bootstrap
from app.bootstrap import unattended
from app.bootstrap.unattended import set_up
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.policy.model import AdministratorPolicy, Policy
from tests.policy.conftest import SetUp, opened


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file with its content."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


Spoil = Callable[[Policy, Path], Policy]


def _server(**changes: Any) -> Spoil:
    def spoil(policy: Policy, _folder: Path) -> Policy:
        assert policy.server is not None
        return replace(policy, server=replace(policy.server, **changes))

    return spoil


def _taken(policy: Policy, folder: Path) -> Policy:
    (folder / "station.key").write_text("somebody else's", encoding="utf-8")
    return policy


def _written_before(policy: Policy, folder: Path) -> Policy:
    (folder / "recovery").write_text("of another station", encoding="utf-8")
    return replace(policy, keys=replace(policy.keys, recovery_code_file=folder / "recovery"))


def _weak_password(policy: Policy, folder: Path) -> Policy:
    (folder / "password").write_text("481516234215\n", encoding="utf-8")
    return replace(policy, administrator=AdministratorPolicy("suporte", "Suporte", folder / "password"))


REFUSALS: dict[str, tuple[str, Spoil]] = {
    "no server there": ("sync.unreachable", _server(address="https://127.0.0.1:1")),
    "another certificate": ("policy.other_certificate", _server(fingerprint="ab" * 32)),
    "a code that was never given": ("central.bad_code", _server(code="ABCD-EFGH-JKLM-2345")),
    "a file with the code that is not there": ("policy.no_file", _server(code="", code_file=Path("/nowhere/code"))),
    "no administrator": ("policy.missing", lambda policy, _: replace(policy, administrator=None)),
    "a weak password": ("access.password_digits", _weak_password),
    "a key file of somebody else": ("keys.key_file_exists", _taken),
    "a recovery code of another station": ("policy.file_exists", _written_before),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_a_refusal_leaves_no_trace_and_the_next_run_makes_the_station(
    why: str, run: SetUp, policy: Policy, tmp_path: Path, folders: StationFolders
) -> None:
    code, spoil = REFUSALS[why]
    wrong = spoil(policy, tmp_path)
    before = {name: content for name, content in everything_in(tmp_path).items() if "central.db" not in name}
    with pytest.raises(KnownError) as caught:
        run(wrong)
    assert caught.value.code == code
    after = {name: content for name, content in everything_in(tmp_path).items() if "central.db" not in name}
    assert after == before
    assert not folders.home.exists()
    for name in ("station.key", "recovery"):
        (tmp_path / name).unlink(missing_ok=True)
    assert run(policy).station == "created"


@pytest.mark.parametrize("when", ["before it was told", "before it was moved", "half moved"])
def test_a_run_that_was_cut_off_is_begun_anew_or_finished(
    when: str,
    run: SetUp,
    policy: Policy,
    folders: StationFolders,
    ports: bootstrap.Ports,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = replace(policy, server=None, keys=replace(policy.keys, recovery_code_file=tmp_path / "recovery"))

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if when == "before it was told":
            # Like the power: nothing that tidies up afterwards runs.
            patch.setattr(unattended, "_throw_away", lambda *_: None)
            with pytest.raises(KeyboardInterrupt):
                set_up(folders, alone, ports, cut)
        else:
            if when == "half moved":
                patch.setattr(unattended, "flush_folder", cut)
            else:
                patch.setattr(unattended, "_move", cut)
            with pytest.raises(KeyboardInterrupt):
                run(alone)
    done = run(alone)
    assert done.station == ("created" if when == "before it was told" else "unchanged")
    opened(folders, ports).close()
    assert not (folders.home / "setting-up").exists()
    code = (tmp_path / "recovery").read_text(encoding="utf-8").strip()
    bootstrap.key_slots(folders, ports).unlock_with_recovery_code(code)
