"""The grid of the wall: every bed has a sector that can be read, on one screen as long as that is possible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.ward.wall.grid import LEAST_HEIGHT, LEAST_WIDTH, grid_for


@pytest.mark.parametrize("beds", range(1, 50))
def test_up_to_49_beds_stand_on_one_full_hd_screen_without_scrolling(beds: int) -> None:
    grid = grid_for(beds, 1920, 1080)
    assert grid.size[0] <= 1920 and grid.size[1] <= 1080
    assert grid.columns * grid.rows >= beds


def test_120_beds_keep_a_readable_size_and_scroll() -> None:
    grid = grid_for(120, 1920, 1080)
    assert grid.width >= LEAST_WIDTH and grid.height >= LEAST_HEIGHT
    assert grid.size[1] > 1080


@given(
    st.integers(1, 120),
    st.integers(320, 4000),
    st.integers(240, 2200),
    st.sampled_from([0.9, 1.0, 1.5]),
    st.integers(0, 12),
)
def test_each_bed_has_a_place_of_its_own_that_is_found_again(
    beds: int, width: int, height: int, scale: float, fixed: int
) -> None:
    grid = grid_for(beds, width, height, scale, fixed)
    places = [grid.place(at) for at in range(beds)]
    assert len(set(places)) == beds
    assert [grid.index_at(x + 1, y + 1) for x, y in places] == list(range(beds))
    assert grid.size[0] <= width


def test_chosen_columns_are_kept_as_far_as_their_sectors_can_be_read() -> None:
    assert grid_for(16, 1920, 1080, fixed=8).columns == 8
    assert grid_for(3, 1920, 1080, fixed=6).columns == 6
    narrow = grid_for(16, 800, 1080, fixed=8)
    assert narrow.columns == 4 and narrow.width >= LEAST_WIDTH
