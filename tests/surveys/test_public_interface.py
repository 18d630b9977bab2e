"""What the package's first page lists is there, explained, and costs nothing until it is used."""

import inspect
import re
import subprocess
import sys
from importlib import import_module
from operator import attrgetter

import pytest

import surveys

ENTRANCES = re.findall(r"^([a-z_]+(?:\.[A-Za-z_]+)+)  ", surveys.__doc__ or "", re.MULTILINE)
ALSO = re.findall(r"\b(?:[a-z]+_[a-z_]+)\b", " ".join(re.findall(r"^[a-z_.]+  (.+)$", surveys.__doc__ or "", re.M)))
HEAVY = ("numpy", "scipy", "yaml", "pyxform", "chinese_calendar")


def test_the_page_lists_entrances_of_every_room() -> None:
    assert {entrance.partition(".")[0] for entrance in ENTRANCES} == set(surveys.__all__)


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_an_entrance_is_public_and_explained(entrance: str) -> None:
    place, _, name = entrance.rpartition(".")
    room = import_module(f"surveys.{place}")
    assert name in room.__all__
    assert inspect.getdoc(getattr(room, name))


def test_what_an_entrance_is_said_to_lead_on_to_is_there() -> None:
    public = {
        name for entrance in ENTRANCES for name in import_module(f"surveys.{entrance.rpartition('.')[0]}").__all__
    }
    assert set(ALSO) - public == set()


@pytest.mark.parametrize("room", surveys.__all__)
def test_everything_that_a_room_offers_is_explained(room: str) -> None:
    offered = attrgetter(room)(surveys)
    things = {name: getattr(offered, name) for name in offered.__all__}
    named = {name: thing for name, thing in things.items() if inspect.isfunction(thing) or inspect.isclass(thing)}
    # A dataclass without a docstring is given its signature for one.
    assert [name for name, thing in named.items() if (thing.__doc__ or f"{name}(").startswith(f"{name}(")] == []


def test_naming_the_package_loads_no_room() -> None:
    loaded = "import sys, surveys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in found if name in HEAVY or name.startswith("surveys.")] == []


def test_a_room_that_is_not_there_is_named() -> None:
    with pytest.raises(AttributeError, match="kitchen"):
        attrgetter("kitchen")(surveys)


def test_completion_finds_the_rooms() -> None:
    assert set(surveys.__all__) <= set(dir(surveys))
