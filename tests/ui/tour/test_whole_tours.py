"""Tours from their first step to their end by somebody who does what they say, in the real window."""

from PySide6.QtWidgets import QLineEdit

from app.clinic.reception.model import Colour
from app.demo.unit import DEMO_PASSWORD
from tests.ui.referral_desk.conftest import find
from tests.ui.tour.conftest import Walker
from tests.ui.tour.walking import Deed, child, lock, read_help, walk
from ui.board.board_view import BoardView
from ui.pregnancy.screen import Pregnancies
from ui.pregnancy.visits.form import VisitForm
from ui.referral_desk.inbox import InboxPage
from ui.referral_desk.inbox_rows import Group


def _hear(walker: Walker) -> None:
    """Of those who wait for it the first who is not pregnant: nobody has to ask her for danger signs."""
    walker.find("board.list")
    board = child(walker, BoardView)
    assert isinstance(board, BoardView)
    rows = filter(None, map(board.model.row, range(board.model.rowCount())))
    board.open(next(one.arrival_id for one in rows if one.colour is None and "·" not in one.about))
    walker.press("board.do_hear")
    assert board.hearing is not None
    board.hearing.reason.set_value("dor nas costas")
    board.hearing.colour.set_value(Colour.GREEN)
    walker.press("hearing.save")


def _open_record(walker: Walker) -> None:
    walker.at("pregnancy.filter")
    walker.keys.write("maria")
    walker.keys.press("Down", "Return")
    walker.until(lambda: isinstance(walker.place, Pregnancies) and walker.place.record is not None)


def _visit(walker: Walker) -> None:
    walker.press("visits.record")
    form = child(walker, VisitForm)
    assert isinstance(form, VisitForm)
    form.measures.numbers["weight_kg"].line.setText("65")
    walker.press("visits.save")


def _classify(walker: Walker) -> None:
    walker.keys.press("Ctrl+3")
    walker.keys.write("cardiopat")
    walker.keys.press("Return")
    walker.keys.write("s")
    walker.keys.press("Ctrl+S")


def _refer(walker: Walker) -> None:
    walker.keys.press("Ctrl+E")
    walker.find("compose.review")
    walker.keys.press("Tab", "Down", "Tab", "Tab")
    walker.keys.write("pre-eclampsia")
    walker.keys.press("Tab")
    walker.keys.write("PA alta")
    walker.keys.press("Ctrl+S")
    walker.find("compose.send")
    walker.keys.press("Ctrl+S")


def _remind(walker: Walker) -> None:
    walker.press("planned_page.new")
    walker.keys.write("raquel")
    walker.keys.press("Down", "Return")
    walker.keys.write("r")
    walker.keys.press("Tab", "Down", "Space", "Ctrl+S")


def test_the_consulting_room(at_clinic: Walker) -> None:
    walk(
        at_clinic,
        "unit",
        [
            _hear,
            _open_record,
            lambda one: one.press("danger_signs.none"),
            _visit,
            _classify,
            _refer,
            _remind,
            read_help,
        ],
    )


def _new_account(walker: Walker) -> None:
    walker.press("administration.accounts_create")
    for key, words in (("name", "Ivo Inventado"), ("login", "ivo"), ("password", DEMO_PASSWORD)):
        walker.at(f"administration.account_{key}")
        walker.keys.write(words)
    walker.press("administration.accounts_create_verb")


def _lock_time(walker: Walker) -> None:
    field = walker.find("administration.station_lock_after_minutes")
    line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setText("7")
    walker.press("administration.station_save")


def test_whoever_looks_after_the_station(at_clinic: Walker) -> None:
    sections: list[Deed] = [
        _new_account,
        lambda one: one.press("administration.section_rights"),
        lambda one: one.press("administration.backup_now"),
        lambda one: one.press("administration.audit_verify"),
        _lock_time,
        lambda one: one.press("administration.section_support"),
        lock,
        read_help,
    ]
    walk(at_clinic, "administrator", sections)


def _open_case(walker: Walker) -> None:
    walker.at("referral_desk.list")
    walker.keys.press("Return")


def _answer(walker: Walker) -> None:
    walker.press("referral_desk.do_answer")
    walker.find("referral_desk.review")
    walker.keys.write("1")
    walker.keys.press("Tab", "Tab")
    walker.keys.write("1")
    walker.keys.press("Tab", "Tab")
    walker.keys.write("Venha hoje")
    walker.keys.press("Tab", "Space", "Ctrl+S")
    walker.find("referral_desk.send")
    walker.keys.press("Ctrl+S")


def test_the_desk_of_the_hospital(at_hospital: Walker) -> None:
    walk(
        at_hospital,
        "hospital-desk",
        [
            _open_case,
            lambda one: one.press("referral_desk.see"),
            _answer,
            lambda one: one.press("referral_desk.back"),
            lambda one: one.settle(),
            lock,
            read_help,
        ],
    )


def _try_a_class(walker: Walker) -> None:
    """Another condition than that which the consulting room's tour leaves in the record."""
    walker.keys.press("Ctrl+3")
    walker.keys.write("epilep")
    walker.keys.press("Return")
    walker.keys.write("s")


def _follow_a_referral(walker: Walker) -> None:
    walker.at("outbox.list")
    walker.keys.press("Home", "Return")


def _find_maria(walker: Walker) -> None:
    walker.keys.press("F3")
    walker.keys.write("maria")
    walker.keys.press("Down", "Return")


def test_whoever_learns_in_the_unit(at_clinic: Walker) -> None:
    walk(
        at_clinic,
        "student",
        [
            _find_maria,
            _open_record,
            _try_a_class,
            lambda one: one.press("pregnancy.tab_charts"),
            _follow_a_referral,
            lambda one: one.press("administration.section_rules"),
            lambda one: one.press("administration.section_rights"),
            lock,
            read_help,
        ],
    )


def _open_mine(walker: Walker) -> None:
    inbox = child(walker, InboxPage)
    assert isinstance(inbox, InboxPage)
    inbox.choose(Group.MINE)
    walker.at("referral_desk.list")
    inbox.list.go_to(find(walker.station, walker.shell.context.session, assigned=True))
    walker.keys.press("Return")


def _read_first(walker: Walker) -> None:
    walker.press("referral_desk.do_first")
    walker.keys.write("Parece hipertensao")
    walker.press("referral_desk.save_reading")


def test_whoever_reads_first_at_the_hospital(at_hospital: Walker) -> None:
    walk(
        at_hospital,
        "resident",
        [
            _open_mine,
            _read_first,
            lambda one: one.press("referral_desk.back"),
            lambda one: one.settle(),
            lambda one: one.press("administration.section_rights"),
            lock,
            read_help,
        ],
    )
