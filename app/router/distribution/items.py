"""Of which class of data an item of the ward's feed is, and what a receiver must be able to do to show it."""

from app.router.tables.model import ALARM_CLASSES, Tables
from app.router.words import Capability, DataClass
from app.ward.alarms.words import Priority
from app.ward.feed.items import Alarms, FeedItem, Layout, Numbers, Reported, Sought, Waves


def alarm_class(priority: int) -> DataClass:
    """The class of alarms of one priority; IndexError for what is no alarm's priority."""
    if priority < 0:
        raise IndexError(priority)
    return ALARM_CLASSES[priority]


def data_class(item: FeedItem, tables: Tables) -> DataClass | None:
    """None for what is no message to a caregiver: the order of the beds, and what other stations look for.

    The alarms of a bed are told by the most urgent of them; a bed without any is told as the least urgent. A report of
    a topic that the tables do not name belongs to equipment, which is the narrowest class that has a reader.
    """
    match item:
        case Alarms(state):
            worst = state.worst
            return alarm_class(worst.priority if worst is not None else Priority.LOW)
        case Numbers() | Waves():
            return DataClass.BIOMEDICAL
        case Reported(report=report):
            return tables.topics.get(report.topic, DataClass.EQUIPMENT)
        case Layout() | Sought():
            return None


def needs(item: FeedItem) -> Capability:
    """Curves go to receivers that draw, everything else to those that write."""
    return Capability.GRAPHICS if isinstance(item, Waves) else Capability.TEXT
