"""Clean disclosures worded and formed otherwise, and whether the real refresh says a wrong number of them in silence.

Belongs here: what may be altered without altering a number (`alterations`), documents as text and as a page
(`printing`), one refresh over many cases and its verdict on each (`trial`). Does not: faults of numbers (`injection`).
"""
