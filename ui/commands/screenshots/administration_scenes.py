"""Every section of the administration, as the role that uses it sees it."""

from collections.abc import Callable
from typing import Final

from app.security.roles import Role
from app.security.session import Status
from ui.administration.accounts.section import AccountsSection
from ui.administration.audit.section import AuditSection
from ui.administration.backups.section import BackupsSection
from ui.administration.keys.section import KeysSection
from ui.administration.page import AdministrationPage
from ui.administration.rules.section import RulesSection
from ui.administration.station_settings import StationSection
from ui.commands.screenshots.stage import Stage
from ui.ward.inputs.section import InputsSection

_HOUR = 3600.0


def own_account(stage: Stage) -> None:
    """Everybody's own."""
    _open(stage, Role.NURSE, "own_account")
    stage.shoot("administration-own-account")


def accounts(stage: Stage) -> None:
    """The list with one that waits, one account beside it, a new one; and as an administrator sees it."""
    section = _open(stage, Role.COORDINATOR, "accounts").page
    assert isinstance(section, AccountsSection)
    stage.shoot("administration-accounts")
    every = stage.station.accounts.list(stage.session(Role.COORDINATOR))
    doctor = next(one for one in every if one.role is Role.DOCTOR and one.status is Status.ACTIVE)
    section.open_account(doctor.id)
    stage.shoot("administration-account")
    section.open_new()
    stage.shoot("administration-account-new")
    _open(stage, Role.ADMINISTRATOR, "accounts")
    stage.shoot("administration-accounts-administrator")


def rights(stage: Stage) -> None:
    """The table of rights."""
    _open(stage, Role.COORDINATOR, "rights")
    stage.shoot("administration-rights")


def audit(stage: Stage) -> None:
    """The trail, one row in full, the check of the chain, nothing found."""
    section = _open(stage, Role.COORDINATOR, "audit").page
    assert isinstance(section, AuditSection)
    stage.shoot("administration-audit")
    section.open_line(next(line for line, one in enumerate(section.rows) if one.subject_kind == "person"))
    stage.shoot("administration-audit-row")
    section.beside.shut()
    section.chain.verify()
    stage.shoot("administration-audit-checked")
    assert section.filters is not None
    section.filters.action.set_value("account_suspended")
    stage.shoot("administration-audit-nothing")


def rules(stage: Stage) -> None:
    """The rules in force, and one in full."""
    section = _open(stage, Role.DOCTOR, "rules").page
    assert isinstance(section, RulesSection)
    stage.shoot("administration-rules")
    section.open_line(1)
    stage.shoot("administration-rule")


def backups(stage: Stage) -> None:
    """None yet, one made, and the way back to it."""
    section = _open(stage, Role.ADMINISTRATOR, "backups").page
    assert isinstance(section, BackupsSection)
    stage.shoot("administration-backups-none")
    section.make(None)
    stage.settle()
    stage.shoot("administration-backup-made")
    stage.clock_moves(3 * _HOUR)
    section.refresh()
    stage.settle()
    section.banner.hide()
    section.open_line(0)
    stage.shoot("administration-backup-restore")


def keys(stage: Stage) -> None:
    """The keys, a new passphrase, the new recovery code."""
    section = _open(stage, Role.ADMINISTRATOR, "keys").page
    assert isinstance(section, KeysSection)
    stage.shoot("administration-keys")
    section.add("passphrase")
    stage.shoot("administration-key-passphrase")
    section.replace_code()
    stage.settle()
    stage.shoot("administration-recovery-code")


def station(stage: Stage) -> None:
    """The set-up of the station, and what is wrong beside its field."""
    section = _open(stage, Role.ADMINISTRATOR, "station").page
    assert isinstance(section, StationSection)
    stage.shoot("administration-station")
    section.form.cnes.set_value("12")
    section.form.lock_after_minutes.set_value(90)
    section.form.submit()
    stage.shoot("administration-station-wrong")


def ward_inputs(stage: Stage) -> None:
    """How devices reach this computer, and what is wrong beside its field."""
    with stage.at_hospital():
        section = _open(stage, Role.ADMINISTRATOR, "ward_inputs").page
        assert isinstance(section, InputsSection)
        stage.shoot("administration-devices")
        section.form.datagram_port.set_value(90_000)
        section.form.submit()
        stage.shoot("administration-devices-wrong")


def _open(stage: Stage, role: Role, section: str) -> AdministrationPage:
    page = stage.enter(role, "administration", section).current()
    assert isinstance(page, AdministrationPage)
    return page


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("own account", own_account),
    ("accounts", accounts),
    ("rights", rights),
    ("audit", audit),
    ("rules", rules),
    ("backups", backups),
    ("keys", keys),
    ("station", station),
    ("ward inputs", ward_inputs),
)
