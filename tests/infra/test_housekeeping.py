"""The stack as a whole: clean, watched, free while idle, and why it publishes no versions."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from cfnlint.api import lint_file
from cfnlint.config import ManualArgs

from infra.lint import alarms, data, functions, policies, queues
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
MAX_RESOURCES = 500
MAX_TEMPLATE_BYTES = 1024 * 1024


def test_cfn_lint_and_the_house_rules_have_nothing_to_say() -> None:
    settings = ManualArgs(append_rules=[str(ROOT / "infra" / "lint")])
    assert [str(match) for match in lint_file(ROOT / "template.yaml", settings)] == []


def test_the_house_rules_are_loaded_from_their_folder() -> None:
    assert (ROOT / ".cfnlintrc").read_text().count("append_rules: [infra/lint]") == 1
    loaded = {path.stem for path in (ROOT / "infra" / "lint").glob("[a-z]*.py")}
    assert loaded == {
        module.__name__.rsplit(".", 1)[-1] for module in (alarms, data, functions, policies, queues)
    }


@pytest.mark.parametrize("kind", BILLED_BY_THE_HOUR)
def test_nothing_is_billed_by_the_hour(kind: str) -> None:
    assert not [r for r in expanded()["Resources"].values() if r["Type"].startswith(kind)]


def test_no_capacity_is_provisioned() -> None:
    text = json.dumps(expanded())
    assert "ProvisionedConcurrency" not in text
    assert "ProvisionedThroughput" not in text


def test_the_stack_fits_into_what_cloudformation_takes() -> None:
    assert len(expanded()["Resources"]) < MAX_RESOURCES
    assert len(json.dumps(expanded())) < MAX_TEMPLATE_BYTES


def test_every_parameter_is_explained_sorted_into_a_group_and_used() -> None:
    template = written()
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [name for group in groups for name in group["Parameters"]]
    assert sorted(grouped) == sorted(template["Parameters"])
    used = {name for name in grouped if uses(template, name)}
    assert used == set(grouped)


def uses(template: Document, parameter: str) -> bool:
    rest = {key: value for key, value in template.items() if key not in {"Parameters", "Metadata"}}
    text = json.dumps(rest)
    return f'{{"Ref": "{parameter}"}}' in text or f"${{{parameter}}}" in text


def test_only_the_answers_nobody_can_guess_have_no_default() -> None:
    asked = {name for name, about in written()["Parameters"].items() if "Default" not in about}
    assert asked == {"JwtIssuer", "JwtAudience"}


def test_every_log_group_goes_by_the_retention_that_was_chosen() -> None:
    groups = of_type(expanded(), "AWS::Logs::LogGroup")
    assert len(groups) == 11
    assert {json.dumps(group["RetentionInDays"]) for group in groups.values()} == {
        '{"Ref": "LogRetentionDays"}'
    }


def test_alarms_are_mailed_only_where_somebody_asked_for_it() -> None:
    mail = expanded()["Resources"]["AlarmMail"]
    assert mail["Condition"] == "HasAlarmEmail"
    assert mail["Properties"]["Endpoint"] == {"Ref": "AlarmEmail"}


def test_only_cloudwatch_may_speak_through_the_alarms_topic() -> None:
    policy = of_type(expanded(), "AWS::SNS::TopicPolicy")["AlarmsPolicy"]
    (allow,) = policy["PolicyDocument"]["Statement"]
    assert allow["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allow["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_silence_of_the_reconciler_is_an_alarm_and_silence_of_all_else_is_not() -> None:
    silence = {
        name: alarm["TreatMissingData"]
        for name, alarm in of_type(expanded(), "AWS::CloudWatch::Alarm").items()
    }
    assert {name for name, missing in silence.items() if missing != "notBreaching"} == {
        "MaintenanceStopped"
    }


DASHBOARDS = ("Dashboard", "GenerationDashboard")


def dashboard(name: str = "Dashboard") -> dict[str, Any]:
    """A dashboard's body, as JSON, with its references left as they are."""
    body = of_type(expanded(), "AWS::CloudWatch::Dashboard")[name]["DashboardBody"]
    found: dict[str, Any] = json.loads(body["Fn::Sub"])
    return found


