"""What the page of a document or a department is made from, as one number each: the same number, the same page.

Belongs here: which rows of a snapshot a page can depend on; one too many only writes a page that had not changed.
Does not belong here: what a page shows of them (`pages`).
"""

from __future__ import annotations

# Whatever a page shows of a document comes from its rows in these tables.
_OF_A_DOCUMENT = (
    "raw.lines",
    "marts.budget",
    "marts.dim_document",
    "marts.dim_project",
    "marts.projects",
    "marts.performance_targets",
    "marts.fct_project_funding",
    "marts.fct_performance_review",
    "quality.findings",
    "quality.trust",
    "meta.documents",
)
_BY_TABLE = " union all ".join(
    f"select document_id, sum(hash('{table}', rows)::hugeint) as digest from {table} as rows group by document_id"
    for table in _OF_A_DOCUMENT
)
DOCUMENT_DIGESTS = f"""
create temp table document_digests as
select document_id, sum(digest) as digest from ({_BY_TABLE}) group by document_id
"""
# A department's page shows its documents, those that name it for a project, what they answer, and what it is called.
DEPARTMENT_DIGESTS = """
create temp table department_digests as
select slug(department_name) as slug, sum(digest) as digest
from (
    select department_name, digest
    from (
        select department_name, document_id from marts.budget
        union select department_name, document_id from marts.projects
        union select department_name, document_id from marts.performance_targets
        union select department_name, document_id from quality.findings
        union select units.department_name, projects.document_id from marts.dim_project as projects
            inner join marts.dim_department as units on projects.implementing_unit_key = units.department_key
    )
    inner join document_digests using (document_id)
    union all
    select department_name, hash(rows)::hugeint from marts.dim_department as rows
    union all
    select department_key, hash(rows)::hugeint from marts.dim_department_alias as rows
    union all
    select department_name, hash(rows)::hugeint from marts.answers as rows
)
group by department_name
"""
# Names and orders that every page uses.
REFERENCE = """
select (select sum(hash(rows)::hugeint) from marts.dim_statement as rows)
    + (select sum(hash(rows)::hugeint) from marts.dim_fund as rows)
    + (select sum(hash(rows)::hugeint) from marts.dim_indicator as rows) as digest
"""
