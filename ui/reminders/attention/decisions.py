"""What a person decides about messages that wait for her: one or several at once, in a worker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from app.kernel.errors import KnownError
from app.reminders.message_lists import ShownMessage
from app.reminders.messages import MessageService
from app.reminders.outbox.model import Status
from app.reminders.services import Reminders
from app.security.session import Session


class Decision(StrEnum):
    """What can be decided; labels: texts `attention_page.do_<value>`."""

    SEND_AGAIN = "send_again"
    TAKE_AS_SENT = "take_as_sent"
    GIVE_UP = "give_up"


@dataclass(frozen=True)
class Decided:
    """What was done, and how many others had settled, or could not be, with the first error."""

    decision: Decision
    done: tuple[ShownMessage, ...]
    refused: int = 0
    error: KnownError | None = None
    stopped: bool = False


def fitting(decision: Decision, chosen: Sequence[ShownMessage]) -> tuple[ShownMessage, ...]:
    """Those that it may be said of: only an unknown end can be taken as sent."""
    if decision is Decision.TAKE_AS_SENT:
        return tuple(one for one in chosen if one.status is Status.UNKNOWN)
    return tuple(chosen)


def decide(
    reminders: Reminders,
    session: Session,
    decision: Decision,
    chosen: Sequence[ShownMessage],
    report: Callable[[int], None],
    stopped: Callable[[], bool],
) -> Decided:
    """One after the other; what one refuses does not stop the others."""
    call = {
        Decision.SEND_AGAIN: reminders.messages.send_again,
        Decision.TAKE_AS_SENT: reminders.messages.take_as_sent,
        Decision.GIVE_UP: reminders.messages.give_up,
    }[decision]
    done, errors = _each(partial(call, session), chosen, report, stopped)
    if decision is Decision.SEND_AGAIN and done:
        reminders.work.wake()
    first = errors[0] if errors else None
    return Decided(decision, tuple(done), len(errors), first, len(done) + len(errors) < len(chosen))


def put_back(messages: MessageService, session: Session, decided: Decided) -> int:
    """Undo; tells how many wait for a person again: what goes out again may be on its way already."""
    return len(_each(partial(messages.put_back, session), decided.done, lambda _done: None, lambda: False)[0])


def _each(
    call: Callable[[str], ShownMessage],
    chosen: Sequence[ShownMessage],
    report: Callable[[int], None],
    stopped: Callable[[], bool],
) -> tuple[list[ShownMessage], list[KnownError]]:
    done: list[ShownMessage] = []
    errors: list[KnownError] = []
    for number, one in enumerate(chosen):
        if stopped():
            break
        try:
            done.append(call(one.id))
        except KnownError as error:
            errors.append(error)
        report(number + 1)
    return done, errors
