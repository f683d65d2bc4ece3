"""The examples in docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import indexer
import web

MODULES = [
    module.name
    for package in (indexer, web)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if ".migrations" not in module.name
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    """Every example of a module gives what it says."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0
