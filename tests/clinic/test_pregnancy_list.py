"""The list of pregnancies: filters, counts by class, order, and indexes behind them."""

from collections.abc import Callable
from datetime import date

import pytest

from app.clinic.assessments.service import AssessmentService
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import PregnancyFilter, PregnancyOrder
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.risk.forms import ReferralForm
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import end_pregnancy

WOMEN = {
    "Ana Fictícia Alves": (date(2025, 9, 1), {"hypertension"}),
    "Bia Fictícia Barros": (date(2025, 12, 1), {"syphilis"}),
    "Clara Fictícia Costa": (date(2025, 10, 1), set[str]()),
    "Dora Fictícia Dias": (date(2025, 11, 1), None),
    "Eva Fictícia Esteves": (None, {"epilepsy", "diabetes"}),
}


@pytest.fixture
def unit(
    register: Callable[..., PersonRecord],
    pregnancies: PregnancyService,
    assessments: AssessmentService,
    nurse: Session,
) -> dict[str, str]:
    """Name → pregnancy: two ARCE, one ARSE, one RH, one unclassified."""
    opened = {}
    for number, (name, (lmp, conditions)) in enumerate(WOMEN.items()):
        person = register(full_name=name, mother_name=f"Mãe {name[:3]}", birth_date=date(1990, 2, 1 + 5 * number))
        opened[name] = pregnancies.open(nurse, person.id, lmp).id
        if conditions is not None:
            assessments.save(nurse, opened[name], ReferralForm(age_years=30.0, conditions=frozenset(conditions)))
    return opened


def shown(pregnancies: PregnancyService, nurse: Session, wanted: PregnancyFilter) -> list[str]:
    return [row.shown_name.split()[0] for row in pregnancies.list(nurse, wanted).rows]


@pytest.mark.usefixtures("unit")
def test_the_gravest_come_first_and_the_unclassified_last(pregnancies: PregnancyService, nurse: Session) -> None:
    page = pregnancies.list(nurse)
    assert [row.shown_name.split()[0] for row in page.rows] == ["Eva", "Ana", "Bia", "Clara", "Dora"]
    assert page.counts_by_class == {"ARCE": 2, "ARSE": 1, "RH": 1, "": 1}
    assert page.total == 5


@pytest.mark.usefixtures("unit")
@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (PregnancyFilter(order=PregnancyOrder.DUE_DATE), ["Ana", "Clara", "Dora", "Bia", "Eva"]),
        (PregnancyFilter(class_codes=frozenset({"ARSE", "RH"})), ["Bia", "Clara"]),
        (PregnancyFilter(only_unclassified=True), ["Dora"]),
        (PregnancyFilter(text="ficticia b"), ["Bia"]),
        (PregnancyFilter(text="06/02/1990"), ["Bia"]),
        (PregnancyFilter(text="ficticia", class_codes=frozenset({"ARCE"})), ["Eva", "Ana"]),
        (PregnancyFilter(text="mae"), []),
        (PregnancyFilter(closed=True), []),
    ],
)
def test_filters_narrow_the_list(
    wanted: PregnancyFilter, names: list[str], pregnancies: PregnancyService, nurse: Session
) -> None:
    assert shown(pregnancies, nurse, wanted) == names


@pytest.mark.usefixtures("unit")
def test_counts_by_class_are_those_before_the_class_filter(pregnancies: PregnancyService, nurse: Session) -> None:
    page = pregnancies.list(nurse, PregnancyFilter(class_codes=frozenset({"RH"})))
    assert (page.total, page.counts_by_class["ARCE"]) == (1, 2)


@pytest.mark.usefixtures("unit")
def test_pages_cover_the_list_without_repetition(pregnancies: PregnancyService, nurse: Session) -> None:
    pages = [pregnancies.list(nurse, offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [len(page.rows) for page in pages] == [2, 2, 1, 0]
    assert len({row.pregnancy_id for page in pages for row in page.rows}) == 5


def test_a_corrected_classification_counts_and_the_wrong_one_no_more(
    pregnancies: PregnancyService, assessments: AssessmentService, nurse: Session, unit: dict[str, str]
) -> None:
    (wrong,) = assessments.list(nurse, unit["Ana Fictícia Alves"])
    assessments.correct(nurse, wrong.id, ReferralForm(age_years=30.0), "Era de outra pessoa")
    assert pregnancies.list(nurse).counts_by_class == {"ARCE": 1, "ARSE": 1, "RH": 2, "": 1}


def test_a_closed_pregnancy_leaves_the_list(
    store: Store, pregnancies: PregnancyService, nurse: Session, unit: dict[str, str]
) -> None:
    end_pregnancy(store, nurse, unit["Ana Fictícia Alves"])
    assert pregnancies.list(nurse).total == 4
    assert shown(pregnancies, nurse, PregnancyFilter(closed=True)) == ["Ana"]


@pytest.mark.parametrize("order", ["total DESC, lmp", "lmp ASC NULLS LAST", "opened_at DESC"])
def test_no_order_of_the_list_is_sorted_row_by_row(order: str, store: Store) -> None:
    statement = f"EXPLAIN QUERY PLAN SELECT * FROM pregnancy_list WHERE status = 'current' ORDER BY {order} LIMIT 50"
    with store.read() as connection:
        plan = " ".join(str(row[3]) for row in connection.exec_driver_sql(statement))
    assert "USING INDEX" in plan
    assert "TEMP B-TREE" not in plan
