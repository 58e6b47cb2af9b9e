"""Whom a target of table 17 names at this moment: duty says who, the distribution says whether they may be sent it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from app.router.distribution.distributing import Distribution
from app.router.distribution.items import alarm_class
from app.router.duty.model import Post
from app.router.duty.roster import Roster
from app.router.messages import Receiver
from app.router.words import Capability


class Calling:
    """The delivery's `Who` and `Rights`. `posts` are receivers that stand at a post, whoever sits there; `now`: the
    wall clock. Until `settled` nobody is said to be gone who may only not have come back yet after a start, and until
    the ward has said who lies where nobody to have nothing to do with a patient."""

    def __init__(self, roster: Roster, distribution: Distribution, now: Callable[[], datetime]) -> None:
        self._roster, self._distribution, self._now = roster, distribution, now
        self.posts: dict[Post, tuple[str, ...]] = {}
        self.settled = False

    def use(self, roster: Roster) -> None:
        """Go on with the rota and the holders as they are now."""
        self._roster = roster

    def __call__(self, target: str, bed: str, priority: int) -> tuple[Receiver, ...]:
        """The receivers that a target names, each once; empty where nobody is there who may be called."""
        return tuple(one for one in self._named(target, bed) if self._may(one.receiver, bed, priority))

    def may_be_sent(self, receiver: str, bed: str, priority: int) -> bool:
        """Whether somebody is at this receiver who may know of the bed's alarms."""
        return not self.settled or self._is_granted(receiver, bed, priority)

    def is_there(self, user: str, bed: str, priority: int) -> bool:
        """Whether this account is at any receiver, and may know of them."""
        return not self.settled or any(self._is_granted(one.receiver, bed, priority) for one in self._of_users((user,)))

    def _is_granted(self, receiver: str, bed: str, priority: int) -> bool:
        if not self._distribution.laid_out:
            return self._distribution.receiver(receiver) is not None
        return self._may(receiver, bed, priority)

    def _may(self, receiver: str, bed: str, priority: int) -> bool:
        return self._distribution.may_be_called(receiver, bed, alarm_class(priority), Capability.TEXT)

    def _named(self, target: str, bed: str) -> Iterable[Receiver]:
        kind, _, name = target.partition(":")
        if kind == "user":
            return self._of_users((name,))
        if name:
            found = self._distribution.receiver(name)
            # Only a target that says so is a machine, because a level of machines alone is refused by name.
            return (found,) if found is not None and found.machine is (kind == "machine") else ()
        match target:
            case "bed_nurse":
                held = self._roster.holder(bed)
                return self._of_users((held.user,)) if held is not None else ()
            case "own_group" | "other_group":
                return self._of_users(self._roster.nurses(bed, target == "own_group", self._now()))
            case _:
                return self._of_post(Post(target))

    def _of_users(self, users: Iterable[str]) -> tuple[Receiver, ...]:
        wanted = set(users) - {""}
        return tuple(one for one in self._distribution.receivers() if one.user in wanted and not one.machine)

    def _of_post(self, post: Post) -> tuple[Receiver, ...]:
        users = {one.user for one in self._roster.on_duty(self._now(), post)} - {""}
        standing = set(self.posts.get(post, ()))
        return tuple(
            one
            for one in self._distribution.receivers()
            if not one.machine and (one.user in users or one.receiver in standing)
        )
