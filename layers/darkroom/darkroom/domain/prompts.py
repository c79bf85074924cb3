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
_INVISIBLE = frozenset({"Cf", "Zs", "Zl", "Zp"})

Hook = Callable[[str], bool]
"""Whether a deployment takes this prompt."""


def check_prompt(prompt: str, pointer: str = "/prompt", *, is_needed: bool = True) -> str:
    """The prompt in NFC without surrounding space. Raises InvalidRequest."""
    if len(prompt) > 4 * MAX_PROMPT:  # certain to be too long: not worth composing
        raise _too_long(pointer, MAX_PROMPT)
    kept = unicodedata.normalize("NFC", prompt).strip()
    if len(kept) > MAX_PROMPT:
        raise _too_long(pointer, MAX_PROMPT)
    kinds = {unicodedata.category(char) for char in kept if char not in "\n\t"}
    if is_needed and not kinds - _INVISIBLE:
        raise InvalidRequest.at(pointer, "A prompt has at least one visible character.")
    if kinds & _CONTROL:
        raise InvalidRequest.at(pointer, "A prompt has no control characters.")
    return kept


def check_style(style: str) -> str:
    """The style in NFC, of one line. Raises InvalidRequest."""
    kept = check_prompt(style, "/style", is_needed=False)
    if len(kept) > MAX_STYLE or "\n" in kept:
        raise _too_long("/style", MAX_STYLE)
    return kept


def heard_prompt(said: str) -> str:
    """What was heard as a prompt: in NFC, on one line, without what no prompt has. Empty where
    nothing is left to see."""
    plain = "".join(" " if unicodedata.category(char) in _CONTROL else char for char in said)
    kept = " ".join(unicodedata.normalize("NFC", plain).split())[:MAX_PROMPT].strip()
    return kept if {unicodedata.category(char) for char in kept} - _INVISIBLE else ""


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


def _too_long(pointer: str, most: int) -> InvalidRequest:
    return InvalidRequest.at(pointer, f"At most {most} characters are taken here.")
