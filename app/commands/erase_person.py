"""`erase-person`: erase a person's data and seal the record that the law keeps. One person asks, another confirms.

Each of the two signs in with the own account; the password comes from the file that PLANTAO_PASSWORD_FILE names, or is
typed without an echo. What was done by the window or at another station is confirmed here as well.
"""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.bootstrap import Ports, open_store_for_command
from app.kernel.errors import KnownError
from app.kernel.folders import station_folders
from app.privacy.erasure_service import ErasureService
from app.privacy.export_service import find_person
from app.privacy.grounds import grounds
from app.privacy.model import Case, CaseKind, Step
from app.privacy.telling_who import told_person
from app.security.session import Session
from app.security.sign_in import SignInService
from app.settings import read_profile
from app.store.store import Store

PASSWORD_FILE: Final = "PLANTAO_PASSWORD_FILE"
"""Names a file with the password of whoever signs in."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    codes = [one.code for one in grounds().values() if one.kind is CaseKind.ERASURE]
    parser = subparsers.add_parser(
        "erase-person",
        description="Ask that a person's data be erased, or confirm what another asked for. Telephone, e-mail, "
        "consents, messages and drafts go; the clinical record is sealed as long as the law keeps it.",
    )
    act = parser.add_mutually_exclusive_group(required=True)
    act.add_argument("--person", metavar="ID|-", help="ask for this person; - reads ID, CPF or CNS from standard input")
    act.add_argument("--confirm", metavar="CASE", help="confirm what another person asked for")
    act.add_argument("--decline", metavar="CASE", help="say no to it")
    act.add_argument("--list", action="store_true", help="what waits for a second person")
    parser.add_argument("--ground", choices=codes, default=codes[0], help="on what ground (default: %(default)s)")
    parser.add_argument("--reason", default="", help="in words, without a name or a document")
    parser.add_argument("--login", required=True, help="who asks or confirms")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say what waits or was done; never who it is about."""
    ports = Ports()
    store = open_store_for_command(station_folders(), ports)
    try:
        with store.read() as connection:
            zone = read_profile(connection).time_zone
        service = ErasureService(store, lambda: zone)
        session = SignInService(store, ports.passwords).sign_in(arguments.login, _password(arguments.login))
        cases = _done(arguments, service, session, store)
    finally:
        store.close()
    _tell(cases, as_json=arguments.json)
    return 0


def _done(arguments: argparse.Namespace, service: ErasureService, session: Session, store: Store) -> Sequence[Case]:
    if arguments.confirm:
        return [service.confirm(session, arguments.confirm)]
    if arguments.decline:
        return [service.decline(session, arguments.decline, arguments.reason)]
    if arguments.list:
        return [one for one in service.cases(session) if one.step is Step.ASKED]
    told = told_person(arguments.person, sys.stdin.readline)
    with store.read() as connection:
        person_id = find_person(connection, told)
    return [service.ask(session, person_id, CaseKind.ERASURE, arguments.ground, arguments.reason)]


def _password(login: str) -> str:
    given = os.environ.get(PASSWORD_FILE)
    try:
        if given:
            return Path(given).read_text(encoding="utf-8").rstrip("\r\n")
        return getpass.getpass(f"Password of {login}: ")
    except (OSError, EOFError, UnicodeDecodeError):
        raise KnownError("access.wrong_login") from None


def _tell(cases: Sequence[Case], *, as_json: bool) -> None:
    if as_json:
        told = [
            {"case": one.id, "kind": one.kind.value, "step": one.step.value, "carried_out": one.carried_out}
            for one in cases
        ]
        print(json.dumps({"cases": told}))
        return
    for one in cases:
        print(f"{one.id}  {one.kind.value}  {_state(one)}")
    if not cases:
        print("nothing waits")


def _state(case: Case) -> str:
    if case.step is Step.ASKED:
        return f"asked by {case.asked.by}; another person has to confirm it"
    if case.step is Step.CONFIRMED and case.kind is CaseKind.ERASURE:
        return "carried out here" if case.carried_out else "confirmed; waits for sync"
    return case.step.value
