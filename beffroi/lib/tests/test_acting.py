"""Who acts, as a fact keeps it."""

from beffroi.lib.acting import HOUSE, Stamp


def test_the_house_acts_without_a_person():
    assert HOUSE.stamp() == Stamp(actor=None, on_behalf=None, role="system", department="", channel="system")
