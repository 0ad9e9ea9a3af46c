"""The one clinic of a deployment is read from clinic.yml, and everything wrong in it is named with its line."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.clinic import Clinic, Limits, Phone, is_loopback, read_clinic
from bot.content.load import ContentError
from bot.paths import ROOT

FULL = """\
name: Riverside
region: uk
language: en
phones:
  team:
    number: "555-0100"
    hours: Monday to Friday
  out_of_hours: {number: "555-0111"}
lines:
  emergency: "999"
  crisis: 116 123 (free)
  poison: NHS 111
allowed_origins:
  - https://riverside.example
features:
  survival_figures: false
maintenance: We update this guide on Monday.
limits:
  sessions: 50
  idle_minutes: 30
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "clinic.yml"
        path.write_text(text, "utf-8")
        return path

    return write


def errors(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(ContentError) as raised:
        read_clinic(path)
    assert all(p.file == "clinic.yml" and "clinic.example.yml" in p.do for p in raised.value.problems)
    return [(p.line, p.what) for p in raised.value.problems]


def test_a_missing_file_means_no_clinic(tmp_path):
    assert read_clinic(tmp_path / "clinic.yml") == Clinic()


def test_without_a_clinic_every_feature_is_on():
    assert Clinic().enabled("survival_figures")


def test_a_whole_file_is_read(write):
    assert read_clinic(write(FULL)) == Clinic(
        name="Riverside",
        region="uk",
        language="en",
        team=Phone("555-0100", "Monday to Friday"),
        out_of_hours=Phone("555-0111"),
        emergency="999",
        crisis="116 123 (free)",
        poison="NHS 111",
        allowed_origins=("https://riverside.example",),
        features={"survival_figures": False},
        maintenance="We update this guide on Monday.",
        limits=Limits(sessions=50, idle_minutes=30),
    )


def test_the_limits_of_the_example_are_those_without_one():
    example = (ROOT / "clinic.example.yml").read_text("utf-8")
    shown = dict(re.findall(r"^#   (\w+): (\d+)", example, re.M))
    assert {name: int(value) for name, value in shown.items()} == asdict(Limits())


def test_a_feature_is_off_only_where_the_file_says_so(write):
    clinic = read_clinic(write(FULL))
    assert not clinic.enabled("survival_figures")
    assert clinic.enabled("anything_else")


def test_a_name_and_a_region_are_enough(write):
    assert read_clinic(write("name: Riverside\nregion: us\n")) == Clinic(name="Riverside", region="us")


def test_the_example_is_a_valid_clinic_that_may_be_public():
    clinic = read_clinic(ROOT / "clinic.example.yml")
    assert clinic.name
    assert clinic.missing_for_public() == []


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("name: Riverside", "name: R", 1, "name: 'R' is too short"),
        ("region: uk", "region: mars", 2, "region: 'mars' is not one of"),
        ("language: en", "language: fr", 3, "language: 'fr' is not one of"),
        ('number: "555-0100"', "number: 5550100", 6, "phones.team.number: 5550100 is not of type 'string'"),
        ('number: "555-0100"', "number: call us", 6, "phones.team.number: 'call us' does not match"),
        ("hours: Monday to Friday", "hours: ''", 7, "phones.team.hours: ''"),
        ('{number: "555-0111"}', "{hours: nights}", 8, "phones.out_of_hours: 'number' is a required property"),
        ('emergency: "999"', "emergency: 999", 10, "lines.emergency: 999 is not of type 'string'"),
        ("crisis: 116 123 (free)", "crisis: the usual one", 11, "lines.crisis: 'the usual one' does not match"),
        ("- https://riverside.example", "- https://*.example", 14, "allowed_origins.0: 'https://*.example' does not"),
        ("- https://riverside.example", "- https://riverside.example/", 14, "allowed_origins.0: "),
        ("survival_figures: false", "survival_figures: maybe", 16, "features.survival_figures: 'maybe' is not of type"),
        ("maintenance: We update this guide on Monday.", "maintenance: true", 17, "maintenance: True is not of type"),
        ("sessions: 50", "sessions: 0", 19, "limits.sessions: 0 is less than the minimum"),
        ("sessions: 50", "sessions: many", 19, "limits.sessions: 'many' is not of type"),
        ("idle_minutes: 30", "idle_minutes: half", 20, "limits.idle_minutes: 'half' is not of type"),
    ],
)
def test_an_error_is_named_with_its_line(write, old, new, line, what):
    assert FULL.count(old) == 1
    found = errors(write(FULL.replace(old, new)))
    assert [n for n, _ in found] == [line]
    assert found[0][1].startswith(what)


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("region: uk\n", "", 1, "region"),
        ("name: Riverside\n", "", 1, "name"),
        ("language: en", "langauge: en", 3, "langauge"),
        ("  emergency:", "  emergancy:", 10, "emergancy"),
        ("  survival_figures:", "  survival_figure:", 16, "survival_figure"),
        ("  idle_minutes:", "  idle_minute:", 20, "idle_minute"),
    ],
)
def test_a_missing_or_misspelt_key_is_named_with_its_line(write, old, new, line, key):
    found = errors(write(FULL.replace(old, new)))
    assert [n for n, _ in found] == [line]
    assert f"'{key}'" in found[0][1]


def test_all_errors_are_listed_at_once_by_line(write):
    text = FULL.replace("region: uk", "region: mars").replace('"999"', "999").replace("false", "maybe")
    assert [line for line, _ in errors(write(text))] == [2, 10, 16]


@pytest.mark.parametrize("text", ["", "just words\n", "- a list\n"])
def test_a_file_that_is_no_mapping_is_named(write, text):
    found = errors(write(text))
    assert found[0][0] == 1
    assert found[0][1].startswith("the file: ")


def test_invalid_yaml_is_named_with_its_line(write):
    with pytest.raises(ContentError, match=r"clinic\.yml:3: is not valid YAML"):
        read_clinic(write("name: Riverside\nallowed_origins: [a\nregion: uk\n"))


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    (tmp_path / "clinic.yml").write_bytes("name: Hôpital\nregion: ca\n".encode("latin-1"))
    with pytest.raises(ContentError, match="is not UTF-8 text"):
        read_clinic(tmp_path / "clinic.yml")


def test_a_public_server_needs_contact_emergency_and_crisis_lines():
    assert Clinic().missing_for_public() == ["phones.team", "lines.emergency", "lines.crisis"]


@pytest.mark.parametrize(
    ("cut", "missing"),
    [
        ('  team:\n    number: "555-0100"\n    hours: Monday to Friday\n', ["phones.team"]),
        ('  emergency: "999"\n', ["lines.emergency"]),
        ("  crisis: 116 123 (free)\n", ["lines.crisis"]),
        ("  poison: NHS 111\n", []),
        ('  out_of_hours: {number: "555-0111"}\n', []),
    ],
)
def test_a_public_server_names_the_line_that_is_missing(write, cut, missing):
    assert FULL.count(cut) == 1
    assert read_clinic(write(FULL.replace(cut, ""))).missing_for_public() == missing


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "::1"])
def test_a_loopback_address_is_reached_from_this_machine_only(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "example.org", "", "localhost.evil.org"])
def test_any_other_address_is_not_loopback(host):
    assert not is_loopback(host)
