"""What lies on a stick, and what became of it, in words. Pure."""

from app.kernel.clock import from_text
from app.sync.bundles.courier import Carried
from app.sync.bundles.header import Kind
from app.sync.bundles.service import CarriedNote, Found, TakenIn, TakenNote
from ui.errors import words_of
from ui.texts import tr
from ui.texts.formats import show_instant, show_number

_SIGNS = 4


def useful(one: Found) -> bool:
    """Whether taking it in does something here."""
    return one.for_us if one.kind != Kind.EVENTS else not one.ours


def what_to_do(one: Found) -> str:
    """For whom it is and what comes next."""
    if one.kind == Kind.EVENTS:
        return tr("network.stick_own" if one.ours else "network.stick_to_carry")
    if one.kind == Kind.RECEIPT:
        return tr("network.stick_receipt" if one.for_us else "network.stick_receipt_other")
    return tr("network.stick_note" if one.for_us else "network.stick_note_other")


def outcome_words(outcome: TakenIn, zone: str) -> str:
    """What taking it in has changed: only a receipt of the server says that something was delivered."""
    if isinstance(outcome, TakenNote):
        return tr("network.stick_taken_note", at=show_instant(from_text(outcome.at), zone))
    if isinstance(outcome, CarriedNote):
        return tr("network.stick_taken_carried")
    said = [
        tr(
            "network.stick_taken_receipt",
            acknowledged=show_number(outcome.acknowledged - outcome.rejected),
            rejected=show_number(outcome.rejected),
            applied=show_number(outcome.applied),
        )
        + "."
    ]
    if outcome.ahead:
        said.append(tr("network.stick_taken_ahead"))
    elif outcome.more:
        said.append(tr("network.stick_taken_more"))
    return " ".join(said)


def carried_words(one: Carried, zone: str) -> str:
    """Where another station's file is on its way."""
    if one.refusal is not None:
        return tr("network.carried_refused", why=words_of(one.refusal).title)
    if one.handed_at is not None:
        return tr("network.carried_handed", at=show_instant(one.handed_at, zone))
    return tr("network.carried_receipt" if one.has_receipt else "network.carried_waits")


def carried_sender(one: Carried) -> str:
    """Other stations' names are not known here: the end of the identifier tells them apart."""
    return tr("network.carried_station", sign=one.sender[-_SIGNS:])
