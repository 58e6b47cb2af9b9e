"""What lies on a stick, and what became of it, in words. Pure."""

from app.kernel.clock import from_text
from app.sync.bundles.courier import Carried
from app.sync.bundles.header import Kind
from app.sync.bundles.service import CarriedNote, Found, TakenIn, TakenNote
from ui.errors import words_of
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant, show_number

_SIGNS = 4


def useful(one: Found) -> bool:
    """Whether taking it in does something here."""
    return one.for_us if one.kind != Kind.EVENTS else not one.ours


def what_to_do(one: Found) -> str:
    """For whom it is and what comes next."""
    if one.kind == Kind.EVENTS:
        if one.readable:
            return tr("network.stick_to_read", station=station_words(one.by, one.sender))
        return tr("network.stick_own" if one.ours else "network.stick_to_carry")
    if one.kind == Kind.RECEIPT:
        return tr("network.stick_receipt" if one.for_us else "network.stick_receipt_other")
    return tr("network.stick_note" if one.for_us else "network.stick_note_other")


def outcome_words(outcome: TakenIn, zone: str) -> str:
    """What taking it in has changed: only a receipt of the server says that something was delivered."""
    if isinstance(outcome, TakenNote):
        return _note_words(outcome, show_instant(from_text(outcome.at), zone))
    if isinstance(outcome, CarriedNote):
        return _carried_note_words(outcome)
    said = [
        tr(
            "network.stick_taken_receipt",
            acknowledged=show_number(outcome.acknowledged - outcome.rejected),
            rejected=show_number(outcome.rejected),
            applied=show_number(outcome.applied),
        )
        + "."
    ]
    if outcome.taken_back:
        said.append(tr_count("network.stick_taken_back", outcome.taken_back))
    if outcome.ahead:
        said.append(tr("network.stick_taken_ahead"))
    elif outcome.more:
        said.append(tr("network.stick_taken_more"))
    return " ".join(said)


def _note_words(note: TakenNote, at: str) -> str:
    if note.courier_name is None:
        return tr("network.stick_taken_note", at=at)
    if note.read is None:
        return tr("network.stick_taken_note_by", station=note.courier_name, at=at)
    held = note.read.new + note.read.known
    return tr_count("network.stick_taken_note_read", held, station=note.courier_name, at=at)


def _carried_note_words(note: CarriedNote) -> str:
    station = station_words(note.by, note.sender)
    if note.unread is not None:
        return tr("network.stick_unread", station=station, why=words_of(note.unread).together)
    read = note.read
    if read is None:
        return tr("network.stick_taken_carried")
    said = []
    if read.applied:
        said.append(tr_count("network.stick_read", read.applied, station=station))
    elif not (read.beside or read.later):
        return tr("network.stick_read_nothing", station=station)
    if read.beside:
        said.append(tr_count("network.stick_read_beside", read.beside))
    if read.later:
        said.append(tr_count("network.stick_read_later", read.later))
    said.append(tr("network.stick_read_next"))
    if note.answer:
        said.append(tr("network.stick_read_answer"))
    return " ".join(said)


def station_words(name: str | None, station_id: str) -> str:
    """What a station is called; one whose name is not known is told apart by the end of its identifier."""
    return name or tr("network.stick_station", sign=station_id[-_SIGNS:])


def carried_words(one: Carried, zone: str) -> str:
    """Where another station's file is on its way."""
    if one.refusal is not None:
        return tr("network.carried_refused", why=words_of(one.refusal).title)
    if one.handed_at is not None:
        return tr("network.carried_handed", at=show_instant(one.handed_at, zone))
    return tr("network.carried_receipt" if one.has_receipt else "network.carried_waits")


def carried_sender(one: Carried) -> str:
    """Whose it is."""
    return one.sender_name or tr("network.carried_station", sign=one.sender[-_SIGNS:])
