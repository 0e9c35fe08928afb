import importlib
import sys

import pytest

from ingest.without_module import without_module


def test_what_is_kept_away_is_not_found_and_can_be_imported_afterwards():
    for name in [each for each in sys.modules if each.partition(".")[0] == "colorsys"]:
        del sys.modules[name]
    with without_module("colorsys"), pytest.raises(ModuleNotFoundError):
        importlib.import_module("colorsys")
    assert importlib.import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_what_has_been_imported_before_stays():
    json = importlib.import_module("json")
    with without_module("json"):
        assert importlib.import_module("json") is json
    assert sys.modules["json"] is json
