"""No bed of the ward is ever invisible, whatever a layout says and however many screens there are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.ward.layouts.arranged import ArrangedPicture
from app.ward.layouts.arranging import Arranging
from app.ward.layouts.model import USUAL, KnownLayouts, WallLayout, WallScreen, checked, from_json, to_json
from tests.ui.ward.staged import StagedPicture

BED_NAMES = st.integers(0, 12).map("bed-{}".format)
WARDS = st.lists(BED_NAMES, unique=True, max_size=12).map(tuple)
SCREENS = st.builds(WallScreen, st.lists(BED_NAMES, max_size=15).map(tuple), st.integers(0, 12))
LAYOUTS = st.builds(WallLayout, st.just("A"), st.lists(SCREENS, min_size=1, max_size=2).map(tuple), st.integers(0, 6))


@given(LAYOUTS, WARDS, st.integers(0, 3))
def test_every_bed_stands_on_exactly_one_screen(layout: WallLayout, ward: tuple[str, ...], screens: int) -> None:
    shown = layout.on(ward, screens)
    assert sorted(bed for beds in shown for bed in beds) == sorted(ward)
    assert len(shown) == max(1, min(screens, len(layout.screens)))


@given(LAYOUTS, WARDS)
def test_beds_that_a_layout_names_keep_its_order(layout: WallLayout, ward: tuple[str, ...]) -> None:
    for screen, shown in zip(layout.screens, layout.on(ward, 2), strict=True):
        named = [bed for bed in shown if bed in screen.beds]
        assert named == sorted(named, key=screen.beds.index)


@given(LAYOUTS, WARDS, st.integers(1, 2), st.booleans())
def test_the_pictures_of_all_screens_together_are_the_ward(
    layout: WallLayout, ward: tuple[str, ...], screens: int, names: bool
) -> None:
    picture = StagedPicture(0)
    picture.beds = [replace(StagedPicture(1).beds[0], bed=bed) for bed in ward]
    count = len(layout.on(ward, screens))
    shown = []
    for screen in range(count):
        arranged = ArrangedPicture(picture, screen, names=names)
        arranged.use(layout, screens)
        shown += [bed.bed for bed in arranged.beds]
    assert sorted(shown) == sorted(ward)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), BED_NAMES, st.integers(-1, 2), st.integers(-2, 15)),
        st.tuples(st.just("step"), BED_NAMES, st.integers(-15, 15)),
        st.tuples(st.just("to_other_screen"), BED_NAMES),
        st.tuples(st.just("use_screens"), st.integers(1, 2)),
        st.tuples(st.just("use_columns"), st.integers(0, 2), st.integers(-1, 12)),
        st.tuples(st.just("use_traces"), st.integers(-1, 6)),
    ),
    max_size=12,
)


@given(LAYOUTS, WARDS, STEPS)
def test_arranging_loses_no_bed_and_every_step_is_taken_back(
    layout: WallLayout, ward: tuple[str, ...], steps: list[tuple[str, ...]]
) -> None:
    arranging = Arranging(layout, ward)
    begun = arranging.layout
    assert begun.on(ward, 2) == layout.on(ward, 2)
    for name, *values in steps:
        getattr(arranging, name)(*values)
        assert sorted(bed for one in arranging.layout.screens for bed in one.beds) == sorted(ward)
        assert checked(arranging.layout) == arranging.layout
    while arranging.can_undo:
        arranging.undo()
    assert arranging.layout == begun


@given(st.lists(LAYOUTS, max_size=3), st.sampled_from(["", "A"]))
def test_what_is_kept_is_read_back(layouts: list[WallLayout], default: str) -> None:
    known = KnownLayouts(tuple(layouts), default)
    assert from_json(to_json(known)) == known


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["layouts", "default", "name", "screens", "beds", "columns", "traces"]), inner
        )
    ),
    max_leaves=12,
)


@given(ANYTHING, WARDS)
def test_settings_that_cannot_be_read_cost_no_bed(kept: object, ward: tuple[str, ...]) -> None:
    known = from_json(kept)
    for layout in (*known.layouts, known.named(known.default)):
        assert sorted(bed for beds in layout.on(ward, 2) for bed in beds) == sorted(ward)


def test_a_bed_that_came_later_stands_behind_the_others() -> None:
    layout = WallLayout("A", (WallScreen(("b3", "b1")),))
    assert layout.on(["b1", "b2", "b3", "b4"]) == (("b3", "b1", "b2", "b4"),)


def test_the_beds_of_a_screen_that_is_not_there_come_behind_those_of_the_first() -> None:
    layout = WallLayout("A", (WallScreen(("b2",)), WallScreen(("b3", "b1"))))
    assert layout.on(["b1", "b2", "b3", "b4"], 2) == (("b2", "b4"), ("b3", "b1"))
    assert layout.on(["b1", "b2", "b3", "b4"], 1) == (("b2", "b3", "b1", "b4"),)


def test_a_bed_moves_to_a_second_screen_that_the_layout_gets_then() -> None:
    arranging = Arranging(USUAL, ["b1", "b2", "b3"])
    arranging.to_other_screen("b1")
    assert arranging.layout.on(["b1", "b2", "b3"], 2) == (("b2", "b3"), ("b1",))
    arranging.to_other_screen("b1")
    arranging.use_screens(1)
    assert arranging.layout.on(["b1", "b2", "b3"], 2) == (("b2", "b3", "b1"),)


def test_beds_go_back_into_the_order_of_the_ward() -> None:
    arranging = Arranging(
        WallLayout("A", (WallScreen(("b3", "b1")), WallScreen(("b4", "b2")))), ["b1", "b2", "b3", "b4"]
    )
    arranging.order_as(["b1", "b2", "b3", "b4"])
    assert arranging.layout.on(["b1", "b2", "b3", "b4"], 2) == (("b1", "b3"), ("b2", "b4"))


@pytest.mark.parametrize(
    ("layout", "code"),
    [
        (WallLayout("  "), "layouts.name_missing"),
        (WallLayout("x" * 41), "layouts.name_too_long"),
        (WallLayout("A", ()), "layouts.screens"),
        (WallLayout("A", (WallScreen(columns=13),)), "layouts.columns"),
        (WallLayout("A", traces=7), "layouts.traces"),
    ],
)
def test_a_layout_that_cannot_be_is_refused_with_what_is_wrong(layout: WallLayout, code: str) -> None:
    with pytest.raises(KnownError) as refused:
        checked(layout)
    assert refused.value.code == code


def test_a_picture_without_names_keeps_everything_else() -> None:
    picture = StagedPicture(2)
    arranged = ArrangedPicture(picture)
    before = arranged.revision
    arranged.show_names(False)
    assert arranged.revision > before
    assert [(bed.person, bed.numbers) for bed in arranged.beds] == [("", bed.numbers) for bed in picture.beds]
    assert all(now is before for now, before in zip(arranged.beds, arranged.beds, strict=True))
    picture.change(0, person="J.A.")
    assert arranged.beds[0].person == "" and arranged.revision > before + 1
