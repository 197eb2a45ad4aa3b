"""A pytest plugin: runs matplotlib's tests on the backend that MPLBACKEND names, and writes down how each ended.

Loaded with ``-p`` by test_own_tests.py, in a process of its own. Matplotlib's conftest puts every test on Agg,
whatever MPLBACKEND says; here each is put back before it starts.
"""

from __future__ import annotations

import json
import os
import sys
import types
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pytest

TESTS = Path(mpl.__file__).parent / "tests"
BACKEND = os.environ["MPLBACKEND"]
OUTCOMES = "outcomes.json"

# A wheel has matplotlib's tests, but not the images that others of them need; importing the package would fail.
_package = types.ModuleType("matplotlib.tests")
_package.__path__ = [os.fspath(TESTS)]
sys.modules["matplotlib.tests"] = _package

_outcomes: dict[str, str] = {}
_canvases: Counter[str] = Counter()  # figures that tests left, by the module of their canvas


def pytest_sessionstart(session: pytest.Session) -> None:
    # Matplotlib's conftest has made all warnings errors by now; these are of libraries newer than it.
    for line in (
        "ignore:'[a-zA-Z]+' (argument is )?deprecated:DeprecationWarning",  # pyparsing
        "ignore:Passing a non-Collection iterable to parametrize",  # pytest
    ):
        session.config.addinivalue_line("filterwarnings", line)


def pytest_sessionfinish() -> None:
    Path(OUTCOMES).write_text(json.dumps([_outcomes, _canvases]), encoding="utf-8")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note the worst of setup, call and teardown."""
    module, _, test = report.location
    name = f"{Path(module).stem}::{test}"
    before = _outcomes.get(name, "passed")
    _outcomes[name] = report.outcome if before == "passed" else before


@pytest.fixture(autouse=True)
def on_backend(mpl_test_settings: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Switch to the backend after matplotlib's own fixture has chosen Agg."""
    import matplotlib.pyplot as plt

    if request.node.get_closest_marker("backend") is None:
        plt.switch_backend(BACKEND)
        assert plt.get_backend().lower() == BACKEND
    yield
    _canvases.update(type(plt.figure(number).canvas).__module__ for number in plt.get_fignums())
