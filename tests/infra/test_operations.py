"""The operator's manual knows every parameter, output and alarm, and no others."""

from __future__ import annotations

import re

from tests.infra.expansion import ROOT, expanded, of_type, written

MANUAL = (ROOT / "docs" / "operations.md").read_text()


def chapter(title: str) -> str:
    """What is under one heading."""
    return MANUAL.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_column(text: str) -> set[str]:
    """The names in code in the first cell of each row of a chapter's table."""
    rows = (line.split("|")[1] for line in text.splitlines() if line.startswith("| "))
    return {name for cell in rows for name in re.findall(r"`(\w+)`", cell)}


def test_it_explains_every_parameter() -> None:
    assert first_column(chapter("Parameters")) == set(written()["Parameters"])


def test_it_states_the_defaults() -> None:
    for name, parameter in written()["Parameters"].items():
        if isinstance(parameter.get("Default"), int):
            assert f"| `{name}` | {parameter['Default']} |" in MANUAL


def test_it_names_every_output() -> None:
    assert set(re.findall(r"`(\w+)`", chapter("Outputs"))) == set(written()["Outputs"])


def test_it_says_what_to_do_about_every_alarm() -> None:
    alarms = of_type(expanded(), "AWS::CloudWatch::Alarm")
    assert first_column(chapter("Alarms")) == set(alarms)


def test_it_counts_the_alarms_it_puts_a_price_on() -> None:
    alarms = of_type(expanded(), "AWS::CloudWatch::Alarm").values()
    metrics = [query for alarm in alarms for query in alarm.get("Metrics", [alarm])]
    billed = sum("Expression" not in query for query in metrics)
    assert f"{billed} metrics in {len(alarms)} alarms" in chapter("What it costs while idle")
