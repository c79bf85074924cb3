"""The only place that picks implementations and puts services together.

Everything is made when it is first asked for, once per process: a function that only signs URLs
never imports Pillow, one that never purges never makes a CloudFront client.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from darkroom.catalog.dynamodb import DynamoCatalog
from darkroom.catalog.table import Table
from darkroom.delivery.base import Delivery
from darkroom.domain.asset import Visibility
from darkroom.domain.tally import Quota
from darkroom.observability import hash_owner, report_missing
from darkroom.services.ports import Ports, Time
from darkroom.settings import Settings, load_settings
from darkroom.storage.base import ObjectStore

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from darkroom.domain.colors import Palette
    from darkroom.domain.developed import Develop, Developed
    from darkroom.domain.instructions.reading import Reading
    from darkroom.domain.instructions.rules import Operation, Size
    from darkroom.domain.prompts import Hook
    from darkroom.domain.recipe import Recipe, Studio
    from darkroom.domain.variants import VariantSpec
    from darkroom.services.deletion import Deletion
    from darkroom.services.edits import Edits
    from darkroom.services.exports import Exports
    from darkroom.services.galleries import Galleries
    from darkroom.services.generating import Generating
    from darkroom.services.generations import Generations
    from darkroom.services.lineages import Lineages
    from darkroom.services.links import Links
    from darkroom.services.makers import Makers
    from darkroom.services.palettes import Extract, Palettes
    from darkroom.services.processing import Processing
    from darkroom.services.reconcile import Report
    from darkroom.services.shares import Shares
    from darkroom.services.understanding import Understanding
    from darkroom.services.uploads import Uploads
    from darkroom.services.visibility import Moves
    from darkroom.storage.work import WorkQueue

DYNAMODB = Config(
    retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=1, read_timeout=5
)
"""Answers take milliseconds; four attempts of at most 6 seconds end before a function does."""


@cache
def container() -> Container:
    """This process's services, made from its environment."""
    return Container(load_settings())


