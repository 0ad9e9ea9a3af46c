"""Turns pasted report text into values, each with the place it was read from. It never guesses and never raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

from bot.interpreter.report.about import read_about
from bot.interpreter.report.ages import find_ages
from bot.interpreter.report.assemble import choose
from bot.interpreter.report.caution import mark_what_is_no_result
from bot.interpreter.report.changes import read_changes
from bot.interpreter.report.gene_calls import read_gene_calls
from bot.interpreter.report.gene_copies import read_gene_copies
from bot.interpreter.report.layout import lay_out
from bot.interpreter.report.normalise import plain
from bot.interpreter.report.repair import read_repair
from bot.interpreter.report.scores import read_scores
from bot.interpreter.report.staining import read_staining
from bot.interpreter.report.subject import find_subjects
from bot.interpreter.report.tables import with_headings
from bot.interpreter.report.tokens import tokens
from bot.interpreter.values import ReportedResult

_FAMILIES = (
    read_about,
    read_scores,
    read_staining,
    read_gene_copies,
    read_gene_calls,
    read_changes,
    read_repair,
)
_COUNTED = ("ratio", "copies", "cep17")


@dataclass(frozen=True)
class Unclear:
    """Something seen in a report but not used: its words, the field it would fill, why, and where it stands."""

    words: str
    field: str
    why: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Reading:
    """What was read from a text.

    `spans` holds, for each field of `result` that has a value, the characters of the original text it was read from.
    """

    result: ReportedResult
    spans: Mapping[str, tuple[int, int]]
    unclear: tuple[Unclear, ...] = ()


def read_report(text: str) -> Reading:
    """Read a report, or one line of chat, into values.

    Args:
        text: any text, as it was pasted or typed.
    """
    page = plain(text)
    found = with_headings(tokens(page))
    lay_out(page, found)
    find_subjects(found)
    find_ages(found)
    mark_what_is_no_result(found)
    families = [family(found) for family in _FAMILIES]
    chosen = choose(
        [f for family in families for f in family.findings], [d for family in families for d in family.doubts]
    )
    unclear = tuple(
        Unclear(page.quote(d.first.start, d.last.end), d.field, d.why, page.span(d.first.start, d.last.end))
        for d in chosen.doubts
    )
    result = ReportedResult(
        **chosen.values,
        unclear=tuple(f"{u.words} ({u.why})" for u in unclear),
        decimals={field: n for field, n in chosen.decimals.items() if field in _COUNTED},
    )
    return Reading(result, {field: page.span(t.start, t.end) for field, t in chosen.tokens.items()}, unclear)
