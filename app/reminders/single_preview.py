"""How one message by hand would go out and read, before anybody schedules it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.kernel.clock import Zone, usual_zone
from app.kernel.errors import KnownError
from app.reminders.messages import NewMessage, propose_one
from app.reminders.moments import Manners
from app.reminders.outbox.claiming import Compose
from app.reminders.outbox.ways import Ways
from app.reminders.proposing import Proposing
from app.reminders.sample import sample
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store


@dataclass(frozen=True)
class SinglePreview:
    """`channel`: the first of those chosen that she agreed to; `moved`: why `due_at` is not what was asked for."""

    channel: str
    due_at: datetime
    moved: str | None
    subject: str
    text: str


class SinglePreviewService:
    """`ways`, `manners` and `compose` are asked each time: channels and settings may change."""

    def __init__(
        self,
        store: Store,
        ways: Callable[[], Ways],
        compose: Compose,
        manners: Callable[[], Manners] = Manners,
        zone: Zone = usual_zone,
    ) -> None:
        self._store = store
        self._ways = ways
        self._compose = compose
        self._manners = manners
        self._zone = zone

    def preview(self, session: Session, new: NewMessage) -> SinglePreview:
        """As it stands now; nothing is stored. KnownError as `MessageService.schedule`, and `templates.value_missing`
        (placeholder), where the message would not go out."""
        require(session, Action.SCHEDULE_MESSAGES)
        ways = self._ways()
        with self._store.read() as connection:
            proposing = Proposing(ways, self._manners(), self._zone())
            proposal = propose_one(connection, proposing, new, self._store.clock.now())
            if not proposal.planned:
                raise KnownError("messages.not_reachable", reason=proposal.left_out[new.person_id].value)
            (one,) = proposal.planned
            read = sample(connection, self._compose, ways, one, proposal.people[new.person_id])
        return SinglePreview(one.channel, one.due_at, one.moved, read.subject, read.text)
