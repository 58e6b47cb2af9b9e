"""The clinic's services over a fresh store, for what comes in and goes out."""

from collections.abc import Mapping

import pytest

from app.security.roles import Role
from app.security.session import Session
from tests.clinic.conftest import (  # noqa: F401 - fixtures of the neighbouring room
    assessments,
    joana,
    nurse,
    people,
    pregnancies,
    pregnancy,
    register,
    session_of,
)


@pytest.fixture
def coordinator() -> Session:
    return session_of(Role.COORDINATOR)


def keys(key: str, values: Mapping[str, object]) -> str:
    """Words that show which text would stand there."""
    return key
