"""The fixture that all rooms use."""

from app.kernel.actor import PROGRAM
from app.store.store import Store


def test_a_fresh_store_takes_and_gives_back_an_audit_row(store: Store) -> None:
    with store.write(PROGRAM) as writing:
        writing.audit("test", "store", "-")
    with store.read() as connection:
        assert connection.exec_driver_sql("select count(*) from audit").scalar_one() == 1
