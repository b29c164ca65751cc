"""`python -m dagster_project.site SNAPSHOT FOLDER`: the site of any snapshot, for people who change the site."""

import sys
from pathlib import Path

from dagster_project.site import write_site

if __name__ == "__main__":
    snapshot, folder = Path(sys.argv[1]), Path(sys.argv[2])
    write_site(snapshot, folder, snapshot.resolve().parent.name)
