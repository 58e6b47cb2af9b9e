"""The sections of the administration, in the order in which they are offered, and who may open each."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.security.roles import Action
from app.settings import StationRole
from ui.administration.frame import SectionPage
from ui.shell.context import UiContext


@dataclass(frozen=True)
class Section:
    """One entry: its word is the text `<words>.section_<key>`, its page is loaded when it is first opened. Stations of
    the roles `not_at` do not offer it.
    """

    key: str
    group: str
    icon: str
    action: Action
    module: str
    page: str
    not_at: tuple[StationRole, ...] = ()

    def build(self, context: UiContext) -> SectionPage:
        """Load and make the page."""
        page: Callable[[UiContext], SectionPage] = getattr(importlib.import_module(self.module), self.page)
        return page(context)


_HERE = "ui.administration"
_ROUTER = "ui.router_admin"
NO_WARD: Final = (StationRole.PRIMARY_CARE, StationRole.RECEIVER)
"""Stations without beds, as the place of the ward has it."""

SECTIONS: Final = (
    Section("own_account", "you", "user", Action.VIEW_OWN_ACCOUNT, f"{_HERE}.own_account", "OwnAccountSection"),
    Section("accounts", "people", "users", Action.VIEW_ACCOUNTS, f"{_HERE}.accounts.section", "AccountsSection"),
    Section("rights", "people", "shield", Action.VIEW_OWN_ACCOUNT, f"{_HERE}.rights", "RightsSection"),
    Section(
        "people_import",
        "people",
        "upload",
        Action.IMPORT_PEOPLE,
        f"{_HERE}.people_import.section",
        "PeopleImportSection",
    ),
    Section("duplicates", "people", "copy", Action.MERGE_PEOPLE, f"{_HERE}.duplicates.section", "DuplicatesSection"),
    Section("privacy", "people", "lock", Action.VIEW_PRIVACY, f"{_HERE}.privacy.section", "PrivacySection"),
    Section("audit", "people", "history", Action.VIEW_AUDIT, f"{_HERE}.audit.section", "AuditSection"),
    Section("backups", "station", "hard-drive", Action.BACK_UP, f"{_HERE}.backups.section", "BackupsSection"),
    Section("keys", "station", "key", Action.MANAGE_KEYS, f"{_HERE}.keys.section", "KeysSection"),
    Section("channels", "station", "mail", Action.MANAGE_CHANNELS, f"{_HERE}.channels.section", "ChannelsSection"),
    Section("sending", "station", "upload", Action.MANAGE_CHANNELS, f"{_HERE}.sending.section", "SendingSection"),
    Section("network", "station", "cloud", Action.CHANGE_SETTINGS, "ui.network.section", "NetworkSection"),
    Section("support", "station", "help-circle", Action.CHANGE_SETTINGS, "ui.support.section", "SupportSection"),
    Section("station", "station", "hospital", Action.CHANGE_SETTINGS, f"{_HERE}.station_settings", "StationSection"),
    Section(
        "ward_inputs",
        "station",
        "heart-pulse",
        Action.CHANGE_SETTINGS,
        "ui.ward.inputs.section",
        "InputsSection",
        NO_WARD,
    ),
    *(
        Section(key, "router", icon, Action.CHANGE_SETTINGS, f"{_ROUTER}.{module}", page, NO_WARD)
        for key, icon, module, page in (
            ("receivers", "phone", "receivers.section", "ReceiversSection"),
            ("machines", "siren", "machines.section", "MachinesSection"),
            ("neighbours", "hospital", "neighbours.section", "NeighboursSection"),
            ("router_tables", "bell", "tables.section", "TablesSection"),
            ("router_network", "activity", "network.page", "NetworkMap"),
            ("router", "settings", "settings", "RouterSection"),
        )
    ),
    Section("rules", "clinic", "stethoscope", Action.VIEW_RULES, f"{_HERE}.rules.section", "RulesSection"),
)
"""`rights` is open to everybody: who may do what is no secret."""


def sections_for(context: UiContext, sections: Sequence[Section] = SECTIONS) -> tuple[Section, ...]:
    """What this session may open."""
    role = context.station.profile.role
    return tuple(section for section in sections if context.may(section.action) and role not in section.not_at)
