"""Who is found by searching says what disagrees; what was decided is found again with both values."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.sync.deciding import Choice
from tests.ui.accessibility import complaints
from tests.ui.administration.office import press, settled, words_in
from tests.ui.conflicts.network import Network, OpenConflicts
from tests.ui.conflicts.test_deciding import OURS, THEIRS, decide, page_of
from ui.conflicts.past_list import PastList
from ui.conflicts.past_page import PastPage
from ui.conflicts.screen import Conflicts
from ui.reception.finder import Finder
from ui.reception.hits import BADGE
from ui.shell.context import UiContext
from ui.shell.hint_delegate import HINT
from ui.shell.palette import Palette


def past_list(place: Conflicts) -> PastList:
    assert isinstance(place.past, PastList)
    return place.past


def past_page(place: Conflicts) -> PastPage:
    assert isinstance(place.past, PastPage)
    return place.past


def test_what_was_decided_is_found_again_with_who_when_why_and_both_values(
    network: Network, open_conflicts: OpenConflicts, qtbot: QtBot
) -> None:
    network.disagree(OURS, THEIRS)
    place = open_conflicts()
    place.show_past()
    settled(qtbot)
    assert past_list(place).states.state == "empty"
    place.open_subject(network.woman.id)
    settled(qtbot)
    decide(place, page_of(place).cards[0], Choice.OTHER, qtbot)
    place.show_list()
    settled(qtbot)
    press(place, "Decisões já tomadas")
    settled(qtbot)
    past = past_list(place)
    line = [past.model.index(0, column).data() for column in range(5)]
    assert line[:3] == ["Maria Sintética da Silva", "Telefone", "Passou a valer o outro valor"]
    past.table.setFocus()
    QTest.keyClick(past.table, Qt.Key.Key_Return)
    settled(qtbot)
    words = words_in(past_page(place))
    for told in ("(84) 99999-0001", "(84) 99999-0002", "Passou a valer o outro valor", "Motivo: ", line[3]):
        assert told in words
    assert complaints(past_page(place)) == []
    assert place.step_back()
    past_list(place)
    settled(qtbot)
    assert place.step_back()
    assert place.past is None


def test_whoever_is_searched_for_is_found_with_what_disagrees(
    network: Network, qtbot: QtBot, light: QApplication
) -> None:
    context = UiContext(network.here.station, network.here.nurse, lambda *_: None, lambda *_: None)
    finder = Finder(context, date(2026, 3, 2))
    host = QWidget()
    qtbot.addWidget(finder)
    qtbot.addWidget(host)
    finder.show()
    host.show()
    palette = Palette(host, context, (), (), lambda _person: None)

    def told() -> tuple[str, str]:
        finder.search.setText("Maria")
        finder.look_again()
        palette.search.setText("Maria")
        palette._find("Maria")
        settled(qtbot)
        line = finder.model.index(0)
        spoken = str(line.data(Qt.ItemDataRole.AccessibleTextRole))
        assert (str(line.data(BADGE)) in spoken) and "Maria Sintética" in spoken
        hints = [str(palette.list.item(at).data(HINT) or "") for at in range(palette.list.count())]
        return str(line.data(BADGE)), next(one for one in hints if one)

    before = told()
    assert before[0] == "" and "divergência" not in before[1]
    network.disagree(OURS, THEIRS)
    badge, hint = told()
    assert badge == "1 divergência"
    assert hint.startswith("◆ 1 divergência · ")
