"""What one piece of work on a generation came to, for the log and the metrics."""

from __future__ import annotations

from dataclasses import dataclass

from darkroom.domain.generation import Generation, State


@dataclass(slots=True)
class Worked:
    """`verdict` is a state of the generation, or `gone`, `repeated`, `withdrawn`, `continued`.
    `asked`: calls of a provider. `code`: the first of what went wrong."""

    verdict: str
    owner: str
    generation_id: str
    provider: str | None = None
    task: str | None = None
    code: str | None = None
    asked: int = 0

    @classmethod
    def of(cls, row: Generation, verdict: str, asked: int) -> Worked:
        problems = [row.problem, *(image.problem for image in row.images)]
        code = next((each.code for each in problems if each), None)
        return cls(
            verdict,
            row.owner,
            row.id,
            provider=row.provider,
            task=row.ask.task.value,
            code=code if verdict != State.READY else None,
            asked=asked,
        )
