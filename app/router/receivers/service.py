"""The receivers of this station as people see and change them; how one comes in by a code is the router's command."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from app.kernel.canonical import canonical_json
from app.kernel.errors import KnownError
from app.router.duty.model import Post
from app.router.receivers.model import LONGEST_NAME, Kind, ReceiverStep, StoredReceiver
from app.router.receivers.rows import read_receiver, read_receivers, write_step
from app.router.words import Capability
from app.security.roles import Action
from app.security.secrets import Secrets
from app.security.session import Session, require
from app.store.store import Store
from app.store.writing import Writing

SECRET_PREFIX: Final = "receiver."
"""Names of sealed secrets: this and the receiver's identifier."""


class ReceiverService:
    """Whoever changes settings changes receivers. A router that runs takes a change up within seconds."""

    def __init__(self, store: Store, store_key: bytes) -> None:
        self._store, self._secrets = store, Secrets(store_key)

    def receivers(self, session: Session, *, revoked: bool = False) -> tuple[StoredReceiver, ...]:
        """Those that may come in, by name; `revoked`: those that once could as well."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.read() as connection:
            return read_receivers(connection, revoked=revoked)

    def rename(self, session: Session, receiver: str, name: str) -> StoredReceiver:
        """Call it otherwise. KnownError router_receivers.unknown, .name, .name_taken."""

        def renamed(writing: Writing, one: StoredReceiver) -> StoredReceiver:
            return replace(one, name=free_name(writing, name, receiver))

        return self._change(session, receiver, ReceiverStep.RENAMED, renamed)

    def allow(self, session: Session, receiver: str, capabilities: Iterable[Capability]) -> StoredReceiver:
        """What it may be sent from now on, as far as it can show it. KnownError router_receivers.unknown, .text."""
        wanted = checked_capabilities(capabilities)
        return self._change(
            session, receiver, ReceiverStep.ALLOWED, lambda _writing, one: replace(one, capabilities=wanted)
        )

    def place(self, session: Session, receiver: str, post: Post | None) -> StoredReceiver:
        """It stands at this post, whoever sits there; None: at none. KnownError router_receivers.unknown, .machine."""

        def placed(_writing: Writing, one: StoredReceiver) -> StoredReceiver:
            if one.kind.is_machine and post is not None:
                raise KnownError("router_receivers.machine")
            return replace(one, post=post)

        return self._change(session, receiver, ReceiverStep.PLACED, placed)

    def revoke(self, session: Session, receiver: str) -> None:
        """It is lost or retired: it gets nothing any more, and cannot come in again; where the router runs,
        `RouterService.revoke` makes that a moment. KnownError router_receivers.unknown."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.write(session.actor) as writing:
            revoke(writing, self._secrets, receiver)

    def add_machine(
        self,
        session: Session,
        name: str,
        kind: Kind,
        public_key: str,
        reached_by: Mapping[str, Any],
        secrets: Mapping[str, str],
    ) -> StoredReceiver:
        """A machine that gets alarms. `reached_by`: plain values, checked by whoever knows the kind; `secrets` (its
        own key, what it has to show) are sealed. KnownError router_receivers.name, .name_taken, .not_a_machine."""
        require(session, Action.CHANGE_SETTINGS)
        if not kind.is_machine:
            raise KnownError("router_receivers.not_a_machine", kind=kind.value)
        with self._store.write(session.actor) as writing:
            shown = frozenset({Capability.TEXT})
            one = StoredReceiver(
                writing.new_id(),
                kind,
                free_name(writing, name),
                shown,
                public_key=public_key,
                reached_by=dict(reached_by),
            )
            write_step(writing, ReceiverStep.ADMITTED, one)
            self._secrets.keep(writing, SECRET_PREFIX + one.receiver, _sealed(secrets))
            return read_receiver(writing.connection, one.receiver)

    def reach(
        self, session: Session, receiver: str, reached_by: Mapping[str, Any], secrets: Mapping[str, str] | None = None
    ) -> StoredReceiver:
        """Reach a machine otherwise; `secrets` None: as they were. KnownError .unknown, .not_a_machine."""

        def reached(writing: Writing, one: StoredReceiver) -> StoredReceiver:
            if not one.kind.is_machine:
                raise KnownError("router_receivers.not_a_machine", kind=one.kind.value)
            if secrets is not None:
                self._secrets.keep(writing, SECRET_PREFIX + receiver, _sealed(secrets))
            return replace(one, reached_by=dict(reached_by))

        return self._change(session, receiver, ReceiverStep.REACHED, reached, always=secrets is not None)

    def _change(
        self,
        session: Session,
        receiver: str,
        step: ReceiverStep,
        change: Callable[[Writing, StoredReceiver], StoredReceiver],
        *,
        always: bool = False,
    ) -> StoredReceiver:
        """One more step, unless nothing differs."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.write(session.actor) as writing:
            before = read_receiver(writing.connection, receiver)
            after = change(writing, before)
            if after != before or always:
                write_step(writing, step, after)
            return read_receiver(writing.connection, receiver)


def revoke(writing: Writing, secrets: Secrets, receiver: str) -> None:
    """One more step, the last. KnownError router_receivers.unknown."""
    write_step(writing, ReceiverStep.REVOKED, read_receiver(writing.connection, receiver))
    secrets.keep(writing, SECRET_PREFIX + receiver, "")


def free_name(writing: Writing, name: str, receiver: str = "") -> str:
    """The name as it is kept. KnownError router_receivers.name (empty or too long), .name_taken."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise KnownError("router_receivers.name", longest=LONGEST_NAME)
    for one in read_receivers(writing.connection):
        if one.receiver != receiver and one.name.casefold() == plain.casefold():
            raise KnownError("router_receivers.name_taken", name=plain)
    return plain


def checked_capabilities(capabilities: Iterable[Capability]) -> frozenset[Capability]:
    """KnownError router_receivers.text: what shows no text cannot show an alarm."""
    wanted = frozenset(capabilities)
    if Capability.TEXT not in wanted:
        raise KnownError("router_receivers.text")
    return wanted


def _sealed(secrets: Mapping[str, str]) -> str:
    return canonical_json(secrets) if secrets else ""
