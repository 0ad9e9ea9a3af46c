"""A curator can see what an answer rests on."""

from __future__ import annotations

import pytest

from bot.__main__ import main
from bot.content.explain import UnknownTopicError, explain


def test_every_sentence_is_shown_with_its_facts(knowledge):
    shown = explain(knowledge, "trial_results")
    for sentence in (*knowledge.topics["trial_results"].short, *knowledge.topics["trial_results"].long):
        assert f"  {sentence.say}  [{', '.join(sentence.facts)}]" in shown.splitlines()


def test_every_fact_is_shown_once_with_its_sources_and_how_they_were_checked(knowledge):
    shown = explain(knowledge, "equivocal").splitlines()
    assert shown.count(f"  equivocal.next_test: {knowledge.facts['equivocal.next_test'].says}") == 1
    at = shown.index(f"  equivocal.next_test: {knowledge.facts['equivocal.next_test'].says}")
    assert shown[at + 1 : at + 6] == [
        "    calculated, checked 2026-01-10",
        "    Guide of the example laboratory. Example Press, 2024; table 2. https://example.org/lab-guide",
        "      full text read, 2026-01-10",
        "      differs: The article gives another cut-off. The guide is followed.",
        "    Rules of this guide. This project, 2026; wording. https://example.org/rules",
    ]


def test_variants_and_populations_are_shown(knowledge):
    shown = explain(knowledge, "trial_results")
    assert "Short when region = uk:" in shown
    assert "Long when category = equivocal, region = us:" in shown
    assert "Short when category = equivocal" not in shown
    assert "(of: NORTH-01, IHC 3+, 5.4 mg/kg)" in shown


def test_the_review_status_is_shown(knowledge):
    assert explain(knowledge, "trial_results").splitlines()[1] == "Review: signed"


def test_an_unknown_topic_names_the_nearest(knowledge):
    with pytest.raises(UnknownTopicError, match=r"no topic 'equivocl'\. Near: equivocal\."):
        explain(knowledge, "equivocl")
    with pytest.raises(UnknownTopicError, match="see knowledge/topics/"):
        explain(knowledge, "zzz")


def test_the_command_explains_a_topic_or_fails_with_one_sentence(desk, capsys):
    assert main(["explain", "equivocal", "--knowledge", str(desk.root)]) == 0
    assert capsys.readouterr().out.startswith("What does an equivocal result mean?\n")
    assert main(["explain", "equivocl", "--knowledge", str(desk.root)]) == 1
    assert capsys.readouterr().err == "There is no topic 'equivocl'. Near: equivocal.\n"


def test_the_build_command_says_whether_it_built(desk, tmp_path, capsys):
    command = ["build", "--knowledge", str(desk.root), "--store", str(tmp_path / "new.db")]
    assert main(command) == 0
    assert capsys.readouterr().out == "Knowledge store built: 3 topics, 10 facts.\n"
    assert main(command) == 0
    assert capsys.readouterr().out == "Knowledge store is up to date: 3 topics, 10 facts.\n"


def test_the_build_command_lists_what_is_wrong_and_builds_nothing(desk, tmp_path, capsys):
    desk.append("spelling.yml", "broken: [\n")
    assert main(["build", "--knowledge", str(desk.root), "--store", str(tmp_path / "new.db")]) == 1
    assert capsys.readouterr().err.startswith("knowledge/spelling.yml:5: is not valid YAML")
    assert not (tmp_path / "new.db").exists()
