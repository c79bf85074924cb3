"""Prompts and what goes with them: how long, how large, and what a deployment does not take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from darkroom.domain.errors import FieldError, InvalidRequest, PromptRefused

MAX_PROMPT = 2000
MAX_STYLE = 40
MAX_MODEL = 100
MAX_IMAGES = 4
LEAST_SIDE, LARGEST_SIDE = 64, 2048
LARGEST_SEED = 2**32 - 2
"""Stability's largest seed is 4294967294; others take it."""
LANGUAGE = re.compile(r"[a-z]{2,3}-([A-Z]{2}|[0-9]{3})")
"""As Amazon Transcribe names languages: with the region they are spoken in."""
IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")
"""Visible ASCII, as a header can carry it everywhere."""

_CONTROL = frozenset({"Cc", "Cs"})
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\ufdd0-\ufdef\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""What has no look of its own either: the ignorable ones of other categories
(Default_Ignorable_Code_Point of DerivedCoreProperties.txt), the blank of Braille, and the
noncharacters, of which each plane ends with two more."""

Hook = Callable[[str], bool]
"""Whether a deployment takes this prompt."""


def check_prompt(prompt: str, pointer: str = "/prompt", *, is_needed: bool = True) -> str:
    """The prompt in NFC without surrounding space. Raises InvalidRequest."""
    kept = _composed(prompt, pointer, MAX_PROMPT)
    if any(unicodedata.category(char) in _CONTROL for char in kept if char not in "\n\t"):
        raise InvalidRequest.at(pointer, "A prompt has no control characters.")
    if is_needed and not any(map(can_be_seen, kept)):
        raise InvalidRequest.at(pointer, "A prompt has at least one visible character.")
    return kept


def check_style(style: str) -> str:
    """The style in NFC, of one line. Raises InvalidRequest."""
    kept = _composed(style, "/style", MAX_STYLE)
    if len(kept.splitlines()) > 1:
        raise InvalidRequest.at("/style", "A style is one line.")
    if any(unicodedata.category(char) in _CONTROL for char in kept):
        raise InvalidRequest.at("/style", "A style has no control characters.")
    return kept


def can_be_seen(char: str) -> bool:
    """Whether the character has a look of its own. What Unicode has not assigned counts: it may be
    of a newer version than ours."""
    is_noncharacter = ord(char) & 0xFFFE == 0xFFFE
    return not (
        is_noncharacter or unicodedata.category(char) in _INVISIBLE or _BLANK.fullmatch(char)
    )


def heard_prompt(said: str) -> str:
    """What was heard as a prompt: in NFC, on one line, without what no prompt has. Empty where
    nothing is left to see."""
    plain = "".join(" " if unicodedata.category(char) in _CONTROL else char for char in said)
    kept = " ".join(unicodedata.normalize("NFC", plain).split())[:MAX_PROMPT].strip()
    return kept if any(map(can_be_seen, kept)) else ""


def denied_words(words: Sequence[str]) -> Hook:
    """The hook that takes no prompt with one of these words or phrases in it, however they are
    spelled: case, accents, what cannot be seen, and what parts words do not count."""
    patterns = [_folded(word) for word in words if _folded(word)]

    def takes(prompt: str) -> bool:
        said = f" {_folded(prompt)} "
        return not any(f" {pattern} " in said for pattern in patterns)

    return takes


def check_taken(hook: Hook, *prompts: tuple[str, str]) -> None:
    """Raises PromptRefused that points at what the deployment does not take: (pointer, text)."""
    for pointer, text in prompts:
        if not hook(text):
            raise PromptRefused(
                errors=(FieldError(pointer, "This deployment does not take this prompt."),)
            )


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(
        char
        for char in decomposed
        if not unicodedata.combining(char) and unicodedata.category(char) != "Cf"
    )
    return " ".join(re.findall(r"[^\W_]+", plain))


def _composed(text: str, pointer: str, most: int) -> str:
    """In NFC without surrounding space. What is certain to be too long is not worth composing."""
    kept = text if len(text) > 4 * most else unicodedata.normalize("NFC", text).strip()
    if len(kept) > most:
        raise _too_long(pointer, most)
    return kept


def _too_long(pointer: str, most: int) -> InvalidRequest:
    return InvalidRequest.at(pointer, f"At most {most} characters are taken here.")
