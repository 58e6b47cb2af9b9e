"""The alarms of a recorded stay, from the log: each from beginning to end, with who saw it and its worst value."""

from app.store.store import Store
from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Change
from app.ward.alarms.words import Priority
from app.ward.beds.alarm_log import AlarmLog, Entry
from app.ward.recording.marks import StayMarks
from app.ward.recording.model import AlarmMark
from app.ward.signals import Numeric

ZERO = 1_772_449_200.0
BED, STAY = "bed-1", "stay-1"


class Bed:
    """A bed whose alarms are written into the log of the store."""

    def __init__(self, store: Store) -> None:
        self.store, self.at = store, 0.0
        self.alarms = BedAlarms(BED, defaults(AgeClass.ADULT), 0.0)
        self.marks = StayMarks(STAY)

    def says(self, spo2: float, seconds: int) -> None:
        """This value, once a second."""
        for _ in range(seconds):
            self.at += 1.0
            self.write(self.alarms.observe((Numeric("spo2", spo2),), self.at, "monitor"))

    def write(self, changes: tuple[Change, ...], stay: str = STAY) -> None:
        log = AlarmLog(self.store)
        log.start()
        for change in changes:
            log.put(Entry(change, stay, ZERO))
        log.stop()

    def read(self, start: float = 0.0, end: float = 1e6) -> tuple[AlarmMark, ...]:
        with self.store.read() as connection:
            return self.marks.read(connection, ZERO + start, ZERO + end)


def test_an_alarm_lasts_from_its_beginning_to_its_end_with_its_worst_value_and_who_saw_it(store: Store) -> None:
    bed = Bed(store)
    bed.says(97.0, 2)
    bed.says(88.0, 12)
    (mark,) = bed.read()
    assert (mark.code, mark.priority, mark.ended_at, mark.seen_by) == ("spo2_low", Priority.MEDIUM, None, "")
    bed.says(86.0, 3)
    bed.write(bed.alarms.acknowledge_all("ana", bed.at))
    bed.says(97.0, 12)
    (ended,) = bed.read()
    assert ended.began_at == mark.began_at
    assert ended.ended_at is not None and ended.ended_at > ended.began_at
    assert (ended.vital, ended.value, ended.seen_by, ended.seen_at) == ("spo2", 86.0, "ana", ZERO + 17.0)
    assert ended.limit == defaults(AgeClass.ADULT)["spo2"].low
    with store.read() as connection:
        assert StayMarks(STAY).read(connection, ZERO, ZERO + 1e6) == (ended,), "read at once as read in pieces"


def test_only_what_stood_in_the_span_and_of_this_stay_is_told(store: Store) -> None:
    bed = Bed(store)
    bed.says(97.0, 2)
    bed.says(88.0, 12)
    bed.says(97.0, 30)
    (mark,) = bed.read()
    assert mark.ended_at is not None
    began, ended = mark.began_at - ZERO, mark.ended_at - ZERO
    assert bed.read(ended, ended + 50) == ()
    assert bed.read(0.0, began) == ()
    assert bed.read(ended - 0.5, ended + 50) == (mark,)
    other = StayMarks("stay-2")
    with store.read() as connection:
        assert other.read(connection, ZERO, ZERO + 1e6) == ()


def test_the_same_alarm_twice_is_two_marks(store: Store) -> None:
    bed = Bed(store)
    for _ in range(2):
        bed.says(97.0, 2)
        bed.says(88.0, 12)
        bed.write(bed.alarms.acknowledge_all("ana", bed.at))
        bed.says(97.0, 30)
    first, second = bed.read()
    assert first.ended_at is not None and first.ended_at < second.began_at
