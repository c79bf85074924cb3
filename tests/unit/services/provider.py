"""A provider that does what a test's script says, and counts what it was asked and is paid for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from darkroom.domain.errors import (
    AnswerLost,
    ContentRefused,
    MalformedAnswer,
    NothingHeard,
    NotYet,
    ProviderBusy,
    ProviderFailure,
    ProviderMisconfigured,
    ResultWithheld,
)
from darkroom.domain.recipe import Picture
from darkroom.providers.base import Abilities, Ability, MadeImage, Recording, Size, Wish

WITHHELD = b"withheld"
SILENCE = b"words: "
GARBAGE = b"<html>"

Answer = bytes
Act = Callable[["Scripted", str, Answer], Answer]
"""What a call does, given what is asked for and what would be its answer."""


def answers(provider: Scripted, wanted: str, answer: Answer) -> Answer:
    """It is carried out, and paid."""
    provider.pay(wanted)
    return answer


def answering(answer: Answer) -> Act:
    """It is carried out and paid, and this is the answer."""

    def act(provider: Scripted, wanted: str, _: Answer) -> Answer:
        return answers(provider, wanted, answer)

    return act


def fails(provider: Scripted, wanted: str, answer: Answer) -> Answer:
    raise ProviderFailure


def busy(seconds: float) -> Act:
    """Not carried out; not before so many seconds."""

    def act(*_: object) -> Answer:
        raise ProviderBusy(seconds=seconds)

    return act


def misconfigured(provider: Scripted, wanted: str, answer: Answer) -> Answer:
    raise ProviderMisconfigured


def refuses(provider: Scripted, wanted: str, answer: Answer) -> Answer:
    raise ContentRefused


def loses(provider: Scripted, wanted: str, answer: Answer) -> Answer:
    """It is carried out and paid, and the answer does not arrive."""
    provider.pay(wanted)
    raise AnswerLost


def not_yet(seconds: float) -> Act:
    """It is under way, and will be paid once."""

    def act(provider: Scripted, wanted: str, _: Answer) -> Answer:
        provider.pay(wanted)
        raise NotYet(seconds)

    return act


withholds = answering(WITHHELD)
mumbles = answering(SILENCE)
garbles = answering(GARBAGE)


@dataclass
class Scripted:
    """Acts in turn, then answers; `always` is what it does behind the script. `documented` is the
    size of its images, if not that of the wish. `asked` are all
    calls, by what was wanted: `image 7` (the seed) or `voice {id}`; `paid` how often each was. Who
    is repeatable takes money for each thing once."""

    abilities: Abilities
    script: list[Act] = field(default_factory=list)
    always: Act = answers
    words: str = "make it black and white"
    documented: Size | None = None
    made: str = "photo: 1024x1024 of image"
    asked: list[str] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    unforgetting: bool = False
    specialty: str = ""
    paid: Counter[str] = field(default_factory=Counter)

    def pay(self, wanted: str) -> None:
        self.paid[wanted] = 1 if self.abilities.is_repeatable else self.paid[wanted] + 1

    def becoming(self, *, repeatable: bool) -> None:
        """From here on the same request is paid again, or not."""
        self.abilities = replace(self.abilities, is_repeatable=repeatable)

    def size(self, ability: Ability, wish: Wish) -> Size:
        return self.documented or (wish.width, wish.height)

    def generate(self, wish: Wish) -> bytes:
        self.wishes.append(wish)
        return self._act(f"image {wish.seed}", f"answer: {self.made} {wish.seed}".encode())

    def vary(self, wish: Wish, source: Picture) -> bytes:
        self.pictures.append(source)
        return self.generate(wish)

    def refine(self, wish: Wish, source: Picture) -> bytes:
        return self.vary(wish, source)

    def read_image(self, answer: bytes, wish: Wish) -> MadeImage:
        if answer == WITHHELD:
            raise ResultWithheld
        if not answer.startswith(b"answer: "):
            raise MalformedAnswer
        return MadeImage(answer.removeprefix(b"answer: "), "image/jpeg", None, {"guidance": 7})

    def transcribe(self, recording: Recording) -> bytes:
        self.recordings.append(recording)
        return self._act(f"voice {recording.id}", f"words: {self.words}".encode())

    def model(self, ability: Ability, wish: Wish) -> str:
        return wish.model if ability is Ability.GENERATE else f"for {ability}"

    def follows(self, instruction: str) -> bool:
        return instruction == self.specialty

    def forget(self, recording: Recording) -> None:
        self.forgotten.append(recording.id)
        if self.unforgetting:
            raise ProviderFailure

    def read_transcript(self, answer: bytes) -> str:
        if not answer.startswith(b"words: "):
            raise MalformedAnswer
        if answer == SILENCE:
            raise NothingHeard
        return answer.removeprefix(b"words: ").decode()

    def _act(self, wanted: str, answer: Answer) -> Answer:
        self.asked.append(wanted)
        act = self.script.pop(0) if self.script else self.always
        return act(self, wanted, answer)


def painter() -> Scripted:
    """Makes images of anything, and follows any instruction."""
    can = frozenset(Ability) - {Ability.TRANSCRIBE}
    return Scripted(Abilities("painter", can, models=("oil", "ink")))


def listener() -> Scripted:
    """Hears everything but bare AAC."""
    hears = ("audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg")
    return Scripted(Abilities("listener", frozenset({Ability.TRANSCRIBE}), hears=hears))
