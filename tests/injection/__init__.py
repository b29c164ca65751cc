"""Single faults put into clean disclosures, and what the real refresh makes of them.

Belongs here: clean texts (`clean`), the kinds of faults (`faults`), one refresh over many cases and its verdict on each
(`trial`). Does not: how the warehouse finds or repairs; the trial sees what a reader of the marts sees.
"""
