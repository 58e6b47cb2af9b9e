"""The services of the prenatal record over the clinic's fixtures."""

import pytest

from app.clinic.prenatal.charts_service import ChartService
from app.clinic.prenatal.dating_service import DatingService
from app.clinic.prenatal.exams_service import ExamService
from app.clinic.prenatal.history_service import HistoryService
from app.clinic.prenatal.outcomes import OutcomeService
from app.clinic.prenatal.vaccines_service import VaccineService
from app.clinic.prenatal.visits_service import VisitService
from app.store.store import Store


@pytest.fixture
def dating(store: Store) -> DatingService:
    return DatingService(store)


@pytest.fixture
def visits(store: Store) -> VisitService:
    return VisitService(store)


@pytest.fixture
def exams(store: Store) -> ExamService:
    return ExamService(store)


@pytest.fixture
def charts(store: Store) -> ChartService:
    return ChartService(store)


@pytest.fixture
def history(store: Store) -> HistoryService:
    return HistoryService(store)


@pytest.fixture
def outcomes(store: Store) -> OutcomeService:
    return OutcomeService(store)


@pytest.fixture
def vaccines(store: Store) -> VaccineService:
    return VaccineService(store)
