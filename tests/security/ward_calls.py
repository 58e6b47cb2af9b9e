"""How each service method of the ward is called for the test of rights."""

from collections.abc import Callable, Mapping

from app.kernel.folders import StationFolders
from app.security.roles import Action, Role
from app.security.session import Session
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.beds.model import DeviceClass
from app.ward.beds.service import BedService
from app.ward.infrastructure.model import InfrastructureDevice, InfrastructureKind
from app.ward.node.settings import NodeSettings, NodeSettingsService
from app.ward.service import WardService
from tests.security.account_calls import ServiceCall
from tests.security.staff import Staff

_GENERATOR = InfrastructureDevice("gen-1", "Gerador 1", InfrastructureKind.GENERATOR)
_NO_NODE = frozenset({"ward.node_silent"})


def _bed(staff: Staff) -> str:
    return BedService(staff.store).add_bed(staff.session(Role.NURSE), "Leito 01").bed


def _lying(staff: Staff) -> str:
    bed = _bed(staff)
    BedService(staff.store).admit(staff.session(Role.NURSE), bed, "pulseira-1", AgeClass.ADULT)
    return bed


def _wired(staff: Staff) -> str:
    BedService(staff.store).put_on(staff.session(Role.NURSE), _lying(staff), "monitor", DeviceClass.A)
    return "monitor"


def _generator(staff: Staff) -> str:
    BedService(staff.store).infrastructure.keep(staff.session(Role.NURSE), _GENERATOR)
    return _GENERATOR.device


def _manages(call: Callable[[BedService, Session, str], object], prepare: Callable[[Staff], str]) -> ServiceCall:
    return ServiceCall(
        Action.MANAGE_BEDS, lambda staff, session, one: call(BedService(staff.store), session, one), prepare
    )


def _answers(call: Callable[[WardService, Session], object], action: Action = Action.ANSWER_ALARMS) -> ServiceCall:
    def called(staff: Staff, session: Session, _: str) -> None:
        ward = WardService(StationFolders(staff.store.path.parent), staff.store.clock)
        try:
            call(ward, session)
        finally:
            ward.stop()

    return ServiceCall(action, called, other_refusals=_NO_NODE)


WARD_CALLS: Mapping[str, ServiceCall] = {
    "NodeSettingsService.settings": ServiceCall(
        Action.CHANGE_SETTINGS, lambda staff, session, _: NodeSettingsService(staff.store).settings(session)
    ),
    "NodeSettingsService.change": ServiceCall(
        Action.CHANGE_SETTINGS,
        lambda staff, session, _: NodeSettingsService(staff.store).change(session, NodeSettings(silent=True)),
    ),
    "BedService.beds": ServiceCall(
        Action.VIEW_WARD, lambda staff, session, _: BedService(staff.store).beds(session), _lying
    ),
    "BedService.add_bed": _manages(lambda beds, session, _: beds.add_bed(session, "Leito 02"), _bed),
    "BedService.rename_bed": _manages(lambda beds, session, one: beds.rename_bed(session, one, "Leito A"), _bed),
    "BedService.order_beds": _manages(lambda beds, session, one: beds.order_beds(session, [one]), _bed),
    "BedService.remove_bed": _manages(lambda beds, session, one: beds.remove_bed(session, one), _bed),
    "BedService.look_up": _manages(lambda beds, session, _: beds.look_up(session, "123"), _bed),
    "BedService.admit": _manages(lambda beds, session, one: beds.admit(session, one, "123", AgeClass.ADULT), _bed),
    "BedService.correct_admission": _manages(
        lambda beds, session, one: beds.correct_admission(session, one, "123", AgeClass.ADULT), _lying
    ),
    "BedService.transfer": _manages(
        lambda beds, session, one: beds.transfer(session, one, beds.add_bed(session, "Leito 02").bed), _lying
    ),
    "BedService.discharge": _manages(lambda beds, session, one: beds.discharge(session, one), _lying),
    "BedService.put_on": _manages(lambda beds, session, one: beds.put_on(session, one, "m", DeviceClass.A), _lying),
    "BedService.take_off": _manages(lambda beds, session, one: beds.take_off(session, one), _wired),
    "InfrastructureService.devices": ServiceCall(
        Action.VIEW_WARD, lambda staff, session, _: BedService(staff.store).infrastructure.devices(session)
    ),
    "InfrastructureService.keep": ServiceCall(
        Action.MANAGE_BEDS, lambda staff, session, _: BedService(staff.store).infrastructure.keep(session, _GENERATOR)
    ),
    "InfrastructureService.remove": ServiceCall(
        Action.MANAGE_BEDS,
        lambda staff, session, device: BedService(staff.store).infrastructure.remove(session, device),
        _generator,
    ),
    "WardService.acknowledge": _answers(lambda ward, session: ward.acknowledge(session, "b", "spo2_low")),
    "WardService.acknowledge_all": _answers(lambda ward, session: ward.acknowledge_all(session, "b")),
    "WardService.pause_audio": _answers(lambda ward, session: ward.pause_audio(session, "b")),
    "WardService.pause_alarms": _answers(lambda ward, session: ward.pause_alarms(session, "b")),
    "WardService.resume": _answers(lambda ward, session: ward.resume(session, "b")),
    "WardService.set_limits": _answers(
        lambda ward, session: ward.set_limits(session, "b", "spo2", defaults(AgeClass.ADULT)["spo2"]), Action.SET_LIMITS
    ),
    "WardService.set_device_limits": _answers(
        lambda ward, session: ward.set_device_limits(session, "b", "spo2", defaults(AgeClass.ADULT)["spo2"]),
        Action.SET_LIMITS,
    ),
    "WardService.setting_seen": _answers(lambda ward, session: ward.setting_seen(session, "b")),
    "WardService.alarm_off": _answers(
        lambda ward, session: ward.alarm_off(session, "b", "spo2_low"), Action.SET_LIMITS
    ),
    "WardService.alarm_on": _answers(lambda ward, session: ward.alarm_on(session, "b", "spo2_low"), Action.SET_LIMITS),
    "WardService.unplaced": _answers(lambda ward, session: ward.unplaced(session), Action.VIEW_WARD),
    "WardService.devices": _answers(lambda ward, session: ward.devices(session), Action.VIEW_WARD),
    "WardService.infrastructure": _answers(lambda ward, session: ward.infrastructure(session), Action.VIEW_WARD),
    "WardService.sound_test": _answers(lambda ward, session: ward.sound_test(session, "low")),
}
