"""The collector: documents from listed disclosure pages into the raw folder. Runs only when asked to.

Belongs here: what to follow from a page, and the order of things; the parts are `sources` (who is asked), `fetching`
and `addresses` (how), `links` and `content` (what came back), `storing` (where it goes) and `outcomes` (what became of
it).
Does not: reading a document, and deciding which of two versions counts: that is the refresh.

Bodies without declared length over HTTP/1.0 cannot be told from ones that were cut; everything else can.
"""

from dagster_project.refresh.catalogue import CatalogueError
from dagster_project.refresh.collector.collecting import CollectorBusy, collect
from dagster_project.refresh.collector.fetching import Limits
from dagster_project.refresh.collector.outcomes import Outcome
from dagster_project.refresh.collector.sources import SourceError

__all__ = ["CatalogueError", "CollectorBusy", "Limits", "Outcome", "SourceError", "collect"]
