"""The collector rests only as long as it is asked to."""

import gc

import pytest

from app.kernel.collector import collector_at_rest


def test_the_collector_rests_and_goes_on_afterwards() -> None:
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_goes_on_after_a_refusal() -> None:
    with pytest.raises(ValueError, match="refused"), collector_at_rest():
        raise ValueError("refused")
    assert gc.isenabled()


def test_an_inner_rest_does_not_end_the_outer_one() -> None:
    with collector_at_rest():
        with collector_at_rest():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
