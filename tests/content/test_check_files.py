"""What cannot be read or does not fit its schema is named with file and line; everything wrong is listed at once."""

from __future__ import annotations

import pytest

from bot.__main__ import main
from bot.content.load import ContentError, load_knowledge, read_yaml


def test_invalid_yaml_is_found_at_its_line(desk):
    desk.replace("spelling.yml", "2+: [2 plus, two plus]", "2+: [2 plus, two plus")
    desk.finds_only("is not valid YAML", "spelling.yml", "equivocal:")


def test_a_key_written_twice_is_found(desk):
    desk.append("spelling.yml", "her2: [herr2]\n")
    desk.finds_only("is not valid YAML", "spelling.yml", "her2: [herr2]")


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "2026-02-28 25:00:00"])
def test_a_day_that_no_calendar_has_is_found_at_its_line(desk, day):
    desk.append("spelling.yml", f"day: {day}\n")
    desk.finds_only("is not valid YAML: no such date", "spelling.yml", "day:")


def test_a_file_that_is_not_utf8_is_found(desk):
    desk.path("spelling.yml").write_bytes("her2: [hér2]\n".encode("latin-1"))
    found = desk.problems()
    assert [(p.file, p.line, p.what) for p in found] == [("knowledge/spelling.yml", 1, "is not UTF-8 text")]


def test_a_vocabulary_that_is_not_valid_is_found_beside_other_problems(desk):
    desk.write("vocabulary.yml", "drug: [a\n")
    desk.replace("sources/lab_guide.yml", "https:", "http:")
    found = desk.problems()
    broken = [p.what for p in found if p.file.endswith("knowledge/vocabulary.yml")]
    assert len(broken) == 1
    assert broken[0].startswith("is not valid YAML")
    assert any(p.what.startswith("link is not https") for p in found)


def test_a_missing_file_is_found(desk):
    desk.path("house.yml").unlink()
    first = next(p for p in desk.problems() if p.file == "knowledge/house.yml")
    assert first.what.startswith("cannot be read")
    assert first.do == "create the file"


@pytest.mark.parametrize(
    ("file", "old", "new", "near", "what"),
    [
        ("glossary/ish.yml", "[lab_guide, our_rules]", "lab_guide", "sources:", "'lab_guide' is not of type 'array'"),
        ("glossary/ish.yml", "term: ISH", "term: ISH\ncolour: red", "", "'colour' was unexpected"),
        ("glossary/ish.yml", "{status: draft}", "{status: perfect}", "review:", "'perfect' is not one of"),
        ("glossary/ish.yml", "term: ISH\n", "", "", "'term' is a required property"),
        ("house.yml", "confidence: seen", "confidence: sure", "confidence:", "'sure' is not one of"),
        ("house.yml", "2026-02-01", "1 Feb", "checked_on:", "does not match"),
        ("spelling.yml", "[equivicol]", "equivicol", "equivocal:", "is not of type 'array'"),
        ("safety/_words.yml", "spelling:", "speling:", "", "'speling' was unexpected"),
    ],
)
def test_an_entry_that_does_not_fit_its_schema_is_found(desk, file, old, new, near, what):
    desk.replace(file, old, new)
    line = desk.line(file, near) if near else 1
    found = [p for p in desk.problems() if p.file == f"knowledge/{file}" and what in p.what]
    assert [p.line for p in found] == [line]
    assert found[0].do.startswith("see knowledge/schema/")


@pytest.mark.parametrize(
    ("old", "new", "near", "what"),
    [
        ("related: [trial_results, survival_numbers]", "related: [trial_results]", "related:", "is too short"),
        ("title: What does an equivocal result mean?", "title: Equivocal", "title:", "does not match"),
        ("button: Equivocal result", f"button: {'x' * 33}", "button:", "is too long"),
        ("group: results", "group: misc", "group:", "'misc' is not one of"),
        ("    facts: [house.ask_team]", "    facts: []", "Your care team", "[]"),
        ("ask_team:\n  - When is the second test due?\n", "ask_team: []\n", "ask_team:", "[]"),
    ],
)
def test_a_topic_that_does_not_fit_its_schema_is_found(desk, old, new, near, what):
    desk.replace("topics/equivocal.yml", old, new)
    shown = [p for p in desk.problems() if p.do == "see knowledge/schema/topics.json"]
    assert [p.file for p in shown] == ["knowledge/topics/equivocal.yml"]
    assert what in shown[0].what
    assert desk.line("topics/equivocal.yml", near) in (shown[0].line, shown[0].line - 1)


