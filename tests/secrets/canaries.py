"""Words that appear nowhere else, and finding them again in whatever spelling they were written."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from urllib.parse import unquote

PART = 8
"""Letters of a canary by which it is recognised: what is left of one that was cut short."""
_LETTERS = "ghjkmnpqrstvwxyz"
"""No hexadecimal digit and no vowel: no id, hash or word is ever taken for a canary."""
_COLLECTED_PART = 16
"""Of a signature or a token: long enough that chance never makes one."""
_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{8,}")
_ESCAPE = re.compile(r"\\+(?:u00|x)([0-9a-fA-F]{2})")


def canary(name: str, length: int = 20) -> str:
    """The canary of this name, the same every time: letters that every grammar of ours takes."""
    digest = sha256(name.encode()).hexdigest()
    return "".join(_LETTERS[int(digit, 16)] for digit in digest)[:length]


class Finder:
    """Looks for secrets in text."""

    def __init__(self) -> None:
        self._exact: dict[str, str] = {}
        self._any_case: dict[str, str] = {}

    @classmethod
    def of(cls, canaries: Mapping[str, str], collected: Iterable[str]) -> Finder:
        """`canaries`: found in every spelling, by any part. `collected`: secrets that were made
        while the system was running, found as `made` by parts too long to be chance."""
        finder = cls()
        for name, word in canaries.items():
            finder._any_case |= dict.fromkeys(_parts(word, PART), name)
            finder._any_case |= dict.fromkeys(_parts(word.encode().hex(), 2 * PART, step=2), name)
            for spelled in _base64(word):
                finder._exact |= dict.fromkeys(_parts(spelled, 12), name)
        for secret in collected:
            parts = _parts(secret, _COLLECTED_PART, step=_COLLECTED_PART)
            finder._exact |= dict.fromkeys(parts, "made")
        return finder

    def found(self, text: str) -> set[str]:
        """The names of the secrets in it."""
        plain = "\n".join(set(_TOKEN.findall(_plain(text))))  # log lines repeat one another
        folded = plain.casefold()
        return {name for part, name in self._any_case.items() if part in folded} | {
            name for part, name in self._exact.items() if part in plain
        }


def lines_with(finder: Finder, text: str) -> dict[str, str]:
    """For a message that says where: a line for each secret in the text."""
    found: dict[str, str] = {}
    _narrow(finder, text.splitlines(), finder.found(text), found)
    return found


def _narrow(finder: Finder, lines: list[str], names: set[str], found: dict[str, str]) -> None:
    """Halve until it is one line, and stop when every name has its line."""
    sought = names - found.keys()
    if not sought:
        return
    if len(lines) == 1:
        found |= dict.fromkeys(sought, lines[0][:400])
        return
    middle = len(lines) // 2
    for half in (lines[:middle], lines[middle:]):
        _narrow(finder, half, finder.found("\n".join(half)) & sought, found)


def _parts(word: str, length: int, step: int = 1) -> Iterable[str]:
    return (word[at : at + length] for at in range(0, max(1, len(word) - length + 1), step))


def _base64(word: str) -> Iterator[str]:
    """How the word looks inside something longer: it may begin at any of three places."""
    for before in range(3):
        spelled = base64.b64encode(b" " * before + word.encode()).decode()
        yield spelled[(0, 2, 3)[before] : -4]


def _plain(text: str) -> str:
    """The text with percent signs and backslashes read, however often they were written."""
    for _ in range(3):
        read = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), unquote(text, "latin-1"))
        if read == text:
            break
        text = read
    return text.replace("\0", "")  # UTF-16 of plain letters
