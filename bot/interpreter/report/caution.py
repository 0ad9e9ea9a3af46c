"""Marks what only looks like a result: legends, questions, suppositions, general statements, control tissue."""

from __future__ import annotations

from typing import Sequence

from bot.interpreter.report.layout import lines, sentences
from bot.interpreter.report.tokens import Token

_RESULT_WORDS = ("call", "intensity", "status")
_MEASURES = ("number", "percent", "score", "range")
_LEADS_TO_LIMIT = ("filler", "sign", "compare", "open", "join", "call")
_QUESTION_STARTS = frozenset(
    [
        "is",
        "are",
        "does",
        "do",
        "can",
        "could",
        "will",
        "would",
        "why",
        "how",
        "what",
        "whats",
        "which",
        "should",
        "was",
        "did",
        "when",
        "who",
    ]
)


def mark_what_is_no_result(found: Sequence[Token]) -> None:
    """Set `skip` on the tokens that no value may be read from.

    Args:
        found: tokens with layout and subject; they are filled in.
    """
    for token in found:
        if token.section in ("legend", "method"):
            token.skip = token.skip or token.section
    for sentence in sentences(found):
        _limits(sentence)
        _legend(sentence)
        _supposed(sentence)
        _question(sentence)
        _general(sentence)
        _controls(sentence)
    _legend_lines(list(lines(found)))


def _skip(tokens: Sequence[Token], why: str) -> None:
    for token in tokens:
        token.skip = token.skip or why


def scores_in(token: Token) -> frozenset[str]:
    """Return the scores a token names: "0/1+" names two.

    Args:
        token: any token.
    """
    digits = {c for c in token.text if c in "0123"}
    if token.kind == "scale":
        return frozenset("0123")
    return frozenset(digits) if token.kind == "score" else frozenset()


def _limits(sentence: Sequence[Token]) -> None:
    """Skip numbers that only draw a line: "cut-off 2.0", "2.0 or more is amplified"."""
    for n, token in enumerate(sentence):
        if token.kind == "cutoff":
            following = n + 1
            while following < len(sentence) and sentence[following].kind in _LEADS_TO_LIMIT:
                following += 1
            _skip([t for t in sentence[following : following + 1] if t.kind in _MEASURES], "legend")
            _skip([t for t in sentence[max(0, n - 1) : n] if t.kind in _MEASURES], "legend")
        elif token.kind == "call" and n + 2 < len(sentence) and sentence[n + 1].text == "=":
            limited = any(t.kind == "compare" for t in sentence[n + 2 :])
            named = any(t.kind in ("marker", "assay") for t in sentence[:n])
            if scores_in(sentence[n + 2]) and limited and not named:
                _skip(sentence[n:], "legend")  # "Positive = 3+ in >=50% of cells"
        elif token.kind == "compare" and token.text.startswith("or "):
            verdict = n + 1
            while verdict < len(sentence) and sentence[verdict].text in ("is", "are", "=", ":", "considered", "not"):
                verdict += 1
            if verdict < len(sentence) and sentence[verdict].kind in ("call", "noun"):
                _skip(sentence[max(0, n - 1) : verdict + 1], "legend")


def _legend(sentence: Sequence[Token]) -> None:
    """Skip lists of what each score means: three scores and two results or more, or "0/1+ = negative, 2+ = ..."."""
    depth, starts = 0, [0]
    for n, token in enumerate(sentence):
        if token.kind == "open":
            depth += 1
            starts.append(n)
        if token.kind == "close" and depth:
            depth -= 1
            _legend_part(sentence[starts.pop() : n + 1])
    _legend_part(sentence)


def _legend_part(part: Sequence[Token]) -> None:
    live = [t for t in part if not t.skip]
    named = [n for n, t in enumerate(live) if scores_in(t) or _bare_score(live, n)]
    scores = {s for n in named for s in (scores_in(live[n]) or live[n].text)}
    calls = {t.value for t in live if t.kind in _RESULT_WORDS}
    equals = sum(1 for n in named if any(t.text == "=" for t in live[n + 1 : n + 3]))
    limits = [n for n, t in enumerate(live) if t.kind == "compare" and _followed_by_result(live, n)]
    if len(limits) >= 2:
        _skip(live[limits[0] :], "legend")
    if len(calls) < 2 or len(scores) < 2:
        return
    wide = any(len(scores_in(live[n])) > 1 for n in named)
    if len(scores) >= 3 or equals >= 2 or (wide and len(named) >= 2):
        first = named[0]
        # "HER2 IHC: 2+, 0/1+ negative, 2+ equivocal, 3+ positive": the first stands before the list
        if len(named) > len(scores) - int(wide) and _leads(live, named):
            first = named[1]
        else:
            first = max(0, first - 2)
        _skip(live[first : _own_result(live, named)], "legend")


def _own_result(live: Sequence[Token], named: Sequence[int]) -> int:
    """Return where the sample's own score begins behind a list, "... 3+ positive, the HER2 score is 1+", or the end."""
    before, last = named[-2], named[-1]
    repeated = any(scores_in(live[n]) & scores_in(live[last]) for n in named[:-1])
    names = [n for n in range(before + 1, last) if live[n].value in ("her2", "score")]
    return names[0] if repeated and names else len(live)


