"""Local providers for the conversations."""

from collections.abc import Iterator

import pytest

from tests.reminders.channels.certificates import Certificates, make_certificates
from tests.reminders.channels.local_http import Provider, provider


@pytest.fixture
def http() -> Iterator[Provider]:
    """A provider on this machine, without TLS."""
    with provider() as running:
        yield running


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """One authority for all tests of this run."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))
