"""Prove the knowledge right before a patient reads it: each module here holds the checks of one kind."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Iterable, Iterator

from bot.content.checks.context import Context
from bot.content.checks.phrasings import check_phrasings
from bot.content.checks.proof import check_sentences
from bot.content.checks.references import check_references
from bot.content.checks.release import check_release
from bot.content.checks.wording import check_wording
from bot.content.load import ContentError, Folder, Problem, load_what_fits
from bot.content.mentions import Vocabulary
from bot.interpreter.load import load_what_fits as load_tables_that_fit

CHECKS: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    check_references,
    check_sentences,
    check_wording,
    check_phrasings,
)


def check(root: Path, phrasings: Path, release: bool = False) -> list[Problem]:
    """Run every check and list every problem at once.

    Args:
        root: the knowledge folder.
        phrasings: the folder with one file of training phrasings for each topic (data/nlu/ask).
        release: also refuse what may be drafted but not published.
    """
    knowledge, problems = load_what_fits(root)
    try:
        vocabulary = Vocabulary.read(root)
    except ContentError as error:
        problems, vocabulary = [*problems, *error.problems], Vocabulary({})
    tables, found = load_tables_that_fit(root) if knowledge.decisions else (None, [])
    problems = [*problems, *found]
    context = Context(Folder(root), knowledge, vocabulary, phrasings, tables)
    checks: Iterable[Callable[[Context], Iterator[Problem]]] = (*CHECKS, check_release) if release else CHECKS
    return sorted({*problems, *(problem for run in checks for problem in run(context))})
