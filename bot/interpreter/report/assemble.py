"""Decides which values found are the report's own: addenda replace, other cancers drop out, contradictions stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from bot.interpreter.report.findings import LABELLED, Doubt, Finding
from bot.interpreter.report.layout import LIST_ITEM
from bot.interpreter.report.tokens import Token

_TEST_OF = {"ihc": "ihc", "ish": "ish", "ratio": "ish", "copies": "ish", "ngs_call": "ngs", "ctdna_call": "ctdna"}
_GENE_RESULTS = ("ish", "ratio", "ngs_call", "ctdna_call")
_SINGLE = (
    "ratio", "copies", "cep17", "ngs_copies", "percent_cells_amplified", "percent_intense_complete", "ish", "ngs_call",
    "ctdna_call", "braf", "mmr", "cluster_ge5",
)  # fmt: skip
_FIRST = ("specimen", "specimen_kind", "criteria", "pattern", "low_tumour_content")


@dataclass(frozen=True)
class Chosen:
    """The values of a report, the token each came from, and what stays open."""

    values: Mapping[str, Any]
    tokens: Mapping[str, Token]
    decimals: Mapping[str, int]
    doubts: Sequence[Doubt]


def choose(findings: Sequence[Finding], doubts: Sequence[Doubt]) -> Chosen:
    """Choose each field's value.

    Args:
        findings: everything found.
        doubts: everything seen that could not be read for sure.
    """
    return _Choice(findings, doubts).made()


class _Choice:
    def __init__(self, findings: Sequence[Finding], doubts: Sequence[Doubt]) -> None:
        self._cancer = _main_cancer([f for f in findings if f.field == "cancer"])
        self._findings = [f for f in findings if f.field != "cancer" and not self._foreign(f.token)]
        self._doubts = [d for d in doubts if not d.first.skip and not self._foreign(d.first) and not d.first.earlier]
        self._values: dict[str, Any] = {}
        self._tokens: dict[str, Token] = {}
        self._decimals: dict[str, int] = {}
        self._contradictions: list[Doubt] = []

    def made(self) -> Chosen:
        if self._cancer:
            self._take(self._cancer)
        open_tests = {f.value for f in self._of("pending") if not f.token.earlier}
        self._choose_one("ihc", allow_earlier="ihc" not in open_tests)
        for field in _SINGLE:
            self._choose_one(field)
        self._choose_share()
        self._choose_intensity()
        for field in _FIRST:
            # a rule set is often named in the method or the legend, which say nothing else of the result
            named = self._of(field) if field == "criteria" else _latest(self._of(field))
            if named and (field != "criteria" or len({f.value for f in named}) == 1):
                self._take(named[0])
        self._choose_mutations()
        self._choose_ras()
        self._choose_conclusion()
        self._choose_tests()
        self._choose_adequacy()
        open_doubts = [d for d in self._doubts if d.field not in self._values or d.field == "ras"]
        return Chosen(self._values, self._tokens, self._decimals, [*open_doubts, *self._contradictions])

    def _foreign(self, token: Token) -> bool:
        return bool(token.cancer) and token.cancer != (self._cancer.value if self._cancer else None)

    def _of(self, field: str) -> list[Finding]:
        return [f for f in self._findings if f.field == field]

    def _take(self, finding: Finding) -> None:
        self._values[finding.field] = finding.value
        self._tokens[finding.field] = finding.token
        if finding.decimals is not None:
            self._decimals[finding.field] = finding.decimals

    def _choose_one(self, field: str, allow_earlier: bool = True, among: Sequence[Finding] | None = None) -> None:
        """Take a field's value if the latest, most direct statements agree; name them all if they do not."""
        latest = _latest(self._of(field) if among is None else among, allow_earlier)
        best = _most_direct(latest)
        if field != "ihc" or not any(f.weight == LABELLED for f in best):  # an overall score speaks for all samples
            best = _of_each_sample(latest, best)
        newest = max((f.token.year for f in best), default=0)
        if len({f.value for f in best}) > 1 and all(f.token.year for f in best):
            older = [f for f in best if f.token.year < newest]
            self._contradictions += [Doubt(field, f.token, f.token, "an older sample says otherwise") for f in older]
            best = [f for f in best if f.token.year == newest]
        if len({f.value for f in best}) == 1:
            self._take(best[0])
        elif best:
            samples = {_sample(f) for f in best}
            why = "it differs between samples" if len(samples) > 1 else "the report states different values"
            seen: set[Any] = set()
            for f in best:
                if f.value not in seen:
                    self._contradictions.append(Doubt(field, f.token, f.token, why))
                seen.add(f.value)

    def _choose_share(self) -> None:
        shares, score = self._of("percent"), self._values.get("ihc")
        if any(d.field == "ihc" for d in self._contradictions) and score is None:
            shares = [f for f in shares if not f.of]  # a share of cells says nothing without its score
        own = [f for f in shares if score and f.of == score]
        self._choose_one("percent", among=own or [f for f in shares if not f.of or not score])

    def _choose_intensity(self) -> None:
        looks, score = _latest(self._of("intensity")), self._values.get("ihc")
        if len({f.value for f in looks}) > 1:
            looks = [f for f in looks if f.of == score]
        if looks and len({f.value for f in looks}) == 1:
            self._take(looks[0])

    def _choose_mutations(self) -> None:
        for field in ("mutation", "vus"):
            best = _most_direct(_latest(self._of(field)))
            if best:
                self._take(best[0])
                self._values[field] = ", ".join(dict.fromkeys(str(f.value) for f in best))

    def _choose_ras(self) -> None:
        findings = self._of("ras")
        changed: list[Finding] = []
        wild: list[Finding] = []
        for gene in ("ras", "kras", "nras"):
            own = _latest([f for f in findings if f.of == gene])
            named = {f.value for f in own}
            if "wild-type" in named and len(named) > 1:
                self._choose_one("ras", among=list(own))
                if "ras" not in self._values:
                    return
                own = _most_direct(own)
            changed += [f for f in own if f.value != "wild-type"]
            wild += [f for f in own if f.value == "wild-type"]
        if changed:
            self._take(changed[0])
            self._values["ras"] = ", ".join(dict.fromkeys(str(f.value) for f in changed))
        elif wild:
            self._take(wild[0])

    def _choose_conclusion(self) -> None:
        found = _latest(self._of("conclusion"), allow_earlier=False)
        overall = [f for f in found if f.of == "overall"]
        if not overall and any(field in self._values for field in _GENE_RESULTS):
            found = [f for f in found if f.of != "ihc" and f.value != "equivocal"]
        self._choose_one("conclusion", among=overall or found)

    def _choose_tests(self) -> None:
        done = {test for field, test in _TEST_OF.items() if field in self._values}
        for field in ("pending", "not_done"):
            named = [f for f in self._of(field) if f.value not in done and not f.token.earlier]
            if named:
                self._tokens[field] = named[0].token
                self._values[field] = tuple(dict.fromkeys(str(f.value) for f in named))

    def _choose_adequacy(self) -> None:
        done = {test for field, test in _TEST_OF.items() if field in self._values}
        for f in _latest(self._of("adequate"), allow_earlier=False):
            if f.of not in done and (f.of or not done):
                self._take(f)
                return


