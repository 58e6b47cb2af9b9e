"""A real server over TLS on a random port, for the tests of the interface and of the station's line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from app.central.api import Services, create_app
from app.central.certificate import Certificate, own
from app.central.https import running
from app.central.public.routes import add_public
from app.central.server import make_services
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.sync.pinned import PinnedServer


@dataclass
class Served:
    """A server that runs, with its insides."""

    address: str
    certificate: Certificate
    services: Services
    clock: FakeClock
    engine: Engine

    def code(self, cnes: str = "1111111") -> str:
        """A one-time code for a new station."""
        return self.services.enrolment.make_code(cnes, "Sala 1")

    def pinned(self) -> PinnedServer:
        """Calls to it."""
        return PinnedServer(self.address, self.certificate.fingerprint)


@contextmanager
def served(engine: Engine, folder: Path, public_address: str = "") -> Iterator[Served]:
    """Run one until left; with the pages for patients where they have an address."""
    clock = FakeClock()
    services = make_services(engine, clock, SeededIds(clock, seed=7))
    certificate = own(folder, clock)
    app = create_app(services)
    if public_address:
        add_public(app, engine, services.tokens, clock, SeededIds(clock, seed=8), public_address)
    with running(app, certificate) as one:
        yield Served(one.address, certificate, services, clock, engine)