def _bare_score(live: Sequence[Token], n: int) -> bool:
    return (
        live[n].kind == "number"
        and live[n].text in ("0", "1", "2", "3")
        and any(t.text == "=" or t.kind == "call" for t in live[n + 1 : n + 3])
    )


def _leads(live: Sequence[Token], named: Sequence[int]) -> bool:
    first = live[named[0]]
    repeated = any(scores_in(live[n]) & scores_in(first) for n in named[1:])
    return repeated and any(t.kind == "marker" and t.value == "her2" for t in live[: named[0]])


def _followed_by_result(live: Sequence[Token], n: int) -> bool:
    return any(t.kind in ("call", "noun") for t in live[n + 1 : n + 6]) and live[min(n + 1, len(live) - 1)].kind in (
        "number",
        "percent",
    )


def _legend_lines(rows: Sequence[list[Token]]) -> None:
    """Skip lines that each start with another score and explain it: "0 - no staining", "1+ - faint", "2+ ..."."""
    run: list[list[Token]] = []
    for row in [*rows, []]:
        start = _row_score(row)
        if start:
            run.append(row)
            continue
        if row and run and row[0].line == run[-1][-1].line + 1 and row[0].kind == "word" and len(run) >= 2:
            continue  # a wrapped explanation
        if len({s for r in run for s in _row_score(r)}) >= 3:
            for r in run:
                _skip(r, "legend")
        run = []


def _row_score(row: Sequence[Token]) -> frozenset[str]:
    """Return the scores a line starts with, if it explains them: no percentage of cells follows."""
    head = [t for t in row[:6] if t.kind not in ("sign", "comma", "open", "close", "label", "call", "tick", "assay")][
        :1
    ]
    if any(t.kind == "tick" for t in row) or not head:
        return frozenset()
    counted = len(row) > 1 and any(t.kind == "percent" for t in row[1:4])
    bare = head[0].kind == "number" and head[0].text in ("0", "1", "2", "3")
    if counted or any(t.kind == "marker" and t.value == "her2" for t in row[:3]):
        return frozenset()
    return scores_in(head[0]) or (frozenset(head[0].text) if bare else frozenset())


def _supposed(sentence: Sequence[Token]) -> None:
    """What follows "if" or "would" is not a result; nor is a score that "means" or "is defined as" something."""
    for n, token in enumerate(sentence):
        if token.kind != "supposed":
            continue
        _skip(
            [t for t in sentence[n:] if not (t.segment > token.segment and t.kind == "score" and t.marker == "her2")],
            "supposed",
        )
        before = sentence[max(0, n - 3) : n]
        if token.text == "if" and any(t.kind in _MEASURES for t in sentence[n + 1 : n + 5]):
            _skip([t for t in before[-1:] if t.kind in ("call", "noun")], "supposed")  # "amplified if 2.0 or more"
        if token.text in ("would", "could", "might", "may"):
            _skip([t for t in before[-1:] if t.kind == "score"], "supposed")  # "1+ would be negative"
        if token.text in ("defined as", "means that", "is defined", "are defined") or any(
            t.text in ("means", "are") for t in before
        ):
            _skip(sentence[:n], "supposed")
        return


def _question(sentence: Sequence[Token]) -> None:
    asked = next((n for n, t in enumerate(sentence) if t.kind == "asking"), -1)
    own = any(t.kind == "mine" for t in sentence)
    if asked >= 0 and not own:
        _skip(sentence[asked:], "question")
    starts = sentence[0].text.split()[0] in _QUESTION_STARTS if sentence[0].text.split() else False
    if starts and not own and sentence[-1].text == "?":
        _skip(sentence, "question")
    explained = any(
        t.text == "means" or (t.text == "mean" and n and sentence[0].text in _QUESTION_STARTS)
        for n, t in enumerate(sentence)
    )
    if explained and not own:
        _skip(sentence, "question")


def _general(sentence: Sequence[Token]) -> None:
    """Sentences about many people, a drug's approval or a trial say nothing about this sample."""
    if any(t.kind == "mine" for t in sentence):
        return
    for n, token in enumerate(sentence):
        if token.kind != "general":
            continue
        _skip(sentence[n : _end_of_bracket(sentence, n)], "general")
        plural = token.text in ("patients", "people", "tumors", "tumours", "cancers", "cases", "persons")
        if plural and n <= 8 and not any(t.kind == "sign" and t.text == ":" for t in sentence[:n]):
            _skip(sentence[:n], "general")
        return


def _end_of_bracket(sentence: Sequence[Token], n: int) -> int:
    """Return where the bracket around a token ends, or the sentence: "HER2 (for trial screening): 1+"."""
    depth = sum((t.kind == "open") - (t.kind == "close") for t in sentence[:n])
    if depth <= 0:
        return len(sentence)
    return next((i for i in range(n, len(sentence)) if sentence[i].kind == "close"), len(sentence))


def _controls(sentence: Sequence[Token]) -> None:
    for n, token in enumerate(sentence):
        if token.kind == "control":
            _skip([t for t in sentence[max(0, n - 2) : n + 6] if t.segment == token.segment], "control tissue")
