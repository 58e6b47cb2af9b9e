"""A policy that is not followed is said to who may act, with what is wrong in it; others hear nothing of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.policy.standing import PolicyService
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import words_in
from tests.ui.shell.conftest import finish
from ui.shell.window import Shell

OpenShell = Callable[[Session], Shell]


def test_who_may_act_reads_what_is_wrong_and_others_are_not_asked(
    open_shell: OpenShell, administrator: Session, nurse: Session, station: Station, tmp_path: Path, qtbot: QtBot
) -> None:
    station.policy.path = tmp_path / "policy.toml"
    shell = open_shell(nurse)
    finish(qtbot)
    assert shell.watches.policy.isHidden()
    station.policy.path.write_text("format = 1\nrole = 7\n")
    station.policy.path.chmod(0o644)
    shell = open_shell(administrator)
    finish(qtbot)
    band = shell.watches.policy
    assert band.isVisible() and "“role” é “7”" in words_in(band) and "não está sendo seguida" in words_in(band)
    assert complaints(band) == []
    band.banner._put_away()
    band.look()
    finish(qtbot)
    assert band.isHidden()


def test_without_a_policy_nothing_is_said(station: Station, administrator: Session, nurse: Session) -> None:
    assert station.policy.problem(administrator) is None
    there = PolicyService(station.policy._store, Path("/nowhere/policy.toml"))
    problem = there.problem(administrator)
    assert problem is not None and problem.code == "policy.no_file"
    assert there.problem(nurse) is None
    assert there.problem(replace(administrator, status=nurse.status)) is not None
