"""What office formats hold inside: packages, workbooks, number formats, automatic numbering.

Belongs here: the parts that the readers of spreadsheets and of Word documents are made of. Does not: `can_read` and
`read`, and how blocks are laid out (`spreadsheet`, `word`, `grid`).
"""