def test_a_name_that_begins_with_an_underscore_is_no_entry(desk):
    desk.write("topics/_draft.yml", "this: [is, no, topic]\n")
    desk.finds_nothing()


def test_a_bare_no_stays_a_word(tmp_path):
    (tmp_path / "words.yml").write_text("no: [yes, off]\nday: 2026-11-22\n", "utf-8")
    assert read_yaml(tmp_path / "words.yml") == {"no": ["yes", "off"], "day": "2026-11-22"}


def test_all_problems_are_listed_at_once_in_the_order_of_files_and_lines(desk):
    desk.replace("topics/equivocal.yml", "{id: lab_guide, at: table 1}", "{id: lab_gide, at: table 1}")
    desk.replace("topics/equivocal.yml", "Labs quote 3 to 5 days", "You should take 3 to 6 weeks")
    desk.replace("topics/trial_results.yml", "30 of 64 people with IHC 3+, but", "30 of 64 people with IHC 2+, but")
    desk.replace("sources/lab_guide.yml", "https:", "http:")
    desk.replace("glossary/ish.yml", "review: {status: draft}\n", "")
    desk.append("spelling.yml", "broken: [\n")
    desk.write("ask/ghost.yml", "nlu:\n- intent: ask/ghost\n  examples: |\n    - boo\n")
    found = desk.problems()
    assert found == sorted(found)
    seen = "\n".join(map(str, found))
    for what in (
        "unknown source 'lab_gide'",
        'advice wording "You should take"',
        "figure '3 week' stands in none of its facts",
        "figure '6 week' stands in none of its facts",
        "figure '30' is tied to 2+ here",
        "link is not https",
        "review record is missing",
        "is not valid YAML",
        "phrasings for 'ghost'",
    ):
        assert what in seen, f"{what} is not listed in:\n{seen}"
    assert len(found) >= 9


def test_loading_raises_everything_that_does_not_fit(desk):
    desk.append("spelling.yml", "broken: [\n")
    desk.replace("glossary/ish.yml", "{status: draft}", "{status: perfect}")
    desk.replace("topics/equivocal.yml", "group: results", "group: misc")
    with pytest.raises(ContentError) as raised:
        desk.load()
    assert [p.file for p in raised.value.problems] == [
        "knowledge/glossary/ish.yml",
        "knowledge/spelling.yml",
        "knowledge/topics/equivocal.yml",
    ]
    assert str(raised.value).count("\n") == 2


def test_loading_gives_short_fact_names_their_owner(desk):
    knowledge = load_knowledge(desk.root)
    assert knowledge.topics["equivocal"].short[0].facts == ("equivocal.in_between",)
    assert knowledge.topics["equivocal"].long[1].facts == ("house.ask_team",)
    assert knowledge.safety["breathing"].reply[0].facts == ("safety.breathing.call_first",)


def test_an_unverified_fact_may_stand_in_a_draft_but_not_in_a_release(desk):
    desk.finds_nothing()
    what = "rests on the unverified fact 'survival_numbers.south_months'"
    desk.finds_only(what, "topics/survival_numbers.yml", "- say: In SOUTH-02", release=True)


def test_a_release_without_unverified_facts_passes(desk):
    desk.replace("topics/survival_numbers.yml", "confidence: unverified", "confidence: seen")
    assert desk.problems(release=True) == []


def test_the_command_prints_every_problem_and_exits_with_one(desk, monkeypatch, capsys):
    monkeypatch.setattr("bot.__main__.PHRASINGS", desk.phrasings)
    desk.replace("sources/lab_guide.yml", "https:", "http:")
    desk.replace("glossary/ish.yml", "review: {status: draft}\n", "")
    assert main(["check", "--knowledge", str(desk.root)]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[0].startswith("knowledge/glossary/ish.yml:1: review record is missing -> ")
    assert out.splitlines()[1].startswith("knowledge/sources/lab_guide.yml:5: link is not https")
    assert err == "2 problem(s) found.\n"


def test_the_command_exits_with_zero_when_all_is_well(desk, monkeypatch, capsys):
    monkeypatch.setattr("bot.__main__.PHRASINGS", desk.phrasings)
    assert main(["check", "--knowledge", str(desk.root)]) == 0
    assert "no problem found" in capsys.readouterr().out
    assert main(["check", "--release", "--knowledge", str(desk.root)]) == 1
