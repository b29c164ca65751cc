"""Where the charting script comes from: Apache ECharts as shipped in a Python package, byte for byte Apache's release.

The package's own code is never imported. What is copied is checked against the digest of `dist/echarts.min.js` in
Apache's release, so that the package can only give us the file we mean.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PACKAGE = "vizly"
FILE = "vizly/assets/echarts.min.js"
RELEASE = "5.5.1"
SHA256 = "e84270bd0cd5bdf60fefc26d00c2a391cb2e81f4d26a7a9ee16185a54773a3cf"


class ChartLibraryError(Exception):
    """The charting script is missing or is not Apache's release."""


def echarts() -> bytes:
    """The script. Raises `ChartLibraryError`."""
    try:
        script = Path(str(distribution(PACKAGE).locate_file(FILE))).read_bytes()
    except (PackageNotFoundError, FileNotFoundError) as error:
        raise ChartLibraryError(f"{PACKAGE} with {FILE} is not installed") from error
    if hashlib.sha256(script).hexdigest() != SHA256:
        raise ChartLibraryError(f"{FILE} of {PACKAGE} is not the script of Apache ECharts {RELEASE}")
    return script
