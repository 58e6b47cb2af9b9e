"""`campaign clock`: the station's clock is set back a day and forward a day while everything is in use.

Its processes go by a clock that is set wrong under them (the server's is right). Timers, leases and tokens must not
care; alarms, messages and records go on in their order; nothing is sent twice. Beside it every change of the clocks
that Brazil has had, by the rules alone.
"""

import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from sqlalchemy import select

from app.commands.campaigns import kills_reading as reading
from app.commands.campaigns import reminding
from app.commands.campaigns.calendars import judge_calendars
from app.commands.campaigns.in_use import InUse, station_in_use
from app.commands.campaigns.kills_devices import CODE, source_of
from app.commands.campaigns.plan import Outcome, Plan
from app.commands.campaigns.processes import Served, move_clock, moved_clock
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.reminders.grant import may_send
from app.store.tables import change_log, ward_alarm_log
from app.sync import ledger

DAY: Final = 86_400.0
TURNS: Final = (-DAY, 0.0, DAY, -30 * DAY, 2 * DAY, 0.0)
"""By how many seconds the clock is wrong, one after the other."""
_SECONDS: Final = 5.0
_REST_SECONDS: Final = 60.0
_NEVER: Final = ("device_gone", "life_support_gone", "router_gone", "log_failed")


def run(plan: Plan) -> Outcome:
    """So many turns of the clock."""
    found = Outcome()
    judge_calendars(found)
    file = plan.folder / "clock"
    move_clock(file, 0.0)
    again = moved_clock(file)
    try:
        with station_in_use(plan.folder, plan.seed, file) as used:
            turns = [TURNS[number % len(TURNS)] for number in range(plan.times)]
            _begin(used, found)
            for seconds in turns:
                move_clock(file, seconds)
                _live_through(used, seconds, found)
            move_clock(file, 0.0)
            _rest(used, found)
            _judge(used, found)
            found.figures["turns_of_the_clock_days"] = ", ".join(f"{one / DAY:+g}" for one in turns)
    finally:
        again()
    return found


def _begin(used: InUse, found: Outcome) -> None:
    clock = SystemClock()

    def ready() -> bool:
        with used.store.read() as connection:
            sends = may_send(connection, clock.now())
        return sends and all(map(used.ready, used.processes)) and all(one.ready for one in used.nurses)

    found.promise(_until(used, ready), "not everything began to work")


def _live_through(used: InUse, seconds: float, found: Outcome) -> None:
    """A while in which alarms, answers, deeds and messages must come, whatever the clock says."""
    before, name = _counts(used), f"{seconds / DAY:+g} days"
    end = time.monotonic() + _SECONDS
    planned = 0
    while time.monotonic() < end or not _all_grew(before, _counts(used)):
        used.turn()
        used.devices.looked()
        if planned < 3 and time.monotonic() > end - _SECONDS + planned:
            planned += _plan(used)
        if time.monotonic() > end + _REST_SECONDS:
            break
    after = _counts(used)
    for what, count in before.items():
        found.promise(after[what] > count, f"with the clock at {name}: no more {what}")
    for process, one in used.processes.items():
        words = one.said()[-300:] if not one.runs else ""
        found.promise(one.runs, f"with the clock at {name} {process} ended: {words}")


def _all_grew(before: Counter[str], after: Counter[str]) -> bool:
    return all(after[what] > count for what, count in before.items())


def _plan(used: InUse) -> int:
    name = f"clock/{len(used.planned) + 1}"
    try:
        reminding.plan_message(used.store, used.people[len(used.planned) % len(used.people)], name)
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


def _rest(used: InUse, found: Outcome) -> None:
    used.worker.kill()

    def pushed() -> bool:
        with used.store.read() as connection:
            return ledger.counts(connection).pending == 0

    found.promise(_until(used, pushed), "not everything came to the server in the end")
    for name, one in used.processes.items():
        if isinstance(one, Served):
            found.promise(one.stop() == 0, f"{name} did not end in good order")


def _until(used: InUse, condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + _REST_SECONDS
    while time.monotonic() < end:
        if condition():
            return True
        used.turn()
        used.devices.looked()
    return False


def _judge(used: InUse, found: Outcome) -> None:
    figures, broken = reminding.judged(used.store, used.provider.received(), used.planned)
    found.figures |= figures
    found.broken += broken
    twice = figures["messages_taken_twice_marked"]
    found.promise(twice == 0, f"{twice} messages were sent twice, though nobody was killed")
    with used.store.read() as connection:
        missing = reading.missing_facts(connection, used.worker.facts)
        calls, gaps = reading.histories(connection)
        wanted = select(change_log.c.origin, change_log.c.sequence).order_by(change_log.c.origin, change_log.c.sequence)
        numbers = connection.execute(wanted).all()
        what = Counter(connection.execute(select(ward_alarm_log.c.what)).scalars())
        left = [
            one.place
            for one in used.devices.all
            if one.trying is None
            and one.present is not reading.stands(connection, used.beds[one.place - 1], CODE, source_of(one.place))
        ]
    found.figures |= {"facts": len(used.worker.facts), "calls": calls, "timeline_gaps": len(gaps)}
    found.promise(not missing, f"{len(missing)} acknowledged facts are lost")
    found.promise(not left, f"the log does not say what the devices at {left} said last")
    holes = [one for one in pairwise(numbers) if one[0][0] == one[1][0] and one[1][1] != one[0][1] + 1]
    found.promise(not holes, f"the change log has a hole: {holes[:1]}")
    found.promise(not gaps, f"histories of alarms that prove nothing: {', '.join(gaps[:2])}")
    false = [one for one in what for code in _NEVER if one.startswith(code)]
    found.promise(not false, f"the clock raised alarms: {', '.join(sorted(set(false))[:4])}")
    for words in reading.problems_of_file(used.store, used.home.key):
        found.promise(False, f"the store does not hold: {words}")
