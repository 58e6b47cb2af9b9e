"""What an account is to table 14, by its role."""

from typing import Final

from app.kernel.errors import KnownError
from app.router.tables.model import ALARM_CLASSES, Tables
from app.router.tables.reading import MACHINE
from app.router.words import Rule
from app.security.roles import Action, Role, allowed

_NURSING: Final = "nursing"
_NURSES: Final = (Role.NURSE, Role.COORDINATOR)
RIGHTS: Final = (Action.VIEW_WARD, Action.ANSWER_ALARMS, Action.SET_LIMITS)
"""Those that count at a receiver."""


def class_of(role: Role, tables: Tables) -> str:
    """The column of table 14. Nurses and coordinators are nursing; of a doctor table 15 says for each patient what he
    is, so that any column that holds by patient does. KnownError router_asking.no_alarms for whoever answers none.
    """
    if role in _NURSES:
        if _NURSING in tables.classes:
            return _NURSING
        for one in tables.classes.values():
            if one.code != MACHINE and not one.by_patient and one.rule(ALARM_CLASSES[0]) is Rule.BROADCAST:
                return one.code
    elif role is Role.DOCTOR:
        for one in tables.classes.values():
            if one.by_patient:
                return one.code
    raise KnownError("router_asking.no_alarms")


def rights_of(role: Role) -> tuple[str, ...]:
    """The rights that count at a receiver, as `SignedIn.may` says them."""
    return tuple(one.value for one in RIGHTS if allowed(role, one))
