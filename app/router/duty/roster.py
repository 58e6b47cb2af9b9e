"""Who is on duty, and whose bed it is. A bed that somebody has is never without: it only changes hands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.kernel.errors import KnownError
from app.router.duty.model import BedGap, Duty, GapKind, Group, HandOver, Held, Post, PostGap


class Roster:
    """One ward's rota and its beds. Every change returns what is to be written down."""

    def __init__(
        self,
        duties: Iterable[Duty] = (),
        held: Iterable[Held] = (),
        offers: Iterable[HandOver] = (),
        groups: Mapping[str, Group] | None = None,
    ) -> None:
        self._duties = {one.duty: one for one in duties}
        self._held = {one.bed: one for one in held}
        self._offers = {one.bed: one for one in offers}
        self._groups = dict(groups or {})

    def put(self, duty: Duty) -> Duty:
        """Somebody will be on duty. KnownError `router_duty.backwards`, `.group` (only nurses are in one), `.twice`
        (the same person is on duty as the same in that time)."""
        if duty.until <= duty.begins:
            raise KnownError("router_duty.backwards")
        if duty.group is not None and duty.post is not Post.NURSE:
            raise KnownError("router_duty.group")
        for one in self._duties.values():
            same = (one.user, one.post) == (duty.user, duty.post) and one.duty != duty.duty
            if same and one.begins < duty.until and duty.begins < one.until:
                raise KnownError("router_duty.twice", begins=one.begins, until=one.until)
        self._duties[duty.duty] = duty
        return duty

    def withdraw(self, duty: str) -> None:
        """Somebody will not be on duty after all; the beds stay until they are handed over."""
        self._duties.pop(duty, None)

    def group_of(self, bed: str, group: Group | None) -> None:
        """Which group a bed belongs to."""
        if group is None:
            self._groups.pop(bed, None)
        else:
            self._groups[bed] = group

    def group(self, bed: str) -> Group | None:
        """The group that a bed belongs to."""
        return self._groups.get(bed)

    def on_duty(self, at: datetime, post: Post | None = None) -> tuple[Duty, ...]:
        """Everybody who is on duty, or on duty as this, by the beginning of the duty."""
        found = [one for one in self._duties.values() if one.holds(at) and post in (None, one.post)]
        return tuple(sorted(found, key=lambda one: (one.begins, one.user, one.post)))

    def nurses(self, bed: str, own: bool, at: datetime) -> tuple[str, ...]:
        """The nurses on duty of the bed's group, or of the other; a bed in no group belongs to all of them."""
        group = self._groups.get(bed)
        users = [
            one.user
            for one in self.on_duty(at, Post.NURSE)
            if (own if group is None or one.group is None else (one.group is group) is own)
        ]
        return tuple(dict.fromkeys(users))

    def holder(self, bed: str) -> Held | None:
        """Whose bed it is; that of who did not hand it over stays theirs."""
        return self._held.get(bed)

    def beds_of(self, user: str) -> tuple[str, ...]:
        """The beds that somebody has."""
        return tuple(sorted(one.bed for one in self._held.values() if one.user == user))

    def offers(self) -> tuple[HandOver, ...]:
        """Beds on their way from one to another."""
        return tuple(self._offers.values())

    def take_free(self, bed: str, user: str, at: datetime) -> Held:
        """A bed that nobody has. KnownError `router_duty.has_holder`, `.not_on_duty`."""
        if bed in self._held:
            raise KnownError("router_duty.has_holder", user=self._held[bed].user)
        self._must_be_on_duty(user, at)
        self._held[bed] = Held(bed, user, at)
        return self._held[bed]

    def offer(self, bed: str, by: str, taker: str, at: datetime) -> HandOver:
        """Begin to hand a bed over: said by whoever has it, or by whoever takes it, who thereby confirms.

        KnownError `router_duty.no_holder`, `.same_person`, `.not_yours` (said by somebody else), `.not_on_duty` (the
        taker). A newer offer of the same bed takes the place of the older.
        """
        held = self._held.get(bed)
        if held is None:
            raise KnownError("router_duty.no_holder")
        if taker == held.user:
            raise KnownError("router_duty.same_person")
        if by not in (held.user, taker):
            raise KnownError("router_duty.not_yours")
        self._must_be_on_duty(taker, at)
        self._offers[bed] = HandOver(bed, held.user, taker, at, given=by == held.user, taken=by == taker)
        return self._offers[bed]

    def confirm(self, bed: str, by: str, at: datetime) -> Held | None:
        """The other of the two agrees, and the bed is the taker's; None where it still is the giver's.

        KnownError `router_duty.not_offered`, `.not_yours`, `.not_on_duty` (the taker has gone off duty meanwhile).
        """
        offer = self._offers.get(bed)
        if offer is None:
            raise KnownError("router_duty.not_offered")
        if by not in (offer.giver, offer.taker):
            raise KnownError("router_duty.not_yours")
        self._must_be_on_duty(offer.taker, at)
        offer = replace(offer, given=offer.given or by == offer.giver, taken=offer.taken or by == offer.taker)
        self._offers[bed] = offer
        if not (offer.given and offer.taken):
            return None
        del self._offers[bed]
        self._held[bed] = Held(bed, offer.taker, at, offer.giver)
        return self._held[bed]

    def call_off(self, bed: str, by: str) -> None:
        """One of the two changed their mind; the bed stays with the giver. KnownError as for `confirm`."""
        offer = self._offers.get(bed)
        if offer is None:
            raise KnownError("router_duty.not_offered")
        if by not in (offer.giver, offer.taker):
            raise KnownError("router_duty.not_yours")
        del self._offers[bed]

    def close(self, bed: str) -> None:
        """The bed is out of use: nobody has it any more."""
        self._held.pop(bed, None)
        self._offers.pop(bed, None)
        self._groups.pop(bed, None)

    def bed_gaps(self, beds: Sequence[str], at: datetime) -> tuple[BedGap, ...]:
        """Of these beds, those whose alarms nobody on duty is responsible for."""
        present = {one.user for one in self.on_duty(at)}
        gaps = []
        for bed in beds:
            held = self._held.get(bed)
            if held is None:
                gaps.append(BedGap(bed, GapKind.NOBODY))
            elif held.user not in present:
                gaps.append(BedGap(bed, GapKind.OFF_DUTY, held.user))
        return tuple(gaps)

    def post_gaps(self, post: Post, begins: datetime, until: datetime) -> tuple[PostGap, ...]:
        """The times between two moments in which nobody is on duty as this, in order."""
        gaps, covered = [], begins
        for one in sorted((one for one in self._duties.values() if one.post is post), key=lambda one: one.begins):
            if one.until <= covered:
                continue
            if one.begins >= until:
                break
            if one.begins > covered:
                gaps.append(PostGap(post, covered, one.begins))
            covered = one.until
        if covered < until:
            gaps.append(PostGap(post, covered, until))
        return tuple(gaps)

    def _must_be_on_duty(self, user: str, at: datetime) -> None:
        if not any(one.user == user for one in self.on_duty(at)):
            raise KnownError("router_duty.not_on_duty", user=user)
