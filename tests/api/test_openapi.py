"""The running server does what its OpenAPI document says, also when it is asked what no client would ask.

Needs schemathesis, which needs newer packages than Rasa allows: `make test-system` runs it in its own environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterator

import pytest
import schemathesis
from hypothesis import settings
from ruamel.yaml import YAML
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.model.http_client import free_port, request, start, wait_for

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("HER2_PYTHON", str(ROOT / ".venv" / "bin" / "python"))
CLINIC = """\
name: Riverside
region: us
limits: {requests_per_minute_per_session: 6000, requests_per_minute_per_address: 60000, sessions: 100000}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    clinic = tmp_path_factory.mktemp("clinic") / "clinic.yml"
    clinic.write_text(CLINIC, "utf-8")
    url = f"http://127.0.0.1:{(port := free_port())}"
    server = start(PYTHON, "-m", "bot", "serve", "--port", str(port), HER2_CLINIC=str(clinic))
    try:
        wait_for(f"{url}/api/health/ready", server)
        yield url
    finally:
        server.terminate()
        said, _ = server.communicate(timeout=30)
    assert "failed" not in said, said
    assert "Traceback" not in said, said


def begin(base: str) -> str:
    return str(request(f"{base}/api/sessions", {}).json["token"])


DOCUMENT = ROOT / "bot" / "channels" / "web" / "openapi.yml"
api = schemathesis.openapi.from_path(str(DOCUMENT))


@api.parametrize()
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_server_does_what_its_description_says(case: Any, base: str) -> None:
    # a button that was never offered is refused, though the description cannot say which those are
    headers = {"Authorization": f"Bearer {begin(base)}"}
    case.call_and_validate(base, headers=headers, excluded_checks=[positive_data_acceptance], timeout=60)


@api.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True)
def test_without_a_session_nothing_is_given_away(case: Any, base: str) -> None:
    response = case.call(base, headers={"Authorization": "Bearer none.none"}, timeout=60)
    case.validate_response(response, excluded_checks=[positive_data_acceptance])
    if case.operation.definition.raw.get("security"):
        assert response.status_code not in (200, 201)


def test_the_document_that_is_served_is_the_one_tested(base: str) -> None:
    assert request(f"{base}/openapi.json").json == YAML(typ="safe", pure=True).load(DOCUMENT)
