"""Whatever is asked, right or wrong, is answered as it is described."""

from __future__ import annotations

import pytest

from tests.fuzz.described import function_of, operations, sample
from tests.fuzz.rounds import fuzz

FUNCTIONS = sorted({function_of(operation) for operation in operations()})
GENERATED, COVERING = 2, 1
"""Of each operation; `python -m tests.fuzz` asks as often as it is told to."""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_answers_as_it_describes_itself(function: str) -> None:
    own = [operation for operation in operations() if function_of(operation) == function]
    tally = fuzz([(each, GENERATED, sample(each, COVERING, "test")) for each in own], "test")
    assert tally.complaints == []
    assert all(tally.cases(each.label) for each in own)
