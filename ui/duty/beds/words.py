"""Whose a bed is, in words. Pure."""

from dataclasses import dataclass

from app.router.duty.model import GapKind, HandOver
from app.router.duty.model import Held as Holding
from app.ward.beds.model import BedView
from ui.duty.reading import Held
from ui.texts import tr
from ui.texts.formats import show_instant


@dataclass(frozen=True)
class BedLine:
    """One bed with whoever has it; `gap` None where somebody on duty has it."""

    bed: BedView
    held: Holding | None
    offer: HandOver | None
    gap: GapKind | None
    holder: str
    since: str
    group: str
    me: str

    @property
    def is_mine(self) -> bool:
        """Whether it is of whoever looks."""
        return self.held is not None and self.held.user == self.me

    @property
    def waits_for_me(self) -> bool:
        """Whether whoever looks has to say yes or no."""
        if self.offer is None or self.me not in (self.offer.giver, self.offer.taker):
            return False
        return not (self.offer.given if self.me == self.offer.giver else self.offer.taken)


def bed_lines(state: Held, me: str) -> tuple[BedLine, ...]:
    """All beds in their order."""
    roster, names = state.roster, state.names
    gaps = {gap.bed: gap.kind for gap in roster.bed_gaps([one.bed for one in state.beds], state.now)}
    offers = {one.bed: one for one in roster.offers()}
    lines = []
    for bed in state.beds:
        held, group = roster.holder(bed.bed), roster.group(bed.bed)
        lines.append(
            BedLine(
                bed=bed,
                held=held,
                offer=offers.get(bed.bed),
                gap=gaps.get(bed.bed),
                holder=names.get(held.user, tr("duty.somebody")) if held else "",
                since=show_instant(held.since, state.zone) if held else "",
                group=tr(f"router.group_{group.value}") if group is not None else "",
                me=me,
            )
        )
    return tuple(lines)


def state_words(line: BedLine, state: Held) -> str:
    """What is still to be done: nobody has it, it was not handed over, or it is on its way."""
    if line.offer is not None:
        return offer_words(line, state)
    return "" if line.gap is None else f"▲ {tr(f'router.gap_{line.gap.value}')}"


def offer_words(line: BedLine, state: Held) -> str:
    """Who waits for whom."""
    offer, names = line.offer, state.names
    assert offer is not None
    somebody = tr("duty.somebody")
    giver, taker = names.get(offer.giver, somebody), names.get(offer.taker, somebody)
    if line.waits_for_me:
        return tr("duty_beds.waits_for_you", name=giver if offer.given else taker)
    key = "duty_beds.offered" if offer.given else "duty_beds.asked"
    return tr(key, giver=giver, taker=taker)
