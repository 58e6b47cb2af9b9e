"""A unit with one active account of each role, and quick hashing; for every room's tests that need sessions."""

from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.security.account_model import AccountView, NewAccount
from app.security.accounts import AccountService
from app.security.passwords import Passwords
from app.security.roles import Role
from app.security.session import Session
from app.security.sign_in import SignInService
from app.store.opening import open_store
from app.store.store import Store

PASSWORD = "maré-alta-de-agosto"
NEW_PASSWORD = "cuscuz-com-coentro"


def quick_passwords(time_cost: int = 1) -> Passwords:
    """Argon2id with the least work it accepts."""
    return Passwords(PasswordHasher(time_cost=time_cost, memory_cost=8, parallelism=1))


def newcomer(login: str, role: Role = Role.NURSE, password: str = PASSWORD) -> NewAccount:
    """Somebody (synthetic) who wants an account."""
    return NewAccount(login=login, display_name=f"Pessoa Fictícia {login}", role=role, password=password)


@dataclass(frozen=True)
class Staff:
    """The accounts of the unit: one per role, each with the login of its role and PASSWORD."""

    store: Store
    accounts: AccountService
    sign_in: SignInService

    def session(self, role: Role) -> Session:
        """The account of this role, signed in."""
        return self.sign_in.sign_in(role.value, PASSWORD)

    def id_of(self, login: str) -> str:
        """The identifier of the account with this login."""
        return next(one.id for one in self.accounts.list(self.session(Role.COORDINATOR)) if one.login == login)

    def hire(self, login: str, role: Role = Role.NURSE) -> AccountView:
        """One more active account."""
        asked = self.accounts.ask_for_account(newcomer(login, role))
        return self.accounts.authorise(self.session(Role.COORDINATOR), asked.id)


def services(store: Store) -> Staff:
    """The services over a store, whatever accounts it has."""
    return Staff(store, AccountService(store, quick_passwords()), SignInService(store, quick_passwords()))


def fill(store: Store) -> Staff:
    """Make the unit in an empty store, along the way that a real unit takes."""
    staff = services(store)
    staff.accounts.create_first_administrator(newcomer("administrator", Role.ADMINISTRATOR))
    first = staff.accounts.ask_for_account(newcomer("coordinator", Role.COORDINATOR))
    staff.accounts.authorise(staff.session(Role.ADMINISTRATOR), first.id)
    for role in (Role.NURSE, Role.DOCTOR, Role.STUDENT):
        staff.hire(role.value, role)
    return staff


def open_elsewhere(path: Path, key: bytes, seed: int) -> Store:
    """The same file as another process would open it."""
    clock = FakeClock()
    return open_store(path, key, clock, SeededIds(clock, seed))


def ask_in_other_process(path: Path, key: bytes, seed: int, login: str) -> str:
    """Ask for an account; "made" or the code of the refusal. Runs in a process of its own."""
    store = open_elsewhere(path, key, seed)
    try:
        services(store).accounts.ask_for_account(newcomer(login))
    except KnownError as error:
        return error.code
    finally:
        store.close()
    return "made"
