"""The questions inside a message are found in order; a message that asks one thing is left whole."""

from __future__ import annotations

import pytest

from bot.understanding.split import MOST, asks, questions

TABLE = {
    "what is her2": [],
    "What is HER2?": [],
    "tell me about ihc and ish": [],
    "is it positive or negative": [],
    "I am worried about my result": [],
    "": [],
    "What is HER2? Is it inherited?": ["What is HER2?", "Is it inherited?"],
    "what is her2 and is it inherited": ["what is her2", "is it inherited"],
    "what is her2, and is it inherited": ["what is her2", "is it inherited"],
    "what is her2, how is it tested": ["what is her2", "how is it tested"],
    "what is her2 and also does it run in families": ["what is her2", "also does it run in families"],
    "what is her2; can it change": ["what is her2", "can it change"],
    "what is her2\nwhy test it": ["what is her2", "why test it"],
    "what is her2?is it inherited?": ["what is her2?", "is it inherited?"],
    "My dad has bowel cancer. Can I get it too?": ["Can I get it too?"],
    "Hello! I am new here. What is HER2? Thanks.": ["What is HER2?"],
    "my score is 2+? the nurse said so.": ["my score is 2+?"],
    "So what now? Tell me about ISH.": ["Tell me about ISH."],
    "explain ihc. whats ish": ["explain ihc.", "whats ish"],
    "My result came. It was 2+.": [],
    "why? what is her2?": ["what is her2?"],
    "it was 5.6 in the report, what is that": ["what is that"],
}


@pytest.mark.parametrize(("text", "asked"), TABLE.items(), ids=range(len(TABLE)))
def test_the_questions_of_a_message(text, asked):
    assert questions(text) == asked


def test_at_most_three_questions_are_taken():
    text = "What is it? Why test it? How is it done? When is it done?"
    assert questions(text) == ["What is it?", "Why test it?", "How is it done?"]
    assert len(questions(text)) == MOST


@pytest.mark.parametrize(
    "text", ["what is it", "is it bad", "and what now", "tell me about it", "it is bad?", "Whats it"]
)
def test_a_text_that_asks_is_recognised(text):
    assert asks(text)


@pytest.mark.parametrize("text", ["it is bad", "I stopped my tablets", "", "my test was what they feared"])
def test_a_text_that_only_tells_is_not_taken_for_a_question(text):
    assert not asks(text)