def _main_cancer(named: Sequence[Finding]) -> Finding | None:
    """Return the cancer the report is about: what is named outside the history; colorectal where several are."""
    here = [f for f in named if not f.token.earlier and f.token.section != "history"]
    return next((f for f in here if f.value == "colorectal"), None) or (
        next((f for f in named if f.value == "colorectal"), None) if not here else here[0]
    )


def _latest(findings: Sequence[Finding], allow_earlier: bool = True) -> list[Finding]:
    """Keep the latest edition's findings; older results only where nothing newer is stated."""
    live = [f for f in findings if not f.token.skip]
    now = [f for f in live if not f.token.earlier]
    pool = now or (live if allow_earlier else [])
    newest = max((f.token.edition for f in pool), default=0)
    return [f for f in pool if f.token.edition == newest]


def _of_each_sample(latest: Sequence[Finding], best: Sequence[Finding]) -> list[Finding]:
    """Add the most direct findings of the samples whose own statement is less direct than another sample's."""
    heard = {_sample(f) for f in best}
    others = dict.fromkeys(s for f in latest if (s := _sample(f)) and s not in heard) if any(heard) else ()
    return [*best, *(f for s in others for f in _most_direct([g for g in latest if _sample(g) == s]))]


def _sample(finding: Finding) -> str:
    """Name the sample a finding is about; a line of a list need not be one."""
    token = finding.token
    return token.sample or ("" if token.specimen.endswith(LIST_ITEM) else token.specimen)


def _most_direct(findings: Sequence[Finding]) -> list[Finding]:
    top = max((f.weight for f in findings), default=0)
    return [f for f in findings if f.weight == top]
