"""The warehouse of Chinese government budget disclosures: documents in, one star schema out.

Rooms and who may import whom (left may import right, never the other way; `tests/test_rooms.py` has the whole table):

    definitions -> assets -> checks, changes, dictionary, refresh -> storage -> disclosures -> documents

`documents` turns bytes into lines and tables and knows nothing of budgets, `disclosures` says what a table is,
`storage` keeps the DuckDB files and knows no mart, `refresh` knows what is new, `checks` guards the layers, `changes`
compares two publications, `assets` lands, models and publishes. `site` writes the dashboard of a snapshot and imports
no other room; `terminal` is for people who ask a snapshot from a terminal.
"""