def test_the_dashboard_shows_every_alarm() -> None:
    (shown,) = (w for w in dashboard()["widgets"] if w["type"] == "alarm")
    alarms_there = of_type(expanded(), "AWS::CloudWatch::Alarm")
    assert set(shown["properties"]["alarms"]) == {f"${{{name}.Arn}}" for name in alarms_there}


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_names_nothing_that_is_not_there(name: str) -> None:
    names = set(re.findall(r"\$\{([A-Za-z0-9]+)[.}]", json.dumps(dashboard(name))))
    assert names <= expanded()["Resources"].keys()


def test_there_are_few_enough_dashboards_to_be_free() -> None:
    assert of_type(expanded(), "AWS::CloudWatch::Dashboard").keys() == set(DASHBOARDS)


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_names_few_enough_metrics_to_be_free(name: str) -> None:
    charts = [w["properties"] for w in dashboard(name)["widgets"] if w["type"] == "metric"]
    assert sum(len(chart["metrics"]) for chart in charts) <= 40


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboards_widgets_do_not_overlap(name: str) -> None:
    cells = [
        (x, y)
        for w in dashboard(name)["widgets"]
        for x in range(w["x"], w["x"] + w["width"])
        for y in range(w["y"], w["y"] + w["height"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def own_metrics() -> set[str]:
    """The names of the metrics of ours that the dashboard or an alarm looks at."""
    text = json.dumps([dashboard(name) for name in DASHBOARDS])
    shown = set(re.findall(r'\["Darkroom/\$\{AWS::StackName\}", "(\w+)"', text))
    searched = set(re.findall(r'MetricName=\\\\\\"(\w+)', json.dumps(text)))
    alarmed = {
        alarm["MetricName"]
        for alarm in of_type(expanded(), "AWS::CloudWatch::Alarm").values()
        if "Darkroom/" in json.dumps(alarm.get("Namespace", ""))
    }
    return shown | searched | alarmed


def test_every_metric_of_ours_that_is_watched_is_written() -> None:
    code = "".join(
        path.read_text()
        for folder in ("functions", "layers/darkroom/darkroom")
        for path in (ROOT / folder).rglob("*.py")
    )
    stages = {f"Processing{stage.title()}" for stage in re.findall(r'_stage\("(\w+)"\)', code)}
    written_names = set(re.findall(r'(?:count|count_by|took|weighed)\(\s*"(\w+)"', code)) | stages
    assert own_metrics()
    assert own_metrics() <= written_names


def versions(document: Document) -> set[str]:
    return set(of_type(document, "AWS::Lambda::Version"))


def with_aliases() -> Document:
    """The template as it would be with published versions: the way decision 0011 turned down."""
    template = written()
    template["Globals"]["Function"] |= {
        "AutoPublishAlias": "live",
        "AutoPublishAliasAllProperties": True,
    }
    template["Globals"]["LayerVersion"] = {"PublishLambdaVersion": True}
    return template


def test_functions_run_their_latest_code() -> None:
    assert versions(expanded()) == set()


def test_an_alias_would_follow_a_changed_layer() -> None:
    before = versions(expand(packaged(with_aliases())))
    after = versions(expand(packaged(with_aliases(), {"DarkroomLayer": "s3://bucket/newer"})))
    assert len(before) == 10
    assert before.isdisjoint(after)


def test_an_alias_would_ignore_a_changed_parameter() -> None:
    """The reason for decision 0011. When this fails, SAM has learned it: decide again."""
    before = versions(expand(packaged(with_aliases())))
    after = versions(expand(packaged(with_aliases()), {"MaxFileSize": "1000", "LogLevel": "DEBUG"}))
    assert before == after
