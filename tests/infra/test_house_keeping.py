"""The stack as a whole: lint-clean, watched, free while idle, and why it publishes no versions."""

from __future__ import annotations

import json

import cfnlint
import pytest
from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.runner import Runner

from tests.infra.expansion import ROOT, Document, expand, expanded, of_type, packaged, written

BILLED_BY_THE_HOUR = (
    "AWS::EC2::",
    "AWS::ElastiCache::",
    "AWS::KMS::",
    "AWS::OpenSearchService::",
    "AWS::RDS::",
    "AWS::SecretsManager::",
    "AWS::WAFv2::",
)
