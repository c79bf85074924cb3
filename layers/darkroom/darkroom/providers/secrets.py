"""Secrets: read from AWS Secrets Manager when first needed, and again after they were refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from darkroom.domain.errors import DarkroomError, ProviderFailure, ProviderMisconfigured

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

T = TypeVar("T")

_FOR_THE_OPERATOR = {
    "AccessDeniedException",
    "DecryptionFailure",  # the KMS key: its policy, or gone
    "InvalidParameterException",
    "InvalidRequestException",  # the secret is marked for deletion
    "ResourceNotFoundException",
    "UnrecognizedClientException",
    "ValidationException",
}
"""What does not pass by itself. Anything else (throttled, 5xx, unknown) is worth another try."""


def secret_text(client: SecretsManagerClient, arn: str) -> str:
    """The current version of a secret. Raises ProviderMisconfigured for one that is missing, denied
    or binary, and ProviderFailure when Secrets Manager could not be asked. Neither keeps a cause:
    the message of one names the secret."""
    refusal: DarkroomError
    try:
        return client.get_secret_value(SecretId=arn)["SecretString"]
    except KeyError:  # it is binary
        refusal = ProviderMisconfigured()
    except ClientError as exc:
        code = exc.response.get("Error", {}).get("Code", "")
        refusal = ProviderMisconfigured() if code in _FOR_THE_OPERATOR else ProviderFailure()
    except NoCredentialsError:
        refusal = ProviderMisconfigured()
    except (BotoCoreError, RuntimeError):
        # RuntimeError: credentials that were ended when botocore had renewed them.
        refusal = ProviderFailure()
    raise refusal


class Kept(Generic[T]):
    """A value read once per process, until it is forgotten. What reading raises is not kept: the
    next one to need the value tries again."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._values: list[T] = []

    def current(self) -> T:
        """The value; two threads that need it first may both read it."""
        if not self._values:
            self._values = [self._read()]
        return self._values[0]

    def forget(self) -> None:
        """It was refused, so it may have been rotated: read it again when next needed."""
        self._values = []
