"""A message that is about another cancer is noticed."""

from __future__ import annotations

import pytest

from bot.understanding.cancers import Cancers

CANCERS = Cancers({"bowel": ["bowel", "colon*", "crc"], "other": ["breast", "stomach cancer", "oesophag*"]})


@pytest.mark.parametrize(
    "text", ["HER2 in breast cancer", "BREAST", "is stomach  cancer the same", "oesophageal cancer", "in the breast?"]
)
def test_another_cancer_is_noticed(text):
    assert CANCERS.only_other(text)


@pytest.mark.parametrize(
    "text",
    ["HER2 in bowel cancer", "breast or colon?", "breast cancer and colonic cancer", "my stomach hurts", "abreast", ""],
)
def test_a_message_that_names_bowel_cancer_or_none_is_not(text):
    assert not CANCERS.only_other(text)


def test_without_names_nothing_is_noticed():
    assert not Cancers({}).only_other("breast cancer")
