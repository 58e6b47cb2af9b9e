"""Duties, beds and their holders as values. Instants are aware and of the wall clock: a rota is made days before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.security.roles import Role


class Post(StrEnum):
    """What somebody is on duty as; labels: texts `router.post_<value>`."""

    NURSE = "nurse"
    LOCAL_POST = "local_post"
    CENTRAL_POST = "central_post"
    EXECUTIVE_NURSE = "executive_nurse"


class Group(StrEnum):
    """The groups of table 17; labels: texts `router.group_<value>`."""

    A = "a"
    B = "b"


@dataclass(frozen=True, slots=True)
class Duty:
    """One person's time on duty, `until` not included. `group` only for nurses; None: in no group."""

    duty: str
    user: str
    post: Post
    begins: datetime
    until: datetime
    group: Group | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is on at this moment."""
        return self.begins <= at < self.until


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody of this station; `ready`: may be on duty now. Who left keeps the name that the rota has."""

    user: str
    name: str
    role: Role
    ready: bool


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of copied duties: put, and left out because it is there already, has passed, or the person left."""

    put: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Held:
    """Whose a bed is, and since when. `giver` is who had it before, empty where nobody had."""

    bed: str
    user: str
    since: datetime
    giver: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A bed on its way from `giver` to `taker`; it changes hands when both have confirmed."""

    bed: str
    giver: str
    taker: str
    offered_at: datetime
    given: bool = False
    taken: bool = False


class GapKind(StrEnum):
    """Why a bed or a post is not covered; labels: texts `router.gap_<value>`."""

    NOBODY = "nobody"
    OFF_DUTY = "off_duty"
    """Somebody has the bed, and is not on duty any more: it was not handed over."""


@dataclass(frozen=True, slots=True)
class BedGap:
    """A bed that nobody on duty is responsible for; `user` is who still is, off duty."""

    bed: str
    kind: GapKind
    user: str = ""


@dataclass(frozen=True, slots=True)
class PostGap:
    """A time in which nobody is on duty as this."""

    post: Post
    begins: datetime
    until: datetime
