"""What `router` is made of over the store of this station; whoever adds a part of it adds a line here."""

from collections.abc import Mapping, Sequence

from app.kernel.folders import StationFolders
from app.router.asking.making import asking_over
from app.router.backbone.listed import Listed, read_listed
from app.router.backbone.nodes import Plan
from app.router.keeping.knowing import Knowing
from app.router.keeping.steps import StoreSteps
from app.router.links.hub import HubAddress
from app.router.node.box_thread import BoxPlace
from app.router.node.commands import Desk, SlowAct
from app.router.node.node import RouterParts
from app.router.node.own_keys import own_keys
from app.router.receivers.acts import receiver_acts
from app.router.receivers.admission import Admission, shown_address
from app.router.settings import RouterSettings
from app.store.store import Store
from app.sync.enrolling import EnrollingService
from app.ward.beds.journal import AlarmJournal
from app.ward.node.keys import KeyPair, read_link
from app.ward.recording.sealed import RecordingKey


def parts_of(folders: StationFolders, store: Store, key: bytes, settings: RouterSettings) -> RouterParts:
    """As its settings say."""
    sealing = RecordingKey(key)

    def acts(desk: Desk) -> Mapping[str, SlowAct]:
        admission = Admission(store, key, desk.keys, desk.address, settings, desk.reread)
        desk.at_end(admission.close)
        return receiver_acts(admission)

    own, listed = own_keys(store), [read_listed(one) for one in settings.neighbours]
    return RouterParts(
        knows=Knowing(store),
        steps=StoreSteps(store),
        journal=AlarmJournal(folders.router_journal, sealing),
        box=BoxPlace(folders.black_box, sealing, settings.black_box * 2**20),
        own=own,
        find_ward=lambda: read_link(folders.home),
        address=HubAddress(settings.host, settings.alarms_port, settings.bulk_port),
        make_asking=asking_over(store, lambda: read_link(folders.home)),
        make_acts=acts,
        backbone=_plan(own, settings, listed) if listed else None,
        nodes={one.name: one.public for one in listed},
        open_line=EnrollingService(store).open_line,
    )


def _plan(own: KeyPair, settings: RouterSettings, listed: Sequence[Listed]) -> Plan:
    listens = HubAddress(settings.host, settings.node_alarms_port, settings.node_bulk_port)
    known = {one.name: one.address for one in listed}
    return Plan(settings.node, own, known, listens, says=shown_address(settings))
