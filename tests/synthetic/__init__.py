"""A made-up corpus of any size: disclosures of made-up departments over the years, whose numbers add up.

Belongs here: which document of which department is the n-th, its figures and its text. Does not: faults
(`tests.hostile`, `tests.injection`) or the debris of text extraction (`tests.disclosures.*_text`). The layouts are
those of the corpus in `raw/`: budget disclosures with nine statements and a project sheet, files of target forms, forms
of 2021 with their review. No 部门收入总表, which no document of the corpus prints, and nothing in 国有资本经营预算,
of whose items none is attested.

Document n is drawn from the seed and n alone: it is the same in a corpus of n + 1 and of 10,000 documents.
"""
