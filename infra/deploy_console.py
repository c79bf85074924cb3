"""Puts the page where a stack's distribution shows it: `python -m infra.deploy_console STACK`.

Hashed files first and index.html last: whoever asks meanwhile gets the whole old page or the whole
new one. Then what the new page does not have goes, and CloudFront forgets what has no hash.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.build_console import CannotBuild, build, describe
from infra.console_files import BUILT, FOLDER, HASHED, cache_control, config, media_type
from infra.console_issuer import warnings

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

INDEX = "index.html"
AT_ONCE = 1000
"""Keys that one DeleteObjects takes."""


class CannotDeploy(Exception):
    """The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stack's page belongs, and what it is told."""

    url: str
    bucket: str
    distribution: str
    config: Mapping[str, Any]
    connect: tuple[str, ...]


def main(arguments: list[str], environ: Mapping[str, str]) -> int:
    """The exit status."""
    stack = arguments[0] if arguments else environ.get("STACK", "")
    say = partial(print, flush=True)
    try:
        place = find_place(boto3.client("cloudformation"), stack)
        for line in warnings(place.config["issuer"], place.connect):
            say(f"! {line}", file=sys.stderr)
        build(FOLDER, describe, say, quiet=False)
        count = upload(boto3.client("s3"), place, BUILT)
        forget(boto3.client("cloudfront"), place.distribution, BUILT)
    except (CannotDeploy, CannotBuild, BotoCoreError, ClientError) as exc:
        say(f"! {exc}", file=sys.stderr)
        return 1
    say(f"{count} files are at {place.url}; the issuer has to let that address in.")
    return 0


def find_place(cloudformation: Any, stack: str) -> Place:
    """What the stack says of itself. Raises CannotDeploy."""
    if not stack:
        raise CannotDeploy("Say which stack: make deploy-console STACK=darkroom")
    (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", ())}
    given = {each["ParameterKey"]: each["ParameterValue"] for each in found.get("Parameters", ())}
    if "ConsoleBucketName" not in outputs:
        raise CannotDeploy(f"{stack} is of an older template. First: make build, sam deploy")
    if not given.get("ConsoleClientId"):
        raise CannotDeploy(
            f"{stack} has no ConsoleClientId: the issuer has to know the page (docs/operations.md)"
        )
    return Place(
        url=outputs["ConsoleUrl"],
        bucket=outputs["ConsoleBucketName"],
        distribution=outputs["DistributionId"],
        config=config(
            api=outputs["ApiUrl"],
            issuer=given["JwtIssuer"],
            client_id=given["ConsoleClientId"],
            scope=given["ConsoleScope"],
            audience=given["JwtAudience"].split(",")[0].strip(),
            max_file_size=int(given["MaxFileSize"]),
            types=given["AllowedTypes"].split(","),
            makes=given.get("GenerationProvider", ""),
            hears=given.get("SpeechProvider", ""),
        ),
        connect=tuple(filter(None, given["ConsoleConnect"].split(","))),
    )


def upload(s3: S3Client, place: Place, built: Path) -> int:
    """Put every file and config.json there, then delete what else is there; how many there are."""
    contents = {name: (built / name).read_bytes() for name in names(built)}
    contents["config.json"] = json.dumps(place.config, indent=1).encode()
    for name in sorted(contents, key=_turn):
        s3.put_object(
            Bucket=place.bucket,
            Key=name,
            Body=contents[name],
            ContentType=media_type(name),
            CacheControl=cache_control(name),
        )
    _delete(s3, place.bucket, (key for key in _keys(s3, place.bucket) if key not in contents))
    return len(contents)


def forget(cloudfront: CloudFrontClient, distribution: str, built: Path) -> None:
    """Every edge asks again for what may have changed under its name."""
    paths = ["/", "/config.json", *(f"/{name}" for name in names(built) if _turn(name)[0])]
    cloudfront.create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={
            "Paths": {"Quantity": len(paths), "Items": paths},
            "CallerReference": f"console-{uuid.uuid4()}",
        },
    )


def names(built: Path) -> list[str]:
    """The files of a built page, by path; what starts with a dot is not for visitors."""
    found = (path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file())
    return sorted(name for name in found if not name.startswith("."))


def _turn(name: str) -> tuple[int, str]:
    """Hashed files, then the others, then the page that names them all."""
    return (0 if name.startswith(HASHED) else 2 if name == INDEX else 1, name)


def _keys(s3: S3Client, bucket: str) -> Iterator[str]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        yield from (each["Key"] for each in page.get("Contents", ()))


def _delete(s3: S3Client, bucket: str, keys: Iterable[str]) -> None:
    """Raises CannotDeploy for keys that stay."""
    gone = list(keys)
    for start in range(0, len(gone), AT_ONCE):
        batch: Any = [{"Key": key} for key in gone[start : start + AT_ONCE]]
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})
        for error in answer.get("Errors", ()):
            raise CannotDeploy(f"{error.get('Key')} could not be deleted: {error.get('Code')}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
