"""The values a report can state, as plain data. None always means "not known"."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Mapping

SCORES = ("0", "1+", "2+", "3+")
INTENSITIES = ("none", "faint", "weak_moderate", "strong")
CALLS = ("amplified", "equivocal", "not amplified")
ISH_CALLS = ("amplified", "not amplified", "indeterminate")


@dataclass(frozen=True)
class ReportedResult:
    """What one report states, or one person says it states.

    Numbers are as written: `percent`, `percent_intense_complete` and `percent_cells_amplified` in percent of tumour
    cells (0 to 100), `ratio` HER2/CEP17, `copies` and `cep17` mean signals a cell, `ngs_copies` copies as the
    laboratory gives them. `adequate` is False only where the laboratory itself says the sample or the test was not
    sufficient.
    """

    cancer: str | None = None
    specimen: str | None = None
    specimen_kind: str | None = None  # resection | biopsy | cytology
    criteria: str | None = None  # heracles | gastric | breast | other name as written
    ihc: str | None = None
    intensity: str | None = None
    percent: float | None = None
    percent_intense_complete: float | None = None
    pattern: str | None = None
    cluster_ge5: bool | None = None
    ratio: float | None = None
    copies: float | None = None
    cep17: float | None = None
    percent_cells_amplified: float | None = None
    ish: str | None = None
    ngs_call: str | None = None
    ngs_copies: float | None = None
    ctdna_call: str | None = None
    mutation: str | None = None
    vus: str | None = None
    ras: str | None = None  # wild-type, or e.g. "KRAS G12D"
    braf: str | None = None  # wild-type, or e.g. "V600E"
    mmr: str | None = None  # proficient | deficient
    conclusion: str | None = None  # positive | negative | equivocal, as the report itself concludes
    adequate: bool | None = None
    low_tumour_content: bool | None = None
    pending: tuple[str, ...] = ()  # tests named as pending or ordered: ish, ihc, ngs
    not_done: tuple[str, ...] = ()  # tests named as not done
    unclear: tuple[str, ...] = ()  # what was seen but could not be read for sure, in the report's words
    decimals: Mapping[str, int] = field(default_factory=dict)  # decimals as printed, for the numbers that need them

    def stated(self) -> dict[str, Any]:
        """Only what is known."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name)) not in (None, (), {})}
