"""What the trail is told of paper: before it leaves, and once more where it did not leave after all."""

import json

import pytest
from sqlalchemy import select

from app.clinic.assessments.service import AssessmentService
from app.clinic.papers import PaperKind, PaperOut, PaperService, Way
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.risk.forms import ReferralForm
from app.kernel.errors import BugError, KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import audit
from tests.clinic.conftest import session_of


@pytest.fixture
def papers(store: Store) -> PaperService:
    return PaperService(store)


def trail(store: Store) -> list[tuple[str, str, str, dict[str, str]]]:
    """(action, subject's kind, its id, details) of everything about papers, in order."""
    wanted = select(audit).where(audit.c.action.in_(("record_printed", "record_not_printed"))).order_by(audit.c.number)
    with store.read() as connection:
        rows = connection.execute(wanted).mappings().all()
    return [(row["action"], row["subject_kind"], row["subject_id"], json.loads(row["details"])) for row in rows]


def test_a_released_paper_stands_in_the_trail_of_the_pregnancy(
    papers: PaperService, store: Store, nurse: Session, pregnancy: Pregnancy
) -> None:
    out = PaperOut(PaperKind.VISIT, "pregnancy", pregnancy.id, part="2026-02-10")
    released = papers.release(nurse, out, Way.PRINTER, size="A5", language="en")
    [(action, kind, subject, details)] = trail(store)
    assert (action, kind, subject) == ("record_printed", "pregnancy", pregnancy.id)
    told = {"paper": "visit", "way": "printer", "size": "A5", "language": "en", "part": "2026-02-10"}
    assert details == {**told, "sheet": released.id}


def test_a_classification_is_noted_with_its_pregnancy(
    papers: PaperService, assessments: AssessmentService, store: Store, nurse: Session, pregnancy: Pregnancy
) -> None:
    stored = assessments.save(nurse, pregnancy.id, ReferralForm(age_years=29.0))
    papers.release(nurse, PaperOut(PaperKind.CLASSIFICATION, "assessment", stored.id), Way.PDF)
    [(_, kind, subject, details)] = trail(store)
    assert (kind, subject, details["assessment"]) == ("pregnancy", pregnancy.id, stored.id)


def test_a_paper_that_did_not_leave_is_taken_back_by_name(
    papers: PaperService, store: Store, nurse: Session, pregnancy: Pregnancy
) -> None:
    released = papers.release(nurse, PaperOut(PaperKind.CARD, "pregnancy", pregnancy.id), Way.PDF)
    papers.did_not_leave(nurse, released)
    (_, _, _, first), (action, _, subject, second) = trail(store)
    assert (action, subject) == ("record_not_printed", pregnancy.id)
    assert second["sheet"] == first["sheet"] == released.id


def test_lists_and_emergencies_have_a_trail_of_their_own(
    papers: PaperService, store: Store, nurse: Session, pregnancy: Pregnancy
) -> None:
    papers.release(nurse, PaperOut(PaperKind.DAY_LIST, "station", "day_list", part="2026-03-02"), Way.PRINTER)
    papers.release(nurse, PaperOut(PaperKind.EMERGENCY, "person", pregnancy.person_id), Way.PRINTER)
    assert [(kind, subject) for _, kind, subject, _ in trail(store)] == [
        ("station", "day_list"),
        ("person", pregnancy.person_id),
    ]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("pregnancy", "pregnancies.not_found"),
        ("person", "people.not_found"),
        ("assessment", "assessments.not_found"),
    ],
)
def test_a_paper_about_nobody_is_not_released(
    papers: PaperService, store: Store, nurse: Session, kind: str, code: str
) -> None:
    with pytest.raises(KnownError) as caught:
        papers.release(nurse, PaperOut(PaperKind.CARD, kind, "nobody"), Way.PDF)
    assert caught.value.code == code
    assert trail(store) == []


def test_a_kind_of_subject_that_no_paper_has_is_our_own_mistake(papers: PaperService, nurse: Session) -> None:
    with pytest.raises(BugError):
        papers.release(nurse, PaperOut(PaperKind.CARD, "bed", "7"), Way.PDF)


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADMINISTRATOR])
def test_who_may_not_print_releases_nothing(
    papers: PaperService, store: Store, pregnancy: Pregnancy, role: Role
) -> None:
    with pytest.raises(KnownError):
        papers.release(session_of(role), PaperOut(PaperKind.CARD, "pregnancy", pregnancy.id), Way.PDF)
    assert [one for one in trail(store) if one[0] == "record_printed"] == []


def test_a_report_names_nobody_and_follows_the_right_to_reports(papers: PaperService, store: Store) -> None:
    out = PaperOut(PaperKind.REPORT, "report", "risk_classes")
    papers.release(session_of(Role.COORDINATOR), out, Way.PDF)
    with pytest.raises(KnownError):
        papers.release(session_of(Role.NURSE), out, Way.PDF)
    assert [(kind, subject) for _, kind, subject, _ in trail(store)] == [("report", "risk_classes")]


def test_a_strip_of_the_ward_stands_in_the_trail_of_its_bed_with_its_moment(
    papers: PaperService, store: Store, nurse: Session
) -> None:
    papers.release(nurse, PaperOut(PaperKind.EVENT_STRIP, "ward_bed", "b7", part="21/11/2025 02:10:00"), Way.PRINTER)
    [(action, kind, subject, details)] = trail(store)
    assert (action, kind, subject) == ("record_printed", "ward_bed", "b7")
    assert details["paper"] == "event_strip" and details["part"] == "21/11/2025 02:10:00"
    with pytest.raises(KnownError, match="access"):
        papers.release(session_of(Role.STUDENT), PaperOut(PaperKind.EVENT_STRIP, "ward_bed", "b7"), Way.PDF)
