"""A router that says what a test lets it say, with the signatures of `RouterService`; all of it is invented."""

from dataclasses import dataclass, field

from app.kernel.errors import KnownError
from app.router.delivery.model import Standing, Trouble
from app.router.node.items import (
    BedHolder,
    Board,
    BoardEntry,
    BoardHolder,
    Network,
    Paths,
    ReceiverState,
    RouterItem,
    TroubleState,
)
from app.router.requests import History
from app.router.words import Response
from app.security.session import Session


@dataclass
class FakeRouter:
    """Of a `RouterService` what the screens ask."""

    told: Board | None = None
    way: Paths | None = None
    seconds: float = 0.0
    silent: bool = False
    refuses: str = ""
    followed: int = 0
    answers: list[tuple[str, str, str, Response]] = field(default_factory=list)
    _version: int = 0

    def follow(self) -> None:
        self.followed += 1

    def stop(self) -> None:
        pass

    def version(self) -> int:
        return self._version

    def board(self) -> Board | None:
        return self.told

    def paths(self) -> Paths | None:
        return self.way

    def network(self) -> Network | None:
        return None

    def age(self, kind: type[RouterItem]) -> float | None:
        return self.seconds if self.told is not None else None

    def is_silent(self) -> bool:
        return self.silent

    def problem(self) -> KnownError | None:
        return KnownError("router.silent") if self.silent else None

    def answer(self, session: Session, bed: str, alarm: str, response: Response) -> None:
        if self.refuses:
            raise KnownError(self.refuses, alarm=alarm)
        self.answers.append((session.account_id, bed, alarm, response))

    def history(self, session: Session, bed: str, alarm: str) -> History:
        return History(())

    def say(self, *entries: BoardEntry) -> None:
        """Tell a board."""
        self.told, self.seconds = Board(entries), 0.0
        self._version += 1

    def path(self, **changed: object) -> None:
        """Tell the path."""
        self.way = replace_paths(self.way or PATHS, **changed)
        self._version += 1


PATHS = Paths(
    receivers=(ReceiverState("r-ana", "Celular 3", "phone", "u-ana", "Ana Fictícia", True, heard_ago=1.0),),
    troubles=(),
    beds=(BedHolder("b1", "u-ana", "Ana Fictícia", True), BedHolder("b2", "u-bia", "Bia da Costa Fictícia", False)),
    ward_heard=True,
    recording=True,
)


def replace_paths(paths: Paths, **changed: object) -> Paths:
    fields = {name: getattr(paths, name) for name in Paths.__struct_fields__}
    return Paths(**{**fields, **changed})


def entry(bed: str = "b1", alarm: str = "asystole", priority: int = 0, **more: object) -> BoardEntry:
    """A critical alarm that nobody has, ten seconds after its beginning."""
    usual: dict[str, object] = {
        "bed": bed,
        "label": f"Leito {bed[1:].zfill(2)}",
        "alarm": alarm,
        "code": alarm.partition(":")[0],
        "subject": alarm.partition(":")[2],
        "priority": priority,
        "standing": Standing.CALLING,
        "began_ago": 10.0,
        "since_ago": 4.0,
        "level": 0,
        "levels": 4,
        "lasting": True,
        "continuing": False,
        "calling": ("Ana Fictícia", "Bia Fictícia"),
        "next_targets": ("other_group",),
        "next_names": ("Dora Fictícia",),
        "next_within": 6.0,
        "attempt": 2,
        "attempts": 3,
    }
    return BoardEntry(**{**usual, **more})  # type: ignore[arg-type]  # fields, said by the test


def taken(
    bed: str = "b2", alarm: str = "spo2_low", priority: int = 1, user: str = "u-ana", **more: object
) -> BoardEntry:
    """An alarm that somebody accepted eight seconds ago."""
    usual: dict[str, object] = {
        "standing": Standing.ACCEPTED,
        "holders": (BoardHolder(user, "Ana Fictícia", "r-ana", 8.0),),
        "calling": (),
        "next_targets": (),
        "next_names": (),
        "next_within": None,
        "attempt": 0,
        "attempts": 0,
        "deviation": "SpO₂ 84 < 90",
    }
    return entry(bed, alarm, priority, **{**usual, **more})


def trouble(kind: Trouble = Trouble.NOBODY_ANSWERS, **more: str) -> TroubleState:
    """It stands for half a minute."""
    return TroubleState(kind, 30.0, **more)
