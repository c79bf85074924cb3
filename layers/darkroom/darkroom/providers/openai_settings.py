"""What the operator says of an OpenAI-compatible server: one JSON object, kept as a secret.

    {"base_url": "https://api.openai.com/", "api_key": "...",
     "image_model": "gpt-image-2", "transcription_model": "gpt-transcribe"}

Everything but `base_url` and one model may be left out. See OpenAISettings for all fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from darkroom.domain.errors import ProviderMisconfigured
from darkroom.providers.base import Size
from darkroom.providers.openai_answers import parsed
from darkroom.providers.openai_sizes import STANDARD


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAISettings:
    """`base_url` without a slash at the end and without `/v1`. No `api_key`: a server that wants
    none. A model that is not named is a thing the server cannot do; `edit_model` is `image_model`
    unless the secret names another, or "" for none.

    `sizes` the models make; none means any (gpt-image-2 and later, and most self-hosted servers).
    The rest is sent only where it is set, since servers refuse what they do not know:
    `output_format`, `quality`, `background`, `input_fidelity` (gpt-image-1.5 alone takes it).
    `asks_for_base64`: send response_format, which GPT image models refuse and LocalAI needs.
    `sends_seed`: not of the OpenAI API, but understood by vLLM. `follows_instructions`: the edit
    model does what a prompt says ("add a boat") rather than paint the prompt over the image.
    `takes_masks`: the edit model can be told to change a part of the image alone.
    `image_field` is the name of the file in a form: `image[]`, or `image` for older servers.
    `language_field` is `language`, `languages[]` (what gpt-transcribe takes) or "" for none.
    """

    base_url: str
    api_key: str = field(default="", repr=False)
    image_model: str = ""
    edit_model: str = ""
    transcription_model: str = ""
    sizes: tuple[Size, ...] = STANDARD
    output_format: str = "png"
    quality: str = ""
    background: str = ""
    input_fidelity: str = ""
    asks_for_base64: bool = False
    sends_seed: bool = False
    follows_instructions: bool = True
    takes_masks: bool = True
    image_field: str = "image[]"
    language_field: str = "language"


class SecretUnusable(Exception):
    """What is wrong with the secret, for the log: it names a field, never what is in it."""

    @property
    def for_operators(self) -> str:
        return str(self)


def parse_settings(text: str) -> OpenAISettings:
    """The settings in a secret. Raises ProviderMisconfigured, with a SecretUnusable as its cause
    that says which field has to be mended."""
    try:
        return _settings(parsed(text))
    except SecretUnusable as exc:
        fault = exc
    raise ProviderMisconfigured from fault


def _settings(given: Mapping[str, Any] | None) -> OpenAISettings:
    if given is None:
        raise SecretUnusable("The secret is not a JSON object.")
    values = {name: _checked(name, value) for name, value in given.items()}
    if "base_url" not in values:
        raise SecretUnusable("base_url is missing.")
    values.setdefault("edit_model", values.get("image_model", ""))
    if values.get("transcription_model", "").startswith("gpt-transcribe"):
        values.setdefault("language_field", "languages[]")
    settings = OpenAISettings(**values)
    if not (settings.image_model or settings.edit_model or settings.transcription_model):
        raise SecretUnusable("No model is named: image_model, edit_model or transcription_model.")
    return settings


def _checked(name: str, value: Any) -> Any:
    """Raises SecretUnusable. Whoever mixes up names and values may have a key for a name."""
    if name not in _FIELDS:
        shown = name if _NAME.fullmatch(name) else "with an odd name"
        raise SecretUnusable(f"There is no field {shown}.")
    try:
        return _FIELDS[name](value)
    except ValueError as exc:
        reason = str(exc)
    raise SecretUnusable(f"{name}: {reason}.")


def _address(value: Any) -> str:
    """A key or a prompt sent over http:// can be read and changed on the way, so that is for
    addresses that no packet leaves the machine or the VPC for."""
    if not isinstance(value, str) or not _PRINTABLE.fullmatch(value):
        raise ValueError("it is not an address")
    try:
        address = urlsplit(value)
        host, _ = address.hostname, address.port
    except ValueError:
        host = None
    if not host or address.scheme not in {"http", "https"}:
        raise ValueError("it is not an address such as https://api.openai.com/")
    if address.username is not None or address.query or address.fragment:
        raise ValueError("it has more than scheme, host, port and path")
    if address.scheme == "http" and not _is_private(host):
        raise ValueError("http is for private addresses alone; use https")
    return value.rstrip("/").removesuffix("/v1")


def _is_private(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return bool(_LABEL.fullmatch(host)) or host.endswith(_PRIVATE_NAMES)
    return any(address in network for network in _PRIVATE)


def _key(value: Any) -> str:
    if not isinstance(value, str) or (value and not _PRINTABLE.fullmatch(value)):
        raise ValueError("it is not a text of visible ASCII characters")
    return value


def _model(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 200 or not value.isprintable():
        raise ValueError("it is not the name of a model")
    return value


def _sizes(value: Any) -> tuple[Size, ...]:
    if value == "any":
        return ()
    if not isinstance(value, list) or not value:
        raise ValueError('it is neither "any" nor a list such as ["1024x1024"]')
    found = [_SIZE.fullmatch(each) for each in value if isinstance(each, str)]
    if len(found) != len(value) or not all(found):
        raise ValueError("it lists something other than texts such as 1024x1024")
    return tuple((int(each[1]), int(each[2])) for each in found if each)


def _word(value: Any) -> str:
    if not isinstance(value, str) or not (value == "" or _NAME.fullmatch(value)):
        raise ValueError("it is not one word")
    return value


def _yes_or_no(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise ValueError("it is neither true nor false")


def _one_of(*known: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in known:
            raise ValueError(
                f"it is none of {', '.join(each or 'an empty text' for each in known)}"
            )
        return str(value)

    return check


_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PRINTABLE = re.compile(r"[!-~]{1,2000}")
_SIZE = re.compile(r"([1-9][0-9]{1,3})x([1-9][0-9]{1,3})")
_LABEL = re.compile(r"[a-z][a-z0-9-]{0,62}")  # a name without a domain, as localhost
_PRIVATE_NAMES = (".localhost", ".local", ".internal")
_PRIVATE = [
    ip_network(each)
    for each in (
        *("127.0.0.0/8", "::1/128"),  # this machine
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),  # private networks
        "100.64.0.0/10",  # shared address space: secondary ranges of a VPC
    )
]
_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "base_url": _address,
    "api_key": _key,
    "image_model": _model,
    "edit_model": _model,
    "transcription_model": _model,
    "sizes": _sizes,
    "output_format": _one_of("", "png", "jpeg", "webp"),
    "quality": _word,
    "background": _word,
    "input_fidelity": _one_of("", "low", "high"),
    "asks_for_base64": _yes_or_no,
    "sends_seed": _yes_or_no,
    "follows_instructions": _yes_or_no,
    "takes_masks": _yes_or_no,
    "image_field": _one_of("image", "image[]"),
    "language_field": _one_of("", "language", "languages[]"),
}
