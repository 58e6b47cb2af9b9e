"""Messages of a station that is killed: who gets them, the provider that counts them, and what the outbox says."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from app.commands import bench_reminder_store as shared
from app.commands.campaigns.home import Home
from app.kernel.actor import PROGRAM
from app.reminders.channel_service import ChannelService
from app.reminders.outbox.model import WAITING, Planned, Priority, Status
from app.reminders.outbox.planning import plan
from app.security.roles import Role
from app.security.secrets import Secrets
from app.store.store import Store
from app.store.tables import message, message_attempt

_PEOPLE: Final = 12
_UNTIL: Final = timedelta(hours=12)


def set_up(home: Home, address: str) -> list[str]:
    """The gateway at this address, a template, and people who agreed; these, by id."""
    store = home.opened()
    try:
        values = {"address": address, "per_second": "1000"}
        channels = ChannelService(store, Secrets(home.key))
        channels.save(home.staff[Role.ADMINISTRATOR], shared.GATEWAY, values, {}, active=True)
        shared.add_template(store)
        return shared.add_people(store, _PEOPLE)
    finally:
        store.close()


def plan_message(store: Store, person: str, name: str, priority: Priority = Priority.URGENT) -> None:
    """One message of this name, to go out now; what is urgent goes whatever the hour. KnownError grant.not_here before
    the first round of sync."""
    now, gateway = store.clock.now(), shared.GATEWAY
    one = Planned(name, person, shared.VERSION, "A", (gateway,), gateway, now, now + _UNTIL, priority)
    with store.write(PROGRAM) as writing:
        plan(writing, [one])


def judged(store: Store, taken: Counter[str], wanted: Sequence[str]) -> tuple[dict[str, object], list[str]]:
    """What the outbox says beside what the provider took: figures, and every promise broken."""
    with store.read() as connection:
        rows = {one.id: one for one in connection.execute(select(message.c.id, message.c.name, message.c.status))}
        doubtful = select(message_attempt.c.message_id).where(message_attempt.c.outcome == "unknown")
        marked = set(connection.execute(doubtful).scalars())
    return told({key: (one.name, one.status) for key, one in rows.items()}, marked, taken, wanted)


def told(
    rows: dict[str, tuple[str, str]], marked: set[str], taken: Counter[str], wanted: Sequence[str]
) -> tuple[dict[str, object], list[str]]:
    """`rows`: id → (name, status); `marked`: of which an attempt is said to be unknown; pure."""
    status = {key: Status(one[1]) for key, one in rows.items()}
    names = {one[0] for one in rows.values()}
    sent = {key for key, one in status.items() if one is Status.SENT}
    lost = [name for name in wanted if name not in names]
    never = sent - taken.keys()
    held = {key for key, one in status.items() if one is Status.SENDING}
    twice = {key for key, count in taken.items() if count > 1}
    unmarked = {key for key in twice if key not in marked and key not in held}
    broken = [f"{len(lost)} messages that were planned are gone, {lost[0]} first"] if lost else []
    broken += [f"{len(never)} messages are said to be sent and never reached the provider"] if never else []
    broken += [f"{len(unmarked)} messages were taken twice without a mark"] if unmarked else []
    unknown = sum(one is Status.UNKNOWN for one in status.values())
    figures: dict[str, object] = {
        "messages": len(rows),
        "messages_sent": len(sent),
        "messages_unknown_and_marked": unknown,
        "messages_held_by_the_killed_at_the_end": len(held),
        "messages_expired_or_failed": sum(one in (Status.EXPIRED, Status.FAILED) for one in status.values()),
        "messages_waiting": sum(one in WAITING for one in status.values()),
        "messages_taken_twice_marked": len(twice) - len(unmarked),
        "messages_taken_twice_unmarked": len(unmarked),
    }
    return figures, broken
