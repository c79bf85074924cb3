"""Everything that can be said and that nobody else may read, a canary for each."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from tests.secrets.canaries import canary

SAID = (
    "sub", "e-mail", "token", "cookie", "agent", "unheard header", "filename", "tag", "job",
    "metadata name", "metadata value", "slot", "palette", "if-match", "inline body", "query",
    "field", "body", "id", "cursor", "share token", "prompt", "negative prompt", "style",
    "instruction", "transcript", "idempotency key",
)  # fmt: skip
"""By callers."""
IN_FILES = (
    "exif",
    "gps",
    "exif comment",
    "xmp",
    "icc",
    "broken icc",
    "comment",
    "text",
    "no image",
)
FROM_AWS = ("aws message", "aws key", "aws host", "aws code", "endpoint")
FROM_BUGS = ("bug message", "bug cause", "bug local", "bug note")
IN_EVENTS = ("foreign key", "message body", "record", "whole event", "dry run")
OF_OPERATORS = ("access key", "secret key", "session token", "salt", "openai key")


class Speaker:
    """Somebody whose every word is a canary; two speakers have no word in common."""

    def __init__(self, name: str) -> None:
        self.words = {word: canary(f"{name}: {word}") for word in SAID}

    def __getitem__(self, word: str) -> str:
        return self.words[word]

    @property
    def sub(self) -> str:
        return f"auth0|{self['sub']}"

    @property
    def claims(self) -> dict[str, str]:
        return {"email": f"{self['e-mail']}@people.example", "name": self["e-mail"]}

    @property
    def headers(self) -> dict[str, str]:
        said = {name: self[name] for name in ("cookie", "agent", "unheard header")}
        return {
            "authorization": f"Bearer {self['token']}.{self['token']}.{self['token']}",
            "cookie": f"session={said['cookie']}",
            "user-agent": said["agent"],
            "x-forwarded-for": said["unheard header"],
        }

    @property
    def file(self) -> dict[str, Any]:
        """What is said of a file besides its type and size."""
        return {
            "filename": f"{self['filename']} é.jpg",
            "tags": [self["tag"]],
            "metadata": {self["metadata name"]: self["metadata value"]},
            "job_id": self["job"],
        }

    @property
    def wish(self) -> dict[str, Any]:
        """What is said of an image that is wanted."""
        return {
            "prompt": f"a calm sea, {self['prompt']}",
            "negative_prompt": self["negative prompt"],
            "style": self["style"],
            "job_id": self["job"],
        }

    @property
    def image(self) -> dict[str, Any]:
        """The same, of a small one."""
        return {**self.wish, "width": 64, "height": 64}

    @property
    def instruction(self) -> str:
        """Some of it is for operations, and some for a model."""
        return f"make it brighter and add a {self['instruction']}"

    @property
    def speech(self) -> str:
        """What is heard in a recording."""
        return f"make it brighter and add a {self['transcript']}"

    @property
    def slot(self) -> str:
        return f"{self['slot']}/main"

    @property
    def inline(self) -> str:
        """A small file in base64: no image."""
        return base64.b64encode(f"{self['inline body']} is no image".encode()).decode()


def of_nobody() -> Mapping[str, str]:
    """The canaries that no caller says."""
    names = (*IN_FILES, *FROM_AWS, *FROM_BUGS, *IN_EVENTS, *OF_OPERATORS)
    return {name: canary(name) for name in names}


def everything(*speakers: Speaker) -> dict[str, str]:
    """All canaries there are, by name."""
    said = {
        f"{number} {name}": word
        for number, speaker in enumerate(speakers)
        for name, word in speaker.words.items()
    }
    return said | dict(of_nobody())
