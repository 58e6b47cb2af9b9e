"""How each service method of the rota and of the beds' holders is called for the test of rights."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from app.router.duty.model import Group, Post
from app.router.duty.service import DutyService
from app.router.tables.reading import default_tables
from app.security.roles import Action, Role
from app.security.session import Session
from app.ward.alarms.limits import AgeClass
from app.ward.beds.service import BedService
from tests.security.account_calls import ServiceCall
from tests.security.staff import Staff

_DAY = timedelta(hours=12)
_OF_BEDS = frozenset(
    f"router_duty.{what}"
    for what in ("not_on_duty", "no_holder", "has_holder", "same_person", "not_offered", "not_yours")
)
"""What a right that is given may still be refused for: nobody is on duty, and the bed is nobody's."""


def _bed(staff: Staff) -> str:
    return BedService(staff.store).add_bed(staff.session(Role.NURSE), "Leito 01").bed


def _stay(staff: Staff) -> str:
    return BedService(staff.store).admit(staff.session(Role.NURSE), _bed(staff), "pulseira-1", AgeClass.ADULT).stay


def _duty(staff: Staff) -> str:
    nurse, now = staff.session(Role.NURSE), staff.store.clock.now()
    return DutyService(staff.store).put(nurse, nurse.account_id, Post.NURSE, now, now + _DAY).duty


def _user(staff: Staff) -> str:
    return staff.id_of("doctor")


def _call(
    call: Callable[[DutyService, Session, str, Staff], object],
    action: Action,
    prepare: Callable[[Staff], str],
    refusals: frozenset[str] = frozenset(),
) -> ServiceCall:
    return ServiceCall(
        action,
        lambda staff, session, one: call(DutyService(staff.store), session, one, staff),
        prepare,
        other_refusals=refusals,
    )


def _put(duty: DutyService, session: Session, user: str, staff: Staff) -> object:
    now = staff.store.clock.now()
    return duty.put(session, user, Post.LOCAL_POST, now, now + _DAY)


def _rota(duty: DutyService, session: Session, _: str, staff: Staff) -> object:
    now = staff.store.clock.now()
    return duty.rota(session, now, now + _DAY)


def _copy(duty: DutyService, session: Session, _: str, staff: Staff) -> object:
    now = staff.store.clock.now()
    return duty.copy(session, now - _DAY, now + _DAY, 7, "America/Fortaleza")


DUTY_CALLS: Mapping[str, ServiceCall] = {
    "DutyService.rota": _call(_rota, Action.VIEW_WARD, _duty),
    "DutyService.roster": _call(lambda duty, session, *_: duty.roster(session), Action.VIEW_WARD, _duty),
    "DutyService.staff": _call(lambda duty, session, *_: duty.staff(session), Action.VIEW_WARD, _duty),
    "DutyService.attending": _call(lambda duty, session, *_: duty.attending(session), Action.VIEW_WARD, _stay),
    "DutyService.put": _call(_put, Action.MANAGE_BEDS, _user),
    "DutyService.withdraw": _call(lambda duty, session, one, _: duty.withdraw(session, one), Action.MANAGE_BEDS, _duty),
    "DutyService.copy": _call(_copy, Action.MANAGE_BEDS, _duty),
    "DutyService.group_of": _call(
        lambda duty, session, one, _: duty.group_of(session, one, Group.A), Action.MANAGE_BEDS, _bed
    ),
    "DutyService.attend": _call(
        lambda duty, session, stay, _: duty.attend(
            session, session.account_id, stay, "titular_doctor", default_tables()
        ),
        Action.MANAGE_BEDS,
        _stay,
    ),
    "DutyService.take_free": _call(
        lambda duty, session, one, _: duty.take_free(session, one), Action.ANSWER_ALARMS, _bed, _OF_BEDS
    ),
    "DutyService.offer": _call(
        lambda duty, session, one, _: duty.offer(session, one, session.account_id), Action.ANSWER_ALARMS, _bed, _OF_BEDS
    ),
    "DutyService.confirm": _call(
        lambda duty, session, one, _: duty.confirm(session, one), Action.ANSWER_ALARMS, _bed, _OF_BEDS
    ),
    "DutyService.call_off": _call(
        lambda duty, session, one, _: duty.call_off(session, one), Action.ANSWER_ALARMS, _bed, _OF_BEDS
    ),
}
