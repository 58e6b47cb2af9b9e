"""One bed for the station that the installed program made: without beds it begins neither node nor router."""

import shutil
import socket
from pathlib import Path

import pytest

from app import bootstrap
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.router.settings import RouterSettings, RouterSettingsService
from app.security.keys.keyfile import CREDENTIAL_NAME
from app.security.roles import Role
from app.store.opening import open_store
from app.ward.beds.service import BedService
from tests.clinic.conftest import session_of


def put_up_a_bed(home: Path, key_file: Path, credentials: Path) -> None:
    """Into the closed store of `home`; alarms are to be carried, to telephones too, at ports that are free here."""
    credentials.mkdir()
    shutil.copy(key_file, credentials / CREDENTIAL_NAME)
    folders, ports = StationFolders(home), bootstrap.Ports(clock=SystemClock(), background=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
        key = bootstrap.ask_for_key(folders, ports)
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        alarms, bulk, pairing, phones = (_free_port() for _ in range(4))
        settings = RouterSettings(
            alarms_port=alarms, bulk_port=bulk, pairing_port=pairing, phones=True, phones_port=phones
        )
        RouterSettingsService(store).change(session_of(Role.ADMINISTRATOR), settings)
        BedService(store).add_bed(session_of(Role.NURSE), "Leito 01")
    finally:
        store.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
