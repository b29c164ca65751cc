"""Printed project codes: a miscounted run of noughts is read, a digit is never changed."""

from __future__ import annotations

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from dagster_project.disclosures.performance.project_codes import readings

HEADS = st.from_regex(r"\A[1-9][0-9]{7}[RYT]\Z")
TAILS = st.integers(1, 9_999_999).map(str)


def reading(code: str) -> str | None:
    return readings([(code, "某项目")])[code, "某项目"]


@given(HEADS, TAILS)
def test_a_valid_code_is_its_own_reading(head: str, tail: str) -> None:
    code = head + tail.zfill(12)
    assert reading(code) == code


@given(HEADS, TAILS, st.integers(-3, 3))
def test_a_run_of_noughts_of_any_near_length_is_restored(head: str, tail: str, slip: int) -> None:
    run = 12 - len(tail) + slip
    assume(run >= 3)
    assert reading(head + "0" * run + tail) == head + tail.zfill(12)


@given(HEADS, TAILS, st.integers(1, 3))
def test_tails_of_unlike_length_under_one_head_leave_no_reading(head: str, tail: str, longer: int) -> None:
    other = tail + "7" * longer
    assume(len(other) <= 9)
    slipped = head + "0" * (12 - len(tail) + 1) + tail
    sound = head + other.zfill(12)
    found = readings([(slipped, "甲"), (sound, "乙")])
    assert found == {(slipped, "甲"): None, (sound, "乙"): sound}


@given(HEADS, TAILS)
def test_two_names_never_share_a_restored_code(head: str, tail: str) -> None:
    slipped = head + "0" * (12 - len(tail) + 1) + tail
    found = readings([(slipped, "甲"), (slipped, "乙"), (slipped, "甲")])
    assert found == {(slipped, "甲"): None, (slipped, "乙"): None}


@given(st.from_regex(r"\A[0-9RYT]{0,25}\Z"))
def test_a_reading_has_the_form_of_a_code_and_the_digits_of_the_printed_one(code: str) -> None:
    found = reading(code)
    if found is not None:
        assert re.fullmatch(r"\d{8}[RYT]\d{12}", found)
        assert re.split("[RYT]0*", found) == re.split("[RYT]0*", code)


def test_what_is_no_miscounted_run_has_no_reading() -> None:
    for code in (
        "",
        "54000021R",
        "5400021R000000005055",
        "54000021X000000005055",
        "54000021R0000000000000000055",
        "甲",
    ):
        assert reading(code) is None
    assert reading("54000021R123456789012345") is None
    assert reading("54000021Y000000000000") == "54000021Y000000000000"
    assert reading("５４００００２１R０００００００００５０５５") == "54000021R000000005055"
