"""What a field shows, what a run is described by, and what a link says."""

import pytest

pytest.importorskip("panel")

from quenchmap.explorer.address import given, query
from quenchmap.explorer.control import Control, Key, linked, values
from quenchmap.explorer.keys import DRIVE, FILM, GAP, OWN_MATERIAL, SPOT, TIP

pytestmark = pytest.mark.filterwarnings("ignore:Widget.name is deprecated:PendingDeprecationWarning")  # of Panel's next version
RADIUS = TIP[2]


def opened(keys, address):
    """The fields of a page with this address."""
    written, _ = given(address)
    return {key.path: Control(key, key.first(written.get(key.path)), lambda: None) for key in keys}


def link(fields):
    return query(linked(list(fields.values())))


def test_cleared_field_stays_cleared_in_the_link_and_out_of_the_run():
    fields = opened(SPOT, "")
    fields[RADIUS.path].set("")
    again = opened(SPOT, link(fields))
    assert again[RADIUS.path].value == ""
    assert RADIUS.path not in values(list(again.values()))
    assert again[DRIVE.path].value == DRIVE.default
    assert link(again) == link(fields)


def test_choice_of_nothing_is_carried_too():
    fields = opened(FILM, "?film.material=")
    assert fields[FILM[0].path].value == ""
    assert "film.material=&" in link(fields) + "&"


def test_fields_that_are_empty_by_default_do_not_clutter_the_address():
    assert link(opened(OWN_MATERIAL, "")) == ""
    assert link(opened(OWN_MATERIAL, "?film.material.name=")) == ""


def test_choice_that_cannot_be_empty_has_its_default():
    assert opened([GAP], "?gap_model=")[GAP.path].value == "sheahen"
    assert Key(("drive",), "drive").first(None) == ""
