"""What a node answers may be longer than a frame: the beds of a whole ward. The connection stays."""

import uuid

from app.router.links.client import Replied
from app.router.links.events import Left, Requested
from app.router.requests import Bed, Beds, Done, read_answer, to_bytes
from app.router.words import DataClass
from app.ward.alarms.limits import AgeClass, defaults
from tests.router.links.linked import linked


def beds(count: int) -> Beds:
    rules = dict.fromkeys(DataClass, "broadcast")
    limits = dict(defaults(AgeClass.ADULT))
    return Beds(tuple(Bed(uuid.uuid4().hex, f"Leito {at:02}", rules, limits) for at in range(count)))


def test_an_answer_longer_than_a_frame_arrives_whole_and_ends_no_connection() -> None:
    long, short = bytes(range(256)) * 400, b"short"
    with linked() as one:
        one.join("ana")
        sequence = one.links["ana"].request(b"beds")
        one.until(lambda: bool(one.all(Requested)))
        assert one.hub.reply("ana", sequence, long) and one.hub.reply("ana", sequence + 1, short)
        one.until(lambda: sum(isinstance(each, Replied) for each in one.heard["ana"]) == 2)
        replies = [each for each in one.heard["ana"] if isinstance(each, Replied)]
        assert [(each.to_sequence, each.content) for each in replies] == [(sequence, long), (sequence + 1, short)]
        assert not one.all(Left) and one.links["ana"].connected


def test_the_beds_of_the_largest_ward_with_all_their_limits_fit_into_a_frame() -> None:
    told = beds(120)
    content = to_bytes(told)
    assert len(content) < 16_000 and read_answer(content) == told
    assert read_answer(to_bytes(Done())) == Done()
