"""What the server's routes use, on one database."""

from sqlalchemy import Engine

from app.central.api import Services
from app.central.enrolment import Enrolment
from app.central.journal import Journal
from app.central.paging import Reader
from app.central.tokens import Tokens
from app.kernel.clock import Clock
from app.kernel.ids import Ids


def make_services(engine: Engine, clock: Clock, ids: Ids) -> Services:
    """Everything the routes use, on one database."""
    enrolment, tokens = Enrolment(engine, clock, ids), Tokens(engine, clock)
    return Services(enrolment, tokens, Journal(engine, clock), Reader(engine), clock, engine)
