"""A real station with people of each role, as the tests of the window have it, and the services of another alone."""

import pytest

from app.store.store import Store
from tests.privacy.histories import add_person
from tests.security.staff import Staff, fill, services
from tests.store.rows import NURSE
from tests.ui.clinical import station

__all__ = ["station"]


@pytest.fixture
def unit(store: Store) -> Staff:
    """People of each role, and the services over the test's store."""
    fill(store)
    return services(store)


@pytest.fixture
def hers(unit: Staff) -> str:
    """Who she is; nothing is known of her but how to reach her."""
    with unit.store.write(NURSE) as writing:
        return add_person(writing)
