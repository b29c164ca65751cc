"""One module a page family: its questions, its pages. `write(site)` writes them all."""
