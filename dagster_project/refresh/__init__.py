"""What is new, changed or gone among the dropped documents.

Belongs here: collecting documents from disclosure pages (`collector`), listing the raw folders, the catalogue beside
the documents, the comparison with what is landed. Does not: reading a document's content.
"""
