"""Two doctors answered without knowing of each other: what lost is shown as such, beside the one that stands."""

from app.clinic.referral.model import NewAnswer, Verdict
from app.kernel.actor import PROGRAM
from app.kernel.canonical import canonical_json, sha256_hex
from app.security.roles import Role
from app.station import Station
from app.sync import ledger
from app.sync.applying import CONFLICT, Applying
from app.sync.delivered import Delivered
from app.sync.events import Event
from tests.ui.clinical import words_in
from tests.ui.referral_desk.conftest import OpenDesk, find
from tests.ui.referred import store_of
from ui.widgets.banner import Banner

STANDS = NewAnswer(Verdict.NOT_CONFIRMED, "counter_referral", ("Manual",), "Seguir na UBS")


def _lose(hospital: Station, referral_id: str, person_id: str) -> None:
    """Another station of the hospital had answered as well; the server kept its answer as a conflict."""
    told = {
        **{"verdict": "confirmed", "conduct": "booked", "sources": ["Manual"], "guidance": "Trazer os exames"},
        **{"clinic": "hypertension", "causes": [], "requested_exams": [], "by": "Dr. Outro Sintético"},
    }
    row = {
        **{"id": "lost-answer", "referral_id": referral_id, "person_id": person_id, "kind": "answered", "place": 9},
        **{"content": canonical_json(told), "snapshot": None, "version_sha256": "v"},
        **{"recorded_at": "2026-03-02T10:00:00.000000Z", "recorded_by": "elsewhere"},
    }
    text = canonical_json(row)
    with store_of(hospital).write(PROGRAM) as writing:
        # Ours came back from the server first.
        for one in list(ledger.unseen(writing.connection)):
            ledger.note_seen(writing.connection, one.origin, one.sequence)
        number = ledger.through(writing.connection) + 1
        author = ("2026-03-02T10:00:00.000000Z", "elsewhere", 0)
        whole = ("lost", "far", 1, "referral_event", "lost-answer", "append", text, sha256_hex(text), *author)
        Applying(writing.connection).page([Delivered(number, CONFLICT, None, Event(*whole))], number)


def test_an_answer_that_lost_is_shown_with_its_author_and_verdict_and_the_other_stands(
    open_desk: OpenDesk, hospital: Station
) -> None:
    desk = open_desk(Role.DOCTOR)
    referral_id = find(hospital, desk.session(), reason="toxoplasmosis")
    case = hospital.referral_desk.case(desk.session(), referral_id)
    hospital.referral_desk.answer(desk.session(), referral_id, case.course.version, STANDS)
    assert "Há outra resposta" not in words_in(desk.open(referral_id))
    _lose(hospital, referral_id, case.woman.id)
    page = desk.open(referral_id)
    words = words_in(page)
    assert "Há outra resposta, de Dr. Outro Sintético: Confirmado" in words
    assert "Trazer os exames" in words
    shown = [one for one in page.findChildren(Banner) if one.isVisible() and "Há outra resposta" in words_in(one)]
    assert len(shown) == 1
    course = hospital.referrals.open(desk.session(), referral_id)
    assert course.answer is not None
    assert course.answer.given.verdict is Verdict.NOT_CONFIRMED
    assert len(course.answers) == 1
