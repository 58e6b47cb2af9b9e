"""A caregiver's receiver that locks: alarms of people of any name are counted, and nobody is named."""

import msgspec
from hypothesis import HealthCheck, Phase, given, settings

from app.demo.playing_node import RIGHT
from app.router.contents import AlarmNote, TroubleNote
from app.router.requests import Unlock
from tests.privacy.identities import Identity, found_in, identities
from tests.router.receiver.told import note
from tests.ui.receiver.conftest import Desktop
from tests.ui.seen import everything_seen
from ui.receiver.desk import Desk
from ui.receiver.entry import LockPage
from ui.spoken.announcer import announcer
from ui.spoken.notice import notice_of
from ui.texts import tr

FEW = settings(
    max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


def test_of_alarms_that_stood_there_and_of_those_that_come_nobody_is_named(desktop: Desktop, reader: None) -> None:
    desktop.start()
    desktop.sign_in()
    met: list[Identity] = []

    @given(one=identities())
    @FEW
    def locks(one: Identity) -> None:
        met.append(one)
        window = desktop.window
        assert window.receiver is not None
        number = desktop.node.tell(_of(one, len(met)))
        desktop.until(lambda: number in desktop.node.shown)
        desktop.until(lambda: one.name in everything_seen())
        notice_of(window).tell(one.name)
        window.lock()
        desktop.until(lambda: isinstance(window.centralWidget(), LockPage))
        assert found_in(everything_seen(), met) == []
        desktop.node.tell(_of(one, len(met) + 20))
        desktop.node.tell(TroubleNote("receiver_lost", "Posto 2", True), 1)
        page = window.centralWidget()
        assert isinstance(page, LockPage)
        desktop.until(lambda: str(2 * len(met)) in page.asking.text())
        announcer().look()
        assert found_in(everything_seen(), met) == []
        assert found_in(f"{window.tray.tool_tip()} {window.windowTitle()}", met) == []
        window.receiver.ask(Unlock(RIGHT))
        desktop.until(lambda: isinstance(window.centralWidget(), Desk))
        desktop.until(lambda: one.name in everything_seen())

    locks()
    assert tr("receiver.title") in desktop.window.windowTitle()


def _of(one: Identity, bed: int) -> AlarmNote:
    return msgspec.structs.replace(note(person=one.name), bed=f"bed-{bed}", label=f"Leito {bed}")
