"""Reads changes in gene spelling: ERBB2 mutations and uncertain variants, RAS and BRAF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator, Sequence

from bot.interpreter.report.findings import LABELLED, NAMED, STATED, Doubt, Finding, Found
from bot.interpreter.report.layout import lines, sentences
from bot.interpreter.report.tokens import Token
from bot.interpreter.report.verdicts import denied_before, verdict_after

_LETTERS = dict(
    zip(
        [
            "ala",
            "arg",
            "asn",
            "asp",
            "cys",
            "gln",
            "glu",
            "gly",
            "his",
            "ile",
            "leu",
            "lys",
            "met",
            "phe",
            "pro",
            "ser",
            "thr",
            "trp",
            "tyr",
            "val",
            "ter",
        ],
        ["A", "R", "N", "D", "C", "Q", "E", "G", "H", "I", "L", "K", "M", "F", "P", "S", "T", "W", "Y", "V", "*"],
        strict=False,
    )
)
_THREE = re.compile(r"(?P<a>[a-z]{3})(?P<n>\d+)(?P<b>[a-z]{3}|\*|fs|del|dup)")
_LONG_PART = re.compile(r"([a-z]{3})(\d+)")
_GENES = ("kras", "nras", "ras", "braf")
_LOWER = re.compile(r"delins|del|ins|dup|fs")


@dataclass(frozen=True)
class _Verdict:
    gene: str
    says: str  # wild-type, mutated, or the variant
    token: Token
    weight: int


def read_changes(found: Sequence[Token]) -> Found:
    """Find what a page says of mutations in ERBB2, RAS and BRAF.

    Args:
        found: tokens with layout, subject and caution.
    """
    uncertain = _uncertain_lines(found)
    items: list[Finding | Doubt] = []
    verdicts: list[_Verdict] = []
    for sentence in sentences(found):
        items += _erbb2(sentence, uncertain)
        for item in _partners(sentence):
            if isinstance(item, _Verdict):
                verdicts.append(item)
            else:
                items.append(item)
    items += _ras(verdicts)
    items += [Finding("braf", v.says, v.token, v.weight) for v in verdicts if v.gene == "braf"]
    return Found([i for i in items if isinstance(i, Finding)], [i for i in items if isinstance(i, Doubt)])


def variant_name(token: Token) -> str:
    """Write a protein change the short way: "p.(Ser310Phe)" is S310F.

    Args:
        token: a token of kind variant.
    """
    text = re.sub(r"^p\. ?|[()\s]", "", token.text) if token.value != "exon" else token.text
    if token.value == "exon":
        return " ".join(text.replace("-", " ").replace("mutation", "").split())
    if token.value == "long" and _LETTERS.get(text[:3]) and text[3:4].isdigit():
        return _LONG_PART.sub(lambda m: _LETTERS.get(m[1], m[1]) + m[2], text)
    if three := _THREE.fullmatch(text):
        tail = three["b"]
        return f"{_LETTERS[three['a']]}{three['n']}{_LETTERS.get(tail, tail)}"
    text = re.sub(r"(?<=^[a-z])l", "1", text)
    kept = _LOWER.search(text)
    return f"{text[: kept.start()].upper()}{kept[0]}{text[kept.end() :].upper()}" if kept else text.upper()


def _uncertain_lines(found: Sequence[Token]) -> set[int]:
    """Lines under a heading such as "Variants of uncertain significance:", up to an empty line or the next heading."""
    under, marked = False, set[int]()
    for line in lines(found):
        if not line:
            under = False
        elif any(t.kind == "vus" for t in line) and not any(t.kind == "variant" for t in line):
            under = line[-1].text == ":" or all(
                t.kind in ("vus", "sign", "open", "close", "change", "filler") for t in line
            )
        elif line[-1].text == ":":
            under = False
        elif under:
            marked.add(line[0].line)
    return marked


def _erbb2(sentence: Sequence[Token], uncertain: set[int]) -> Iterator[Finding]:
    places = [n for n, t in enumerate(sentence) if t.kind == "variant"]
    marks = [n for n, t in enumerate(sentence) if t.kind == "vus"]
    for n in places:
        token = sentence[n]
        if token.skip or token.marker != "her2" or denied_before(sentence, n) or _absent(sentence, n):
            continue
        following = next((p for p in places if p > n), len(sentence))
        if any(t.kind == "benign" and t.line == token.line for t in sentence[n + 1 : following]):
            continue  # a harmless difference between people is no finding
        own = any(n < m < following for m in marks) or any(m < places[0] for m in marks) or token.line in uncertain
        weight = STATED if token.value == "exon" else LABELLED
        yield Finding("vus" if own else "mutation", variant_name(token), token, weight)


def _absent(sentence: Sequence[Token], n: int) -> bool:
    return verdict_after(sentence, n, 7) == "no"


def _partners(sentence: Sequence[Token]) -> Iterator[_Verdict | Doubt]:
    """Give every RAS or BRAF gene of a sentence its verdict; a list of genes shares the next one."""
    group: list[str] = []
    decided = False
    first: tuple[str, Token, int] | None = None
    for n, token in enumerate(sentence):
        if token.kind == "marker" and token.value in _GENES:
            if decided:
                group, decided = [], False
            group.append(token.value)
            if first:
                yield _Verdict(token.value, *first)
            continue
        if token.kind == "marker" and token.value not in ("elsewhere", "cep17"):
            group, decided = [], True
            continue
        if token.skip:
            continue
        verdict = _verdict(sentence, n)
        if not verdict:
            continue
        says, weight = verdict
        listed_after = token.kind != "variant" and _names_gene(sentence[n:])
        genes = group or ([token.marker] if token.marker in _GENES and not listed_after else [])
        if says == "not here":
            if genes == ["braf"]:
                yield _Verdict("braf", "wild-type", token, weight)
            elif genes:
                yield Doubt("ras", token, token, "this one change was not found; the report does not say wild type")
            decided = True
            continue
        if not genes:
            if token.kind == "variant" and token.text.startswith("v600"):
                yield _Verdict("braf", says, token, weight)
            elif token.kind != "variant":
                first = (says, token, STATED)
            continue
        for gene in genes if token.kind != "variant" else genes[-1:]:
            yield _Verdict(gene, says, token, weight)
        decided = True


def _names_gene(tokens: Sequence[Token]) -> bool:
    return any(t.kind == "marker" and t.value in _GENES for t in tokens)


def _verdict(sentence: Sequence[Token], n: int) -> tuple[str, int] | None:
    token = sentence[n]
    if token.kind == "variant" and token.marker in (*_GENES, ""):
        if token.value == "exon":
            return None
        denied = denied_before(sentence, n) or _absent(sentence, n)
        return ("not here", LABELLED) if denied else (variant_name(token), LABELLED)
    if token.text == "normal" and token.marker in _GENES and not denied_before(sentence, n, 2):
        return "wild-type", STATED
    if token.kind == "wild":
        return ("mutated", NAMED) if denied_before(sentence, n, 2) else ("wild-type", NAMED)
    if token.kind == "change" and token.marker not in _GENES:
        return ("wild-type", STATED) if token.marker != "her2" and denied_before(sentence, n, 6) else None
    if token.kind in ("mutated", "change"):
        return _mutated(sentence, n)
    if token.kind == "call" and token.marker in _GENES and not _named_nearby(sentence, n):
        if token.value in ("negative", "not detected"):
            return "wild-type", STATED
        if token.value == "positive":
            return "mutated", STATED
    return None


def _named_nearby(sentence: Sequence[Token], n: int) -> bool:
    near = [t for t in sentence[max(0, n - 6) : n + 6] if t.kind in ("variant", "mutated", "wild", "change")]
    return bool(near)


def _mutated(sentence: Sequence[Token], n: int) -> tuple[str, int] | None:
    token = sentence[n]
    after = verdict_after(sentence, n)
    if any(t.kind == "variant" for t in sentence[max(0, n - 3) : n + 6]):
        return None  # the named change decides
    if after == "no" or denied_before(sentence, n):
        return "wild-type", NAMED
    if after == "open":
        return None
    if after == "yes" or token.text in ("mutated", "mutant", "mut"):
        return "mutated", NAMED
    follows = sentence[n + 1].text if n + 1 < len(sentence) else ""
    heading = follows in (
        ":",
        "status",
        "testing",
        "test",
        "analysis",
        "panel",
        "by",
        "results",
        "result",
        "study",
        "assay",
    )
    return (
        None
        if heading or token.kind == "change" or any(t.kind == "wild" for t in sentence[n:])
        else ("mutated", STATED)
    )


def _ras(verdicts: Sequence[_Verdict]) -> Iterator[Finding | Doubt]:
    named = [v for v in verdicts if v.gene in ("kras", "nras", "ras")]
    changed = [v for v in named if v.says != "wild-type"]
    exact = {v.gene for v in changed if v.says != "mutated"}
    for v in changed:
        if v.says == "mutated" and (v.gene in exact or (v.gene == "ras" and exact)):
            continue
        yield Finding("ras", f"{v.gene.upper()} {v.says}", v.token, v.weight, None, v.gene)
    wild = {v.gene: v for v in named if v.says == "wild-type"}
    both = "ras" in wild or {"kras", "nras"} <= wild.keys()
    for v in named:
        if v.says == "wild-type" and v.gene != "nras":
            yield Finding("ras", "wild-type", v.token, v.weight, None, v.gene)
    if wild and not both and not changed:
        only = next(iter(wild.values()))
        missing = "KRAS" if only.gene == "nras" else "NRAS"
        yield Doubt("ras", only.token, only.token, f"{missing} is not named beside it")
