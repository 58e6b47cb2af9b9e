"""Nobody classifies under other rules without being told: the band above every place, and what it leads to."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.clinic.risk.loader import DEFAULT_FILE, default_rule_base
from app.kernel.clock import FakeClock
from app.security.audit_service import AuditFilter
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.shell.conftest import finish
from ui.shell.rule_news import RuleNewsSheet
from ui.shell.window import Shell
from ui.theme import apply_theme

OpenShell = Callable[[Session], Shell]


def as_role(session: Session, role: Role, account_id: str) -> Session:
    return replace(session, role=role, account_id=account_id, name=f"Fictícia {account_id}", guard=None)


@pytest.fixture
def change_rules(station: Station, administrator: Session, fake_clock: FakeClock) -> Callable[[], None]:
    """Two people put other rules into force."""

    def changed() -> None:
        fake_clock.advance(3600)
        version = f'version: "{default_rule_base().version}"'
        text = DEFAULT_FILE.read_text(encoding="utf-8").replace(version, 'version: "teste.2"')
        text = text.replace("{above: 35, points: 1,", "{above: 35, points: 5,")
        coordinator = as_role(administrator, Role.COORDINATOR, "coordinator")
        loaded = station.rule_admin.load(coordinator, text.encode())
        for session in (coordinator, as_role(administrator, Role.DOCTOR, "doctor")):
            station.rule_admin.approve(session, loaded.sha256)

    return changed


def said(shell: Shell) -> str:
    labels = shell.rule_news.findChildren(QLabel)
    return "\n".join(one.text() for one in labels if one.isVisible())


def sheet(shell: Shell) -> RuleNewsSheet:
    found = [one for one in shell.findChildren(RuleNewsSheet) if one.isVisible()]
    assert found
    return found[0]


def test_without_news_the_band_takes_no_room(open_shell: OpenShell, nurse: Session) -> None:
    shell = open_shell(nurse)
    assert shell.rule_news.isHidden()


def test_the_change_stays_in_sight_until_it_was_read(
    open_shell: OpenShell, nurse: Session, change_rules: Callable[[], None], station: Station, qtbot: QtBot
) -> None:
    change_rules()
    shell = open_shell(nurse)
    assert "agora vale a versão teste.2" in said(shell)
    assert "1 mudança pode mudar pontos ou classe." in said(shell)
    shell.go("pregnancy")
    finish(qtbot)
    assert shell.rule_news.isVisible()
    shell.rule_news.look_closer()
    finish(qtbot)
    assert "mais de 35 anos: 5" in "\n".join(sheet(shell).lines.sentences)
    QTest.keyClick(sheet(shell), Qt.Key.Key_Escape)
    finish(qtbot)
    assert shell.rule_news.isVisible(), "closing is not reading"
    shell.rule_news.look_closer()
    finish(qtbot)
    QTest.keyClick(sheet(shell), Qt.Key.Key_Return)
    finish(qtbot)
    assert shell.rule_news.isHidden()
    coordinator = as_role(nurse, Role.COORDINATOR, "coordinator")
    seen = station.audit.page(coordinator, AuditFilter(actions=frozenset({"rule_change_seen"})))
    assert [row.account_id for row in seen] == [nurse.account_id]
    assert open_shell(nurse).rule_news.isHidden()


def test_a_change_during_the_shift_is_told_at_the_next_place(
    open_shell: OpenShell, nurse: Session, change_rules: Callable[[], None], qtbot: QtBot
) -> None:
    shell = open_shell(nurse)
    change_rules()
    assert shell.rule_news.isHidden()
    shell.go("pregnancy")
    finish(qtbot)
    assert shell.rule_news.isVisible()


@pytest.mark.parametrize(
    ("role", "told"), [(Role.NURSE, True), (Role.DOCTOR, True), (Role.STUDENT, True), (Role.ADMINISTRATOR, False)]
)
def test_everybody_who_classifies_is_told(
    open_shell: OpenShell, nurse: Session, change_rules: Callable[[], None], role: Role, told: bool
) -> None:
    change_rules()
    shell = open_shell(replace(nurse, role=role))
    assert shell.rule_news.isVisible() is told


def test_the_reason_of_going_back_is_said(
    open_shell: OpenShell, nurse: Session, change_rules: Callable[[], None], station: Station, qtbot: QtBot
) -> None:
    change_rules()
    shell = open_shell(nurse)
    shell.rule_news.look_closer()
    finish(qtbot)
    QTest.keyClick(sheet(shell), Qt.Key.Key_Return)
    finish(qtbot)
    coordinator = as_role(nurse, Role.COORDINATOR, "coordinator")
    station.rule_admin.roll_back(coordinator, default_rule_base().sha256, "Erro nos pontos da idade")
    shell.go("pregnancy")
    finish(qtbot)
    assert f"agora vale a versão {default_rule_base().version}" in said(shell)
    shell.rule_news.look_closer()
    finish(qtbot)
    words = [one.text() for one in sheet(shell).findChildren(QLabel)]
    assert "Motivo: Erro nos pontos da idade" in words


@pytest.mark.parametrize("scale", [100, 150])
def test_band_and_sheet_are_whole_in_large_text(
    open_shell: OpenShell,
    nurse: Session,
    change_rules: Callable[[], None],
    light: QApplication,
    qtbot: QtBot,
    scale: int,
) -> None:
    apply_theme(light, "light", scale)
    change_rules()
    shell = open_shell(nurse)
    assert complaints(shell.rule_news) == []
    shell.rule_news.look_closer()
    finish(qtbot)
    assert complaints(sheet(shell)) == []
