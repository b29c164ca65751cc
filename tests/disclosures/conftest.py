"""The reviewed seeds, read once."""

from __future__ import annotations

import pytest

from dagster_project.disclosures import LayoutBook
from dagster_project.settings import CHECKOUT


@pytest.fixture(scope="session")
def book() -> LayoutBook:
    return LayoutBook.load(CHECKOUT / "seeds")
