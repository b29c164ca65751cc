"""The warehouse of Chinese government budget disclosures: documents in, one star schema out.

Rooms and who may import whom (left may import right, never the other way):

    definitions -> assets, checks, refresh -> disclosures -> documents

`documents` turns bytes into lines and tables and knows nothing of budgets, `disclosures` says what a table is,
`assets` lands, models and publishes, `checks` guards the layers, `refresh` knows what is new. `site` writes the
dashboard of a snapshot; it reads the snapshot alone and imports no other room.
"""
