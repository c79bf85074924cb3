"""The functions: what they run on, what they are told, and how long they may take."""

from __future__ import annotations

from typing import Any

import pytest

from darkroom.services.generating import CALL_SECONDS
from darkroom.services.ports import CLAIM_LIFETIME
from darkroom.settings import load_settings
from tests.infra.expansion import ROOT, expanded, of_type, written

HTTP = {"PresignedUpload", "SignedUrls", "Gallery", "Visibility", "Edits", "Palettes", "Generation"}
BACKGROUND = {"ProcessUpload", "Maintenance", "Generate"}
OF_LOCAL_USE = {"STORAGE_BACKEND", "STORAGE_ROOT"}
"""What no deployment to AWS sets."""
OF_PROVIDERS = ("BEDROCK_REGION", "BEDROCK_MODELS", "OPENAI_SECRET", "DENIED_WORDS")
OF_SOME = {
    "QUEUE_URL": {"Maintenance"},
    "WORK_QUEUE_URL": {"Maintenance", "Generation", "Generate"},
    **{key: {"Generation", "Generate"} for key in OF_PROVIDERS},
}
"""What only these are told."""

API_LIMIT_SECONDS = 30
LONG_POLL_SECONDS = 20


class Recorded(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def function(name: str) -> dict[str, Any]:
    return of_type(expanded(), "AWS::Lambda::Function")[f"{name}Function"]


def environment(name: str) -> dict[str, str]:
    """A function's environment with the parameters' defaults, and a word for what AWS fills in."""
    parameters = expanded()["Parameters"]
    return {
        variable: str(parameters.get(value["Ref"], {}).get("Default", "x"))
        if isinstance(value, dict) and "Ref" in value
        else value
        if isinstance(value, str)
        else "x"
        for variable, value in function(name)["Environment"]["Variables"].items()
    }


def test_there_are_ten() -> None:
    functions = of_type(expanded(), "AWS::Lambda::Function")
    assert functions.keys() == {f"{name}Function" for name in HTTP | BACKGROUND}


@pytest.mark.parametrize("name", sorted(HTTP | BACKGROUND))
def test_runs_its_own_folder_on_the_chosen_runtime(name: str) -> None:
    folder = written()["Resources"][f"{name}Function"]["Properties"]["CodeUri"]
    said = environment(name)["POWERTOOLS_SERVICE_NAME"]
    assert folder == f"functions/{said}/"
    assert function(name)["Handler"] == "app.handler"
    assert function(name)["Runtime"] == f"python{(ROOT / '.python-version').read_text().strip()}"
    assert function(name)["TracingConfig"] == {"Mode": "Active"}


@pytest.mark.parametrize("name", sorted(HTTP | BACKGROUND))
def test_has_both_layers(name: str) -> None:
    layers = [layer["Ref"] for layer in function(name)["Layers"]]
    assert [layer[:-10] for layer in layers] == ["PillowLayer", "DarkroomLayer"]


@pytest.mark.parametrize("name", sorted(HTTP | BACKGROUND))
def test_is_told_every_setting_there_is(name: str) -> None:
    told = Recorded(environment(name))
    load_settings(told)
    expected = told.asked - OF_LOCAL_USE
    assert told.keys() & OF_SOME.keys() == {each for each, some in OF_SOME.items() if name in some}
    assert expected - OF_SOME.keys() <= told.keys()


@pytest.mark.parametrize("name", sorted(HTTP | BACKGROUND))
def test_is_told_nothing_but_settings(name: str) -> None:
    told = Recorded(environment(name))
    load_settings(told)
    assert {key for key in told if not key.startswith("POWERTOOLS_")} <= told.asked


def test_the_defaults_of_the_template_are_those_of_the_code() -> None:
    bare = {key: value for key, value in environment("Gallery").items() if value == "x"}
    assert load_settings(environment("Gallery")) == load_settings(bare)


@pytest.mark.parametrize("name", sorted(HTTP))
def test_answers_before_the_api_gives_up(name: str) -> None:
    assert function(name)["Timeout"] < API_LIMIT_SECONDS


@pytest.mark.parametrize("name", ["PresignedUpload", "Generation"])
def test_a_long_poll_fits_into_the_timeout(name: str) -> None:
    assert function(name)["Timeout"] >= LONG_POLL_SECONDS + 5


def test_the_worker_has_time_for_one_call_of_a_provider() -> None:
    assert function("Generate")["Timeout"] >= CALL_SECONDS + 60


@pytest.mark.parametrize("name", sorted(HTTP | BACKGROUND))
def test_ends_before_its_claim_on_a_row_does(name: str) -> None:
    assert function(name)["Timeout"] < CLAIM_LIFETIME.total_seconds()


def test_two_sweeps_never_overlap() -> None:
    (rule,) = of_type(expanded(), "AWS::Events::Rule").values()
    assert rule["ScheduleExpression"] == "rate(15 minutes)"
    assert function("Maintenance")["Timeout"] < 15 * 60


def test_a_failed_sweep_is_not_repeated_on_top_of_the_next() -> None:
    (config,) = of_type(expanded(), "AWS::Lambda::EventInvokeConfig").values()
    assert config["MaximumRetryAttempts"] == 0


def test_process_upload_has_one_virtual_cpu() -> None:
    assert function("ProcessUpload")["MemorySize"] == {"Ref": "ProcessMemory"}
    assert expanded()["Parameters"]["ProcessMemory"]["Default"] == 1769


@pytest.mark.parametrize("name", sorted(HTTP | BACKGROUND))
def test_writes_json_to_its_own_log_group_and_may_write_nowhere_else(name: str) -> None:
    assert function(name)["LoggingConfig"]["LogFormat"] == "JSON"
    assert function(name)["LoggingConfig"]["LogGroup"] == {"Ref": f"{name}Logs"}
    logs = statements(name)["Logs"]
    assert logs["Resource"] == {"Fn::GetAtt": [f"{name}Logs", "Arn"]}
    assert "logs:CreateLogGroup" not in logs["Action"]


@pytest.mark.parametrize("name", sorted(HTTP | BACKGROUND))
def test_has_a_role_of_its_own_with_its_own_words_only(name: str) -> None:
    assert function(name)["Role"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}
    role = of_type(expanded(), "AWS::IAM::Role")[f"{name}Role"]
    assert role["ManagedPolicyArns"] == [{"Ref": "TracePolicy"}]


def statements(name: str) -> dict[str, Any]:
    """What a function's role may do, by statement id."""
    role = of_type(expanded(), "AWS::IAM::Role")[f"{name}Role"]
    (policy,) = role["Policies"]
    return {statement["Sid"]: statement for statement in policy["PolicyDocument"]["Statement"]}


@pytest.mark.parametrize("name", sorted(HTTP | BACKGROUND))
def test_the_salt_is_random_where_none_is_given(name: str) -> None:
    salt = function(name)["Environment"]["Variables"]["SALT"]["Fn::If"]
    assert salt[:2] == ["HasSalt", {"Ref": "Salt"}]
    assert salt[2] == {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}
    assert expanded()["Parameters"]["Salt"]["NoEcho"] is True
