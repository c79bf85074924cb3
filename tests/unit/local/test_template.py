"""The template as the local system reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.intrinsics import TemplateError
from infra.local.stack import Function, Route, Site, Stack, Statement
from infra.local.template import load_stack
from tests.unit.local.small_stack import TEMPLATE, write_stack

SITE = Site("http://127.0.0.1:8000", "http://127.0.0.1:8001", "http://127.0.0.1:8002", name="small")
OURS = Path(__file__).parents[3] / "template.yaml"


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return load_stack(write_stack(tmp_path), SITE)


def function(stack: Stack, logical_id: str) -> Function:
    return next(item for item in stack.functions if item.logical_id == logical_id)


def test_globals_are_merged_as_sam_merges_them(stack: Stack, tmp_path: Path) -> None:
    web, work = function(stack, "Web"), function(stack, "Work")
    assert (web.handler, web.timeout, work.timeout, work.memory) == ("app.handler", 10, 5, 256)
    assert web.layers == (tmp_path / "layer",)
    assert {"BUCKET", "ONLY_HERE"} <= set(web.environment)
    assert "ONLY_HERE" not in work.environment


def test_names_are_the_templates_or_made_up(stack: Stack) -> None:
    assert [item.name for item in stack.functions] == ["small-Web", "small-work"]
    assert function(stack, "Web").environment["BUCKET"] == "small-uploads"
    assert function(stack, "Web").environment["ONLY_HERE"] == (
        "arn:aws:dynamodb:eu-central-1:000000000000:table/small-Rows"
    )


def test_routes_need_a_token_unless_they_say_otherwise(stack: Stack) -> None:
    assert stack.routes == (
        Route("GET", "/things/{id}", "Web", authorized=True),
        Route("POST", "/tickets", "Web", authorized=True),
        Route("GET", "/open", "Web", authorized=False),
    )


def test_the_local_issuer_stands_in_for_the_templates_parameters(stack: Stack) -> None:
    assert stack.api.authorizer is not None
    assert stack.api.authorizer.issuer == SITE.api_url
    assert stack.api.authorizer.audience == ("darkroom",)


def test_addresses_are_on_this_machine_and_without_tls(stack: Stack) -> None:
    assert function(stack, "Web").environment["PUBLIC"] == "http://127.0.0.1:8002"


def test_list_parameters_are_lists(stack: Stack) -> None:
    assert stack.api.cors is not None
    assert stack.api.cors.origins == ("https://app.example", "https://two.example")
    assert stack.buckets[0].cors[0].origins == stack.api.cors.origins


def test_where_cloudfront_is_allowed_the_page_beside_the_api_is_too(tmp_path: Path) -> None:
    page = TEMPLATE.replace(
        "AllowedOrigins: !Ref Origins", 'AllowedOrigins: [!Sub "https://${Cdn.DomainName}"]'
    ).replace("AllowOrigins: !Ref Origins", 'AllowOrigins: [!Sub "https://${Cdn.DomainName}"]')
    stack = load_stack(write_stack(tmp_path, page), SITE)
    assert stack.buckets[0].cors[0].origins == (SITE.cdn_url, SITE.api_url)
    assert stack.api.cors is not None
    assert stack.api.cors.origins == (SITE.cdn_url, SITE.api_url)


def test_parameters_can_be_given(tmp_path: Path) -> None:
    stack = load_stack(write_stack(tmp_path), SITE, {"Domain": "img.example"})
    assert function(stack, "Web").environment["PUBLIC"] == "https://img.example"
    assert [bucket.logical_id for bucket in stack.buckets] == ["Uploads", "Extra"]


def test_a_resource_whose_condition_is_false_is_not_there(stack: Stack) -> None:
    assert [bucket.logical_id for bucket in stack.buckets] == ["Uploads"]


def test_a_secret_without_a_default_is_made_up(stack: Stack) -> None:
    assert len(function(stack, "Web").environment["SALT"]) == 64


def test_a_parameter_without_a_value_is_named(tmp_path: Path) -> None:
    template = TEMPLATE.replace('Domain: { Type: String, Default: "" }', "Domain: { Type: String }")
    with pytest.raises(TemplateError, match="Domain"):
        load_stack(write_stack(tmp_path, template), SITE)


def test_event_sources_and_schedules_are_the_templates(stack: Stack) -> None:
    work = function(stack, "Work")
    assert [(item.batch_size, item.reports_failures) for item in work.queues] == [(5, True)]
    assert work.queues[0].queue_arn == stack.queues[0].arn
    assert [item.seconds for item in work.schedules] == [7200]


def test_queues_keep_their_attributes(stack: Stack) -> None:
    jobs = stack.queues[0]
    assert jobs.url == "http://127.0.0.1:8001/000000000000/small-Jobs"
    assert jobs.attributes["VisibilityTimeout"] == "30"
    assert stack.queues[1].arn in jobs.attributes["RedrivePolicy"]


def test_buckets_keep_lifecycle_and_notifications(stack: Stack) -> None:
    uploads = stack.buckets[0]
    assert uploads.lifecycle[0]["Expiration"] == {"Days": 1}
    assert uploads.notifications[0].queue_arn == stack.queues[0].arn
    assert uploads.notifications[0].filter_rules == (("suffix", ".png"),)


def test_the_distribution_shows_its_origins_bucket(stack: Stack) -> None:
    (distribution,) = stack.distributions
    (behaviour,) = distribution.behaviours
    assert behaviour.bucket == stack.buckets[0].name
    assert behaviour.headers == {"X-Content-Type-Options": "nosniff"}


def test_further_behaviours_come_before_the_default_one(tmp_path: Path) -> None:
    further = """CacheBehaviors: [{ PathPattern: /*/*, TargetOriginId: uploads }]
        DefaultRootObject: index.html
        DefaultCacheBehavior:"""
    template = TEMPLATE.replace("DefaultCacheBehavior:", further)
    (distribution,) = load_stack(write_stack(tmp_path, template), SITE).distributions
    assert [behaviour.pattern for behaviour in distribution.behaviours] == ["/*/*", "*"]
    assert distribution.behaviour("/one/two/three").headers == {}
    assert distribution.behaviour("/one").headers == {"X-Content-Type-Options": "nosniff"}
    assert distribution.root == "index.html"


def test_a_function_may_do_what_its_role_says(stack: Stack) -> None:
    rows = "arn:aws:dynamodb:eu-central-1:000000000000:table/small-Rows"
    assert function(stack, "Web").permissions == (
        Statement(("s3:PutObject",), ("arn:aws:s3:::small-uploads/*",)),
        Statement(("dynamodb:GetItem",), (rows,)),
    )
    assert Statement(("xray:*",), ("*",)) in function(stack, "Work").permissions


@pytest.mark.parametrize(
    ("change", "to", "names"),
    [
        ("rate(2 hours)", "cron(0 4 1 1 1 2030)", "cron"),
        ("Type: SQS\n", "Type: Kinesis\n", "Kinesis"),
        ("Type: AWS::DynamoDB::Table", "Type: AWS::Lambda::EventSourceMapping", "SourceMapping"),
        ("Role: !GetAtt WebRole.Arn", "MemorySize: 512", "Role"),
        ("Effect: Allow, Action: dynamodb:PutItem", "Effect: Deny, Action: x:Y", "Allow"),
        ("QueueConfigurations:", "LambdaConfigurations:", "LambdaConfigurations"),
    ],
)
def test_refuses_what_would_run_in_aws_and_cannot_here(
    tmp_path: Path, change: str, to: str, names: str
) -> None:
    assert change in TEMPLATE
    with pytest.raises(TemplateError, match=names):
        load_stack(write_stack(tmp_path, TEMPLATE.replace(change, to)), SITE)


def test_our_own_template_can_be_run() -> None:
    stack = load_stack(OURS, SITE)
    assert all((item.code / "app.py").is_file() for item in stack.functions)
    assert {item.label for item in stack.functions} >= {"presigned_upload", "process_upload"}
    assert all(route.path.startswith("/v1/") for route in stack.routes)


@pytest.mark.parametrize(
    ("chosen", "actions"),
    [
        ({}, set()),
        ({"GenerationProvider": "bedrock"}, {"bedrock:InvokeModel"}),
        ({"SpeechProvider": "openai"}, {"secretsmanager:GetSecretValue"}),
    ],
)
def test_a_policy_that_names_its_roles_counts_where_its_condition_holds(
    chosen: dict[str, str], actions: set[str]
) -> None:
    ours = load_stack(OURS, SITE, chosen)
    allowed = {
        action for each in function(ours, "GenerateFunction").permissions for action in each.actions
    }
    services = ("bedrock:", "secretsmanager:", "transcribe:")
    assert {action for action in allowed if action.startswith(services)} == actions
