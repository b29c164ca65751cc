"""The made-up corpus is what it says: the same bytes for the same number, read whole, and clean in its arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.disclosures import LayoutBook, extract
from dagster_project.settings import CHECKOUT
from tests.disclosures.statement_text import STATEMENTS
from tests.pipeline.conftest import Warehouse
from tests.synthetic.corpus import document, write_documents

# Two years, the target forms and the form of 2021 of one department, two years of another.
DOCUMENTS = 6
SEED = 3
# Names that nobody has reviewed, and a 政府性基金“三公” statement without rows: both are true, neither is a sum.
TRUE_OF_CLEAN_ONES = {"D1", "G5.1"}


def test_the_same_number_gives_the_same_bytes(tmp_path: Path) -> None:
    """However many there are, and in whatever order they were written."""
    write_documents(tmp_path / "all", range(10), SEED)
    write_documents(tmp_path / "one", [7], SEED)
    write_documents(tmp_path / "one", [2], SEED)
    for written in (tmp_path / "one").glob("*.txt"):
        assert written.read_bytes() == (tmp_path / "all" / written.name).read_bytes()
    assert len(list((tmp_path / "all").glob("*.txt"))) == 10
    assert len((tmp_path / "one" / "catalogue.csv").read_text(encoding="utf-8").splitlines()) == 3
    assert document(7, SEED).text != document(7, SEED + 1).text


def test_documents_are_read_whole() -> None:
    book = LayoutBook.load(CHECKOUT / "seeds")
    for number in range(1, 5):  # two budget disclosures, a file of target forms, a form of 2021
        made = document(number, SEED)
        extraction = extract(made.text.encode(), book, "test")
        assert (extraction.document.status, extraction.document.reason) == ("loaded", None), made.path
        assert made.path.startswith(str(extraction.document.fiscal_year))
        assert [line.text for line in extraction.lines if line.role == "unrecognised"] == []
        assert {target.attribution for target in extraction.targets} == {"printed"}
        # A project stands in a sheet with its code, in a form behind its label.
        printed = re.findall(r"\d{8}[RYT]\d{12}-|^(?:\| )?项目名称", made.text, re.MULTILINE)
        assert len(extraction.projects) == len(printed)
        if "_budget_" in made.path:
            assert {table.statement_code for table in extraction.tables if table.statement_code} == set(STATEMENTS)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, make_warehouse: Callable[..., Warehouse]) -> Warehouse:
    """Landed and modelled; gates and publication have nothing to say of the documents."""
    raw = tmp_path_factory.mktemp("synthetic")
    write_documents(raw, range(DOCUMENTS), SEED)
    warehouse = make_warehouse(raw=raw)
    warehouse.model()
    return warehouse


def test_every_sum_holds(clean: Warehouse) -> None:
    findings = clean.working("select distinct rule_id, severity, status, message from quality.findings")
    assert [row for row in findings if row[0] not in TRUE_OF_CLEAN_ONES] == []
    assert {row[1] for row in findings} == {"info"}
    tested = "sum(identities_tested) > 800, sum(passed) = sum(identities_tested), sum(untestable) = 0"
    assert clean.working(f"select {tested} from quality.coverage") == [(True, True, True)]


def test_every_family_of_rules_is_put_to_the_test(clean: Warehouse) -> None:
    """A clean corpus proves nothing where its documents print nothing that a rule asks for."""
    tested = clean.working("""
        select rule_id from intermediate.int_identity_tests
        union select rule_id from intermediate.int_performance_tests
        union select rule_id from intermediate.int_year_amount_tests
        union select rule_id from intermediate.int_project_name_tests
    """)
    due = {"G1.2", "G1.3", "G1.4", "G2.3", "G4.1", "G7.3", "X1.1b", "X2.1", "X3.6", "X4e", "X5.1a", "X6.1", "X6.2t"}
    due |= {"P1", "P2", "P6a", "P7", "F1", "F3", "F6a", "Y1", "Y6a"}
    assert due - {str(row[0]) for row in tested} == set()


def test_subjects_and_departments_are_known(clean: Warehouse) -> None:
    unknown = clean.working("""
        select distinct subject_name from marts.fct_budget inner join marts.dim_subject using (subject_key)
        where verification = 'unknown'
    """)
    assert unknown == []
    publishers = {document(number, SEED).publisher for number in range(DOCUMENTS)}
    assert {str(row[0]) for row in clean.working("select distinct publisher from marts.dim_document")} == publishers
