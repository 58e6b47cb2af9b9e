"""A desk whose station keeps layouts, and screens that a test plugs in and out."""

import pytest

from app.store.store import Store
from app.ward.layouts.service import LayoutService
from tests.ui.ward.desk import Desk


@pytest.fixture
def arranged(desk: Desk, store: Store) -> Desk:
    """The desk over a real store."""
    desk.layouts = LayoutService(store)
    return desk
