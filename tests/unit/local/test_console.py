"""The page at `/` of the local system, as a browser gets it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from infra.local.console import console_pages, local_policy, page_headers
from infra.local.gateway import Gateway
from infra.local.stack import Site
from infra.local.template import load_stack

SITE = Site("http://127.0.0.1:8000", "http://127.0.0.1:8001", "http://127.0.0.1:8002", name="ours")
OURS = load_stack(Path(__file__).parents[3] / "template.yaml", SITE)


class Visitor:
    """A browser at the system's own address."""

    def __init__(self, folder: Path) -> None:
        pages = console_pages(OURS, folder, {"API": SITE.api_url})
        self._client = Client(Gateway(OURS, {}, None, pages, log=lambda _: None))

    def __call__(self, path: str, method: str = "GET", base: str = SITE.api_url) -> TestResponse:
        return self._client.open(path, method=method, base_url=base)


@pytest.fixture
def visit(tmp_path: Path) -> Visitor:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>the page")
    (tmp_path / "secret.html").write_text("not of the page")
    (tmp_path / "assets" / "index-4XbsYl45.js").write_text("script")
    (tmp_path / "assets" / "icon-CXdGcBbF.svg").write_text("<svg/>")
    return Visitor(tmp_path)


def policy() -> dict[str, list[str]]:
    """The sources of each directive of the page's Content-Security-Policy."""
    directives = page_headers(OURS)["Content-Security-Policy"].split(";")
    return {name: sources for name, *sources in (each.split() for each in directives)}


@pytest.mark.parametrize("path", ["/", "/index.html", "/?code=c&state=s"])
def test_the_page_is_asked_for_again_every_time(visit: Visitor, path: str) -> None:
    answer = visit(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "the page" in answer.text


@pytest.mark.parametrize(
    ("name", "kind"),
    [("index-4XbsYl45.js", "text/javascript"), ("icon-CXdGcBbF.svg", "image/svg+xml")],
)
def test_hashed_files_are_kept_for_ever(visit: Visitor, name: str, kind: str) -> None:
    answer = visit(f"/assets/{name}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/assets/gone.js", "/assets/..%2Findex.html", "/assets/%2e%2e/x"])
def test_shows_no_other_file(visit: Visitor, path: str) -> None:
    assert visit(path).status_code == 404


def test_only_shows(visit: Visitor) -> None:
    answer = visit("/", method="POST")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/assets/index-4XbsYl45.js", "/assets/gone.js"])
def test_every_answer_carries_the_templates_headers(visit: Visitor, path: str) -> None:
    headers = visit(path).headers
    assert page_headers(OURS).items() <= dict(headers).items()
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=(self)")


def test_the_page_is_told_of_this_run(visit: Visitor) -> None:
    answer = visit("/config.json")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.json == {
        "api": "",
        "issuer": SITE.api_url,
        "client_id": "darkroom-console",
        "scope": "openid profile",
        "extra": {"audience": "darkroom"},
        "max_file_size": 10485760,
        "types": ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"],
        "makes": "procedural",
        "hears": "pocketsphinx",
    }


def test_whoever_says_localhost_is_sent_where_tokens_and_policy_are_for(visit: Visitor) -> None:
    answer = visit("/", base="http://localhost:8000")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{SITE.api_url}/")


def test_a_page_that_is_not_built_says_what_to_do(tmp_path: Path) -> None:
    answer = Visitor(tmp_path)("/")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "make console" in answer.text
    assert f'<a href="{SITE.api_url}">' in answer.text


def test_a_page_that_is_built_meanwhile_is_shown(tmp_path: Path) -> None:
    visit = Visitor(tmp_path)
    visit("/")
    (tmp_path / "index.html").write_text("the page")
    assert visit("/").text == "the page"


def test_the_policy_names_the_places_of_this_machine() -> None:
    found = policy()
    assert found["default-src"] == found["base-uri"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == ["'self'"]
    assert found["img-src"] == ["'self'", "blob:", "data:", SITE.aws_url, SITE.cdn_url]
    assert found["connect-src"] == ["'self'", SITE.api_url, SITE.aws_url, SITE.cdn_url]


def test_nothing_of_the_policy_is_left_in_aws() -> None:
    text = page_headers(OURS)["Content-Security-Policy"]
    assert "amazonaws" not in text
    assert "https:" not in text


def test_what_a_policy_says_of_others_stays() -> None:
    policy = "connect-src 'self' https://auth.example; form-action 'none'"
    assert local_policy(policy, OURS) == (
        f"connect-src 'self' https://auth.example {SITE.cdn_url}; form-action 'none'"
    )


def test_without_a_distribution_there_are_no_headers() -> None:
    assert page_headers(replace(OURS, distributions=())) == {}


def test_the_page_may_call_and_upload_from_where_it_is_served() -> None:
    assert OURS.api.cors is not None
    assert SITE.api_url in OURS.api.cors.origins
    rules = {bucket.logical_id: bucket.cors for bucket in OURS.buckets}
    assert SITE.api_url in rules["UploadsBucket"][0].origins
    assert SITE.api_url in rules["PrivateBucket"][0].origins
    assert rules["ConsoleBucket"] == rules["PublicBucket"] == ()
