"""`campaign clock`: the station's clock is set back a day and forward a day while everything is in use, and its zone
is changed: the machine's under every process, the unit's by the administrator, from noon to night and back.

Its processes go by a clock that is set wrong under them (the server's is right). Timers, leases and tokens must not
care; alarms, messages and records go on in their order; nothing is sent twice, and to nobody by night. Beside it every
change of the clocks that Brazil has had, by the rules alone.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from app.commands.campaigns import kills_reading as reading
from app.commands.campaigns import reminding
from app.commands.campaigns.calendars import judge_calendars
from app.commands.campaigns.clock_judge import Lived, Turned, judge
from app.commands.campaigns.in_use import InUse, station_in_use
from app.commands.campaigns.kills_devices import CODE, source_of
from app.commands.campaigns.plan import Outcome, Plan
from app.commands.campaigns.processes import Served, move_clock, moved_clock
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.reminders.grant import may_send
from app.reminders.manners_service import MannersService
from app.reminders.moments import held_until
from app.reminders.outbox.model import Priority, Status
from app.security.roles import Role
from app.settings import SettingsService
from app.store.tables import change_log, message, ward_alarm_log
from app.sync import ledger

DAY: Final = 86_400.0
TURNS: Final = (-DAY, 0.0, DAY, -30 * DAY, 2 * DAY, 0.0)
"""By how many seconds the clock is wrong, one after the other."""
MACHINES: Final = ("Pacific/Kiritimati", "America/Sao_Paulo", "Pacific/Pago_Pago", "UTC")
"""Where the machine believes to stand, one after the other: a day apart."""
HOURS: Final = (12, 3)
"""What time it is at the unit, one after the other."""
_SECONDS: Final = 5.0
_REST_SECONDS: Final = 60.0


def run(plan: Plan) -> Outcome:
    """So many turns of the clock."""
    lived = Lived()
    file = plan.folder / "clock"
    move_clock(file, 0.0)
    again = moved_clock(file)
    try:
        with station_in_use(plan.folder, plan.seed, file) as used:
            turns = [TURNS[number % len(TURNS)] for number in range(plan.times)]
            _begin(used, lived)
            for number, seconds in enumerate(turns):
                machine = MACHINES[number % len(MACHINES)]
                move_clock(file, seconds, machine)
                name = f"with the clock at {seconds / DAY:+g} days and the machine in {machine}"
                _live_through(used, name, HOURS[number % len(HOURS)], lived)
            move_clock(file, 0.0)
            _rest(used, lived)
            figures, broken = _look_back(used, lived)
    finally:
        again()
    found = judge(lived)
    found.figures = figures | found.figures
    found.broken += broken
    found.figures["turns_of_the_clock_days"] = ", ".join(f"{one / DAY:+g}" for one in turns)
    judge_calendars(found)
    return found


def zone_where_it_is(hour: int, now: datetime) -> str:
    """A zone in which it is this hour of the day now."""
    ahead = (hour - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/UTC"


def _begin(used: InUse, lived: Lived) -> None:
    clock = SystemClock()
    service, coordinator = MannersService(used.store), used.home.staff[Role.COORDINATOR]
    service.change(coordinator, replace(service.read(coordinator), free_weekdays=frozenset()))

    def ready() -> bool:
        with used.store.read() as connection:
            sends = may_send(connection, clock.now())
        return sends and all(map(used.ready, used.processes)) and all(one.ready for one in used.nurses)

    if not _until(used, ready):
        lived.unfinished.append("not everything began to work")


def _live_through(used: InUse, name: str, hour: int, lived: Lived) -> None:
    """A while in which alarms, answers, deeds and messages must come, whatever the clocks say; where it is night,
    messages that may wait do."""
    zone = zone_where_it_is(hour, used.store.clock.now())
    SettingsService(used.store).change(used.home.staff[Role.ADMINISTRATOR], time_zone=zone)
    _until(used, lambda: not _patient(used, Status.SENDING))
    before, written = _counts(used), _patient(used, Status.SENT)
    quiet = held_until(used.store.clock.now(), zone, MannersService(used.store).now()) is not None
    end = time.monotonic() + _SECONDS
    planned = 0
    while (
        time.monotonic() < end
        or not _all_grew(before, _counts(used))
        or not (quiet or _patient(used, Status.SENT) > written)
    ):
        used.turn()
        used.devices.looked()
        if planned < 3 and time.monotonic() > end - _SECONDS + planned:
            planned += _plan(used, Priority.URGENT) and _plan(used, Priority.SINGLE)
        if time.monotonic() > end + _REST_SECONDS:
            break
    ended = {process: one.said()[-300:] for process, one in used.processes.items() if not one.runs}
    written = _patient(used, Status.SENT) - written
    lived.turns.append(Turned(f"{name}, {hour} h at the unit", before, _counts(used), quiet, written, ended))


def _all_grew(before: Counter[str], after: Counter[str]) -> bool:
    return all(after[what] > count for what, count in before.items())


def _patient(used: InUse, status: Status) -> int:
    """Messages that may wait for their hour and stand so."""
    wanted = select(func.count()).where(message.c.priority == int(Priority.SINGLE), message.c.status == status.value)
    with used.store.read() as connection:
        return int(connection.execute(wanted).scalar_one())


def _plan(used: InUse, priority: Priority) -> int:
    name = f"clock/{len(used.planned) + 1}"
    try:
        reminding.plan_message(used.store, used.people[len(used.planned) % len(used.people)], name, priority)
    except KnownError as refused:
        if refused.code != "grant.not_here":
            raise
        return 0
    used.planned.append(name)
    return 1


def _counts(used: InUse) -> Counter[str]:
    """What must grow all the time."""
    with used.store.read() as connection:
        acknowledged = sum(held for held, _ in reading.acknowledged_events(connection, used.server))
    return Counter(
        {
            "alarms that a device heard acknowledged": sum(one.acknowledged for one in used.devices.all),
            "acceptances that the router confirmed": sum(sum(one.accepted.values()) for one in used.nurses),
            "facts that were written": len(used.worker.facts),
            "events that the server acknowledged": acknowledged,
            "messages that the provider took": sum(used.provider.received().values()),
        }
    )


def _rest(used: InUse, lived: Lived) -> None:
    used.worker.kill()

    def pushed() -> bool:
        with used.store.read() as connection:
            return ledger.counts(connection).pending == 0

    if not _until(used, pushed):
        lived.unfinished.append("not everything came to the server in the end")
    for name, one in used.processes.items():
        if isinstance(one, Served) and one.stop() != 0:
            lived.unfinished.append(f"{name} did not end in good order")


def _until(used: InUse, condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + _REST_SECONDS
    while time.monotonic() < end:
        if condition():
            return True
        used.turn()
        used.devices.looked()
    return False


def _look_back(used: InUse, lived: Lived) -> tuple[dict[str, object], list[str]]:
    """What stands in the end; figures of the messages, and what is wrong with them."""
    figures, broken = reminding.judged(used.store, used.provider.received(), used.planned)
    lived.twice = int(str(figures["messages_taken_twice_marked"]))
    lived.facts = len(used.worker.facts)
    with used.store.read() as connection:
        lived.missing = reading.missing_facts(connection, used.worker.facts)
        lived.calls, lived.gaps = reading.histories(connection)
        wanted = select(change_log.c.origin, change_log.c.sequence).order_by(change_log.c.origin, change_log.c.sequence)
        lived.numbers = [(row.origin, row.sequence) for row in connection.execute(wanted)]
        lived.raised = connection.execute(select(ward_alarm_log.c.what)).scalars().all()
        lived.left = [
            one.place
            for one in used.devices.all
            if one.trying is None
            and one.present is not reading.stands(connection, used.beds[one.place - 1], CODE, source_of(one.place))
        ]
    lived.files = reading.problems_of_file(used.store, used.home.key)
    return figures, broken
