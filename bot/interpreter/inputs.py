"""Turn a ReportedResult into the inputs the tables declare; what lies outside them is named and not used."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Mapping

from bot.interpreter.table import Value
from bot.interpreter.tables import Criteria, Tables
from bot.interpreter.values import ReportedResult

RATIO_TOLERANCE = 0.10
"""How far a ratio may lie outside what the printed decimals of copies and CEP17 allow (evidence 3.0, rule 6)."""

FIELD_OF: Mapping[str, str] = {
    "score": "ihc",
    "intensity": "intensity",
    "percent": "percent",
    "specimen": "specimen_kind",
    "cluster": "cluster_ge5",
    "call": "ish",
    "ratio": "ratio",
    "cells": "percent_cells_amplified",
    "copies": "copies",
    "ngs": "ngs_call",
    "blood": "ctdna_call",
}
"""The inputs that tables read straight from a report -> the field of ReportedResult that holds them."""


@dataclass(frozen=True)
class Inputs:
    """The inputs of the tables, and what was left out because it cannot be what the report says."""

    values: Mapping[str, Value]
    unusable: tuple[str, ...]
    derived_ratio: float | None = None
    ratio_contradicts: bool = False


def read_inputs(result: ReportedResult, tables: Tables) -> Inputs:
    """Read the inputs of the tables from what was reported.

    A HER2/CEP17 ratio that is not printed is worked out from both counts only where every reading of their printed
    decimals, widened by the tolerance, lies on one side of the cut-off of 2.0.

    Args:
        result: what the report states.
        tables: the tables, which declare the ranges.
    """
    values: dict[str, Value] = {}
    unusable = []
    for name, field in FIELD_OF.items():
        stated = getattr(result, field)
        if stated is None:
            continue
        value = _as_value(stated)
        if tables.inputs[name].accepts(value):
            values[name] = value
        else:
            unusable.append(field)
    low, high = ratio_from_counts(result)
    ratio = values.get("ratio")
    contradicts = isinstance(ratio, float) and low is not None and high is not None and not low <= ratio <= high
    derived = None
    if (
        ratio is None
        and "ratio" not in unusable
        and low is not None
        and high is not None
        and (low >= 2.0 or high < 2.0)
    ):
        derived = round(float(result.copies or 0) / float(result.cep17 or 1), 2)
        # A ratio beyond the declared range says no more than its limit does.
        values["ratio"] = min(derived, tables.inputs["ratio"].high)
    has_mutation = bool(result.mutation) or bool(result.vus)
    values["mutation"] = "yes" if has_mutation else None
    values["sample"] = (
        {True: "sufficient", False: "not sufficient"}.get(result.adequate)
        if isinstance(result.adequate, bool)
        else None
    )
    values["other"] = "yes" if unusable or _holds_other(result) else None
    return Inputs(values, tuple(unusable), derived, contradicts)


def ratio_from_counts(result: ReportedResult) -> tuple[float | None, float | None]:
    """Tell between which limits the HER2/CEP17 ratio lies, by both counts as printed, widened by the tolerance.

    Args:
        result: what the report states; `decimals` tells how many decimals were printed, two if it does not say.
    """
    copies, cep17 = _number(result.copies), _number(result.cep17)
    if copies is None or cep17 is None or copies <= 0 or cep17 <= 0:
        return None, None
    half_copies, half_cep17 = (0.5 * 10.0 ** -_decimals(result, name) for name in ("copies", "cep17"))
    if cep17 <= half_cep17:
        return None, None
    low = max(copies - half_copies, 0.0) / (cep17 + half_cep17)
    high = (copies + half_copies) / (cep17 - half_cep17)
    return low * (1 - RATIO_TOLERANCE), high * (1 + RATIO_TOLERANCE)


def cancer_kind(result: ReportedResult, tables: Tables) -> str | None:
    """Tell whether the report is about colorectal or another cancer; None when it does not say so clearly."""
    if not result.cancer:
        return None
    said = str(result.cancer).lower()
    fitting = {
        kind
        for criteria in tables.refused
        for kind, words in (criteria.cancers or {}).items()
        if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) for word in words)
    }
    return fitting.pop() if len(fitting) == 1 else None


def named_sets(named: str | None, tables: Tables) -> tuple[Criteria, ...]:
    """Find the criteria sets that a report or a caller names, by id or by the words that recognise them.

    Args:
        named: what was said; empty when no set is named or the name is not known.
        tables: the criteria sets; refused ones are found only where no other is named.
    """
    said = str(named or "").lower()
    for group in (tables.result_sets, tables.refused):
        if found := tuple(criteria for criteria in group if _is_named(criteria, said)):
            return found
    return ()


def _is_named(criteria: Criteria, said: str) -> bool:
    words = (criteria.id, criteria.id.replace("_", " "), *criteria.recognise)
    return any(re.search(rf"(?<!\w){re.escape(word)}", said) for word in words)


def _as_value(stated: object) -> Value:
    if isinstance(stated, bool):
        return "yes" if stated else "no"
    number = _number(stated)
    if number is not None:
        return number
    return stated if isinstance(stated, str) else repr(stated)


def _number(stated: object) -> float | None:
    if isinstance(stated, bool) or not isinstance(stated, (int, float)):
        return None
    try:
        number = float(stated)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _decimals(result: ReportedResult, name: str) -> int:
    printed = result.decimals.get(name) if isinstance(result.decimals, Mapping) else None
    if isinstance(printed, int) and 0 <= printed <= 6:
        return printed
    shown = f"{getattr(result, name):.6g}"
    return len(shown.partition(".")[2]) if "." in shown and "e" not in shown else 0


def _holds_other(result: ReportedResult) -> bool:
    stated = (
        result.percent,
        result.percent_intense_complete,
        result.ngs_copies,
        result.cep17,
        result.cluster_ge5,
        result.pattern,
        *(result.unclear or ()),
    )
    return any(value is not None for value in stated)
