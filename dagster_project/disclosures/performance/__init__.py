"""Performance tables: project sheets and target forms, one package a family, and what they share.

Belongs here: which row is a project, an indicator, a goal; whose indicator it is; operators, numbers and units of
targets. Does not: canonical level names, units of money and sums (dbt).
"""
