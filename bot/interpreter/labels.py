"""The conditions of drug labels beside what was read of each: a list to talk about with the team, never a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

from bot.interpreter.interpret import Interpretation, ras_state
from bot.interpreter.outcomes import SETTLED
from bot.interpreter.table import Value
from bot.interpreter.tables import Condition, Label, Tables

NOT_SETTLED = "not settled"

LABEL_NOTES = ("labels_are_general", "labels_are_not_all")
"""The notes that close every list of label conditions."""


@dataclass(frozen=True)
class ReadCondition:
    """One condition of a label; `read` is what was read of it, in the report's terms, and empty for history.

    `open` is true where nothing was read that settles the condition. Whether it fits is left to the care team.
    """

    id: str
    asks: str
    read: str
    open: bool
    facts: tuple[str, ...]


@dataclass(frozen=True)
class ReadLabel:
    """The label of one treatment in one region, with what was read of its biomarker conditions."""

    therapy: str
    name: str
    region: str
    status: str
    says: str
    checked_on: str
    facts: tuple[str, ...]
    biomarkers: tuple[ReadCondition, ...]
    history: tuple[ReadCondition, ...]


def label_conditions(found: Interpretation, tables: Tables, region: str) -> tuple[ReadLabel, ...]:
    """List the label conditions of one region beside what was read.

    Args:
        found: what the reported result means.
        tables: the tables and labels.
        region: the clinic's region, such as us; Ireland reads the labels of the EU.
    """
    wanted = {"ie": "eu"}.get(region, region)
    return tuple(_read(label, found, tables) for label in tables.labels if label.region == wanted)


def condition_state(condition: Condition, found: Interpretation, tables: Tables) -> str:
    """Tell whether what was read is `as named` by a condition, `otherwise`, or `not settled`; for curators and tests.

    Args:
        condition: a biomarker condition.
        found: what the reported result means.
        tables: the tables.

    Source of the rules: the label wording recorded in knowledge/criteria/ (tucatinib_label, tdxd_label).
    """
    criteria, name = condition.rule
    table = tables.criteria[criteria].tables[name]
    known: Mapping[str, Value] = {
        "outcome": _outcome_for(table.inputs["outcome"].values, found) if "outcome" in table.inputs else None,
        "score": found.read.get("ihc") if found.read.get("ihc") in ("0", "1+", "2+", "3+") else None,
        "ras": ras_state(found.read.get("ras")),
    }
    return table.decide({name: known[name] for name in table.inputs}).then


def _outcome_for(values: tuple[str, ...], found: Interpretation) -> str:
    if found.outcome in values:
        return found.outcome
    return "settled" if "settled" in values and found.category in SETTLED else "open"


def _read(label: Label, found: Interpretation, tables: Tables) -> ReadLabel:
    return ReadLabel(
        therapy=label.therapy,
        name=label.name,
        region=label.region,
        status=label.status,
        says=label.says,
        checked_on=label.checked_on,
        facts=label.facts,
        biomarkers=tuple(
            ReadCondition(
                c.id, c.asks, _what_was_read(c, found), condition_state(c, found, tables) == NOT_SETTLED, c.facts
            )
            for c in label.biomarkers
        ),
        history=tuple(ReadCondition(c.id, c.asks, "", True, c.facts) for c in label.history),
    )


def _what_was_read(condition: Condition, found: Interpretation) -> str:
    """Put together what the report says of a condition, in the report's own terms; empty when nothing was read."""
    read = found.read
    if condition.reads == "ras":
        return str(read.get("ras", ""))
    parts = [f"IHC {read['ihc']}"] if "ihc" in read else []
    if condition.reads == "her2":
        parts += [f"ISH {read['ish']}"] if "ish" in read else []
        parts += [f"HER2/CEP17 {read['ratio']}"] if "ratio" in read else []
        parts += [f"NGS {read['ngs_call']}"] if "ngs_call" in read else []
        parts += [f"ctDNA {read['ctdna_call']}"] if "ctdna_call" in read else []
    return ", ".join(parts)
