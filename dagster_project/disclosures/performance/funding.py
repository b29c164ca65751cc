"""One printed amount of a project's funding as a record, whatever family printed it.

Belongs here: the number of the text and the unit that counts. Does not: where a form prints which amount (the
families), amounts typed in 元 into a form of 万元 (dbt).
"""

from __future__ import annotations

from dagster_project.disclosures.amounts import amount_in, read_amount
from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.records import FundingRecord
from dagster_project.documents import Line


def funding_record(
    form_id: str,
    document_id: str,
    what: tuple[str, str],
    printed: str,
    unit: str | None,
    line: Line,
    book: LayoutBook,
) -> FundingRecord:
    """The record of an amount as printed.

    `what` is its phase and source, `unit` the form's, None where it says none.
    """
    amount = amount_in(printed, unit, book.units, may_differ=True)
    phase, source = what
    return FundingRecord(
        form_id=form_id,
        document_id=document_id,
        phase=phase,
        funding_source=source,
        amount_text=printed,
        unit=unit,
        own_unit=read_amount(printed).unit,
        amount=amount.text,
        fault=amount.fault,
        place=line.place,
        source_page=line.page,
        source_line=line.number,
    )