class Container:
    """Services by name."""

    def __init__(
        self, settings: Settings, time: Time | None = None, session: boto3.Session | None = None
    ) -> None:
        self.settings = settings
        self.time = time or Time()
        self._given_session = session

    def hash_owner(self, owner: str) -> str:
        """How an owner appears in logs."""
        return hash_owner(owner, self.settings.salt)

    @cached_property
    def uploads(self) -> Uploads:
        from darkroom.services.uploads import Uploads

        settings = self.settings
        hears = bool(settings.generation.speech)
        return Uploads(self.ports, self.deletion, settings.limits, settings.ticket_lifetime, hears)

    @cached_property
    def processing(self) -> Processing:
        from darkroom.services.processing import Processing

        return Processing(self.ports, self._develop, _listen)

    @cached_property
    def links(self) -> Links:
        from darkroom.services.links import Links

        return Links(self.ports)

    @cached_property
    def shares(self) -> Shares:
        from darkroom.services.shares import Shares

        return Shares(self.ports, self.links, self._secret)

    @cached_property
    def galleries(self) -> Galleries:
        from darkroom.services.galleries import Galleries

        return Galleries(self.ports, self._secret)

    @cached_property
    def moves(self) -> Moves:
        from darkroom.services.visibility import Moves

        return Moves(self.ports)

    @cached_property
    def deletion(self) -> Deletion:
        from darkroom.services.deletion import Deletion

        return Deletion(self.ports)

    @cached_property
    def edits(self) -> Edits:
        from darkroom.services.edits import Edits

        return Edits(self.ports, self._studio, self._develop, Quota.of(self.settings.limits))

    @cached_property
    def exports(self) -> Exports:
        from darkroom.services.exports import Exports

        return Exports(self.ports, self._studio)

    @cached_property
    def lineages(self) -> Lineages:
        from darkroom.services.lineages import Lineages

        return Lineages(self.ports)

    @cached_property
    def palettes(self) -> Palettes:
        from darkroom.services.palettes import Palettes

        return Palettes(self.ports, self._extract, self._secret)

    @cached_property
    def generations(self) -> Generations:
        from darkroom.services.generations import Generations

        settings = self.settings
        return Generations(
            self.ports,
            self.deletion,
            self.makers,
            self._understanding,
            settings.generation.budget,
            Quota.of(settings.limits),
            self._takes,
            self.work_queue.send,
            self._secret,
        )

    @cached_property
    def generating(self) -> Generating:
        from darkroom.services.answers import Answers
        from darkroom.services.finishing import Finishing
        from darkroom.services.fitting import Fitting
        from darkroom.services.generating import Generating
        from darkroom.services.hearing import Hearing
        from darkroom.services.wishes import Wishes
        from darkroom.sound.remux import as_mp4

        ports, settings, answers = self.ports, self.settings, Answers(self.ports)
        wishes = Wishes(ports, self._studio, self._size_after)
        fitting = Fitting(ports, self._studio)
        return Generating(
            ports=ports,
            deletion=self.deletion,
            makers=self.makers,
            understanding=self._understanding,
            edits=self.edits,
            wishes=wishes,
            finishing=Finishing(ports, answers, wishes, fitting, self._develop),
            hearing=Hearing(ports, self.deletion, answers, settings.private_bucket, as_mp4),
            budget=settings.generation.budget,
            takes=self._takes,
            send=self.work_queue.send,
        )

    @cached_property
    def makers(self) -> Makers:
        """The providers of this deployment."""
        from darkroom.providing import Providers
        from darkroom.services.makers import Makers

        settings = self.settings
        providers = Providers(
            settings.generation,
            self._session,
            self.ports.private,
            settings.private_bucket,
        )
        return Makers(settings.generation.images, settings.generation.speech, providers.named)

    @cached_property
    def work_queue(self) -> WorkQueue:
        """Where generations wait to be worked on."""
        from darkroom.storage.work import WorkQueue

        return WorkQueue(self._sqs, self.settings.generation.queue_url)

    @cached_property
    def _understanding(self) -> Understanding:
        from darkroom.services.understanding import Understanding

        # All three wait for a first instruction: most requests have none.
        return Understanding(self._check, self._size_after, _recipe_of)

    def _check(self, recipe: Recipe, size: Size) -> float:
        return self._studio.check(recipe, size)

    def _size_after(self, size: Size, step: Operation) -> Size:
        from darkroom.imaging.foretelling import size_after

        return size_after(size, step, self.settings.limits)

    @cached_property
    def _takes(self) -> Hook:
        """Which prompts this deployment takes: the place for a hook of one's own."""
        from darkroom.domain.prompts import denied_words

        return denied_words(self.settings.generation.denied_words)

    def swatch(self, palette: Palette) -> bytes:
        """A picture of the colours, as PNG."""
        from darkroom.imaging.swatch import swatch

        return swatch(palette)

    def sweep(self, *, dry_run: bool, has_time: Callable[[], bool]) -> Report:
        """One run of the reconciler, all its rounds."""
        from darkroom.services.audit import ObjectWalk, RowWalk
        from darkroom.services.forgotten import Forgotten
        from darkroom.services.reconcile import Overdue, Report
        from darkroom.services.restoring import Restoring
        from darkroom.storage.arrivals import ArrivalQueue

        queue = ArrivalQueue(self._sqs, self.settings.queue_url, self.settings.uploads_bucket)
        report = Report(dry_run)
        Overdue(self.ports, self.moves, self.deletion, queue.send).sweep(report, has_time)
        Forgotten(self.ports, self.deletion, self.work_queue.send).sweep(report, has_time)
        for visibility in Visibility:
            ObjectWalk(self.ports, visibility).sweep(report, has_time)
        restore = Restoring(self.ports, self._develop_as).restore
        RowWalk(self.ports, restore, report_missing).sweep(report, has_time)
        return report

    @cached_property
    def ports(self) -> Ports:
        settings = self.settings
        return Ports(
            catalog=DynamoCatalog(self._table),
            uploads=self._store(settings.uploads_bucket),
            private=self._store(settings.private_bucket),
            public=self._store(settings.public_bucket),
            delivery=self._delivery,
            time=self.time,
        )

    @cached_property
    def _session(self) -> boto3.Session:
        return self._given_session or boto3.Session()

    @cached_property
    def _sqs(self) -> SQSClient:
        return self._session.client("sqs")

    @cached_property
    def _table(self) -> Table:
        client = self._session.client("dynamodb", config=DYNAMODB)
        return Table(client, self.settings.table_name, self.time.sleep)

    @cached_property
    def _store(self) -> Callable[[str], ObjectStore]:
        """What makes the store of a bucket."""
        if self.settings.storage_backend == "file":
            return self._file_store
        from darkroom.storage.credentials import session_credentials
        from darkroom.storage.s3 import S3Store
        from darkroom.storage.s3_client import s3_client

        client = s3_client(self._session)
        credentials = session_credentials(self._session, self.settings.session_lifetime)
        return lambda bucket: S3Store(client, bucket, credentials, self.time.now)

    def _file_store(self, bucket: str) -> ObjectStore:
        from darkroom.storage.file import FileStore
        from darkroom.storage.file_links import FileLinks

        root = Path(self.settings.storage_root)
        links = FileLinks(f"{self.settings.public_base_url}/{bucket}", self._secret)
        return FileStore(root / bucket, links, self.time.now)

    @cached_property
    def _delivery(self) -> Delivery:
        from darkroom.delivery.cloudfront import CloudFrontDelivery, cloudfront_client
        from darkroom.delivery.plain import PlainDelivery

        settings = self.settings
        if not settings.distribution_id:
            return PlainDelivery(settings.public_base_url)
        return CloudFrontDelivery(
            lambda: cloudfront_client(self._session),
            settings.distribution_id,
            settings.public_base_url,
        )

    @cached_property
    def _develop(self) -> Develop:
        from darkroom.imaging.develop import develop

        settings = self.settings
        return lambda data, content_type: develop(
            data, content_type, specs=settings.variants, limits=settings.limits
        )

    def _develop_as(
        self, data: bytes, content_type: str, specs: Sequence[VariantSpec]
    ) -> Developed:
        # Imported late: hardly a sweep ever develops anything.
        from darkroom.imaging.develop import develop

        return develop(data, content_type, specs=tuple(specs), limits=self.settings.limits)

    @cached_property
    def _studio(self) -> Studio:
        from darkroom.imaging.render import ImagingStudio

        return ImagingStudio(self.settings.limits)

    @cached_property
    def _extract(self) -> Extract:
        from darkroom.imaging.palette import palettes_of

        limits = self.settings.limits
        return lambda data, content_type, types, num_colors: palettes_of(
            data, content_type, types, num_colors, limits=limits
        )

    @cached_property
    def _secret(self) -> bytes:
        """What cursors are sealed with."""
        return f"cursor:{self.settings.salt}".encode()


def _recipe_of(reading: Reading) -> Recipe:
    from darkroom.imaging.foretelling import recipe_of

    return recipe_of(reading)


def _listen(data: bytes, content_type: str) -> float:
    """How long a recording is, in seconds."""
    # Imported late: most uploads are pictures.
    from darkroom.sound.probe import probe

    return probe(data, content_type).seconds
