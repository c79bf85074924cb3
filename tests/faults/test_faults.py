"""Whatever goes wrong at whichever call: nothing is lost, left, shown or half done.

Here one call of each of some stories meets a fault, the kinds taking turns. `make faults` tells all
of them, lets every call meet every fault, and pairs of faults.
"""

from __future__ import annotations

import pytest

from tests.faults.conftest import Prepare
from tests.faults.kinds import SINGLE, Fault
from tests.faults.mutants import ASKS_AGAIN, MUTANTS
from tests.faults.plots import Story
from tests.faults.series import singles
from tests.faults.stories import STORIES, generating, moving, uploading
from tests.faults.verdicts import Wrong

HERE = [name for name in STORIES if name.startswith(("uploading", "moving", "deleting"))][::2]
HERE += ["generating: two images", "generating: a spoken instruction"]
HERE += ["amazon: another colour by bedrock", "amazon: heard by transcribe"]
TEMPORARY = {Wrong.LOST, Wrong.SHOWN}


@pytest.mark.parametrize(("turn", "name"), list(enumerate(HERE)), ids=HERE)
def test_survives_a_fault_at_a_call(turn: int, name: str, prepare: Prepare) -> None:
    theatre = prepare(STORIES[name])
    told = theatre.tell({}, warming=True)
    assert told.findings == frozenset()
    assert not [result for result in told.results if result.failed]
    trial = theatre.tell({1 + 7 * turn % len(told.calls): SINGLE[turn % len(SINGLE)]})
    assert trial.findings == frozenset()
    assert len(trial.injected) == 1


@pytest.mark.parametrize("story", [moving.published, moving.revoked], ids=["publish", "revoke"])
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_order_of_steps_would_be_noticed(
    mutant: str, story: Story, prepare: Prepare
) -> None:
    total = singles("mutant", prepare(story, mutant), [Fault.KILLED])
    assert TEMPORARY & {*total.wrong}


@pytest.mark.parametrize(
    ("mutant", "fault"),
    [(None, Fault.KILLED), (None, Fault.ANSWERS_LOST), (ASKS_AGAIN, Fault.KILLED)],
)
def test_what_may_have_been_paid_is_paid_once(
    mutant: str | None, fault: Fault, prepare: Prepare
) -> None:
    theatre = prepare(generating.a_variation, mutant)
    asked = theatre.tell({}, warming=True).calls.index("openai.Edit") + 1
    broken = {finding.wrong for finding in theatre.tell({asked: fault}).findings}
    assert Wrong.PAID in broken if mutant else broken == set()


def test_a_killed_process_is_really_dead(prepare: Prepare) -> None:
    told = prepare(uploading.accepted_private).tell({4: Fault.KILLED})
    assert [result.signal for result in told.results] == [9, 0]


def test_a_lost_answer_is_asked_for_again_by_the_client(prepare: Prepare) -> None:
    told = prepare(moving.published).tell({2: Fault.ANSWER_LOST})
    assert told.injected == (("dynamodb.PutItem", Fault.ANSWER_LOST),)
    assert [result.answer["statusCode"] for result in told.results] == [200]


@pytest.mark.parametrize("fault", [Fault.UNSENT, Fault.ANSWERS_LOST, Fault.THROTTLED])
def test_a_fault_that_stays_is_told_to_the_client(fault: Fault, prepare: Prepare) -> None:
    told = prepare(moving.published).tell({2: fault})
    first, *_, last = [result.answer["statusCode"] for result in told.results]
    assert (first, last) == (503, 200)
