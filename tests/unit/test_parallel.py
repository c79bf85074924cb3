"""Several requests at once."""

from __future__ import annotations

import threading

import pytest

from darkroom.storage.parallel import WORKERS, Parallel


class Crash(BaseException):
    """What no handler may swallow."""


def test_does_it_to_every_item() -> None:
    done: set[int] = set()
    Parallel().each(done.add, range(100))
    assert done == set(range(100))


def test_does_them_at_the_same_time() -> None:
    meeting = threading.Barrier(WORKERS)
    Parallel().each(lambda _: meeting.wait(10), range(WORKERS))


def test_one_item_needs_no_thread() -> None:
    seen: list[threading.Thread] = []
    Parallel().each(lambda _: seen.append(threading.current_thread()), [1])
    assert seen == [threading.current_thread()]


def test_no_item_is_nothing() -> None:
    Parallel().each(lambda _: pytest.fail("nothing to do"), [])


def test_starts_no_thread_before_it_is_used() -> None:
    before = threading.active_count()
    Parallel()
    assert threading.active_count() == before


@pytest.mark.parametrize("failure", [ValueError, Crash])
@pytest.mark.parametrize("count", [1, 5])
def test_raises_what_went_wrong(failure: type[BaseException], count: int) -> None:
    def fail(_: int) -> None:
        raise failure

    with pytest.raises(failure):
        Parallel().each(fail, range(count))


def test_returns_when_nothing_is_under_way() -> None:
    second_runs, first_failed = threading.Event(), threading.Event()
    finished: list[int] = []

    def action(number: int) -> None:
        if number == 0:
            second_runs.wait(10)
            first_failed.set()
            raise Crash
        second_runs.set()
        first_failed.wait(10)
        finished.append(number)

    with pytest.raises(Crash):
        Parallel().each(action, range(2))
    assert finished == [1]


def test_begins_nothing_after_a_failure() -> None:
    begun: list[int] = []

    def action(number: int) -> None:
        begun.append(number)
        if number == 3:
            raise Crash

    with pytest.raises(Crash):
        Parallel(workers=1).each(action, range(50))
    assert begun == [0, 1, 2, 3]


def test_raises_the_failure_of_the_earliest_item() -> None:
    meeting = threading.Barrier(3)

    def action(number: int) -> None:
        meeting.wait(10)
        raise ValueError(number)

    with pytest.raises(ValueError, match="0"):
        Parallel().each(action, range(3))
