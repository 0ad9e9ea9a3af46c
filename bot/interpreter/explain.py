"""Print an interpretation for a person or a program: `python -m bot interpret --ihc 2+ --percent 60 --ratio 2.4`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Iterator

from bot.clinic import read_clinic
from bot.interpreter.interpret import Interpretation, interpret
from bot.interpreter.labels import LABEL_NOTES, ReadLabel, label_conditions
from bot.interpreter.load import load_tables
from bot.interpreter.outcomes import STATED_CONCLUSION
from bot.interpreter.tables import Note, Tables
from bot.interpreter.values import CALLS, INTENSITIES, ISH_CALLS, SCORES, ReportedResult
from bot.paths import KNOWLEDGE

REGIONS = ("us", "uk", "eu", "ca", "au", "ie", "jp")


def as_json(
    found: Interpretation, tables: Tables, labels: tuple[ReadLabel, ...] = (), person: str = "self"
) -> dict[str, Any]:
    """Put an interpretation into plain values for JSON.

    Args:
        found: the interpretation.
        tables: the tables, for the texts.
        labels: label conditions to list.
        person: self, or other for somebody else's result.
    """
    texts = found.texts(person)
    return {
        "outcome": found.outcome,
        "category": found.category,
        "settled": found.settled,
        "read": dict(found.read),
        "criteria": {
            "named": found.named,
            "agreement": found.agreement,
            "sets": [
                {
                    "set": reading.set,
                    "edition": reading.edition,
                    "outcome": reading.outcome,
                    "category": reading.category,
                    "rules": list(reading.rules),
                    "steps": [
                        {"rule": s.rule, "says": s.says, "source": s.source.source, "at": s.source.at}
                        for s in reading.steps
                    ],
                    "numbers_against_words": reading.against_words,
                }
                for reading in found.sets
            ],
        },
        "report_conclusion": {"stated": found.conclusion, "agrees": found.conclusion_agrees},
        "missing": [{"field": m.field, "name": m.name, "decides": m.decides} for m in found.missing],
        "conflicts": [_note(note, person) for note in found.conflicts],
        "notes": [_note(note, person) for note in found.notes],
        "says": [{"say": s.say, "facts": list(s.facts)} for s in texts.short],
        "what_is_missing": [{"say": s.say, "facts": list(s.facts)} for s in texts.missing],
        "next_steps": [{"say": s.say, "facts": list(s.facts)} for s in texts.next_steps],
        "ask_team": list(texts.ask_team),
        "labels": [_label(label) for label in labels],
        "labels_close": [_note(tables.notes[name], person) for name in LABEL_NOTES] if labels else [],
        "sources": [{"id": locator.source, "at": locator.at} for locator in found.sources],
    }


def as_text(found: Interpretation, tables: Tables, labels: tuple[ReadLabel, ...] = (), person: str = "self") -> str:
    """Put an interpretation into lines for a terminal.

    Args:
        found: the interpretation.
        tables: the tables, for the texts.
        labels: label conditions to list.
        person: self, or other for somebody else's result.
    """
    return "\n".join(_lines(found, tables, labels, person))


def add_command(commands: Any) -> None:
    """Add `interpret` to the command line.

    Args:
        commands: the sub-parsers of the main parser.
    """
    parser = commands.add_parser("interpret", help="say what a HER2 result means under the rules laboratories use")
    parser.add_argument("--ihc", choices=SCORES, help="the laboratory's score")
    parser.add_argument("--intensity", choices=INTENSITIES, help="staining, where no score is given")
    parser.add_argument("--percent", type=float, help="percent of tumour cells at this score")
    parser.add_argument("--cluster", choices=("yes", "no"), help="a cluster of at least 5 stained cells (biopsies)")
    parser.add_argument("--ish", choices=ISH_CALLS, help="the laboratory's ISH call")
    parser.add_argument("--ratio", type=float, help="HER2/CEP17 ratio")
    parser.add_argument("--copies", type=float, help="mean HER2 signals a cell")
    parser.add_argument("--cep17", type=float, help="mean CEP17 signals a cell")
    parser.add_argument("--cells", type=float, help="percent of tumour cells with amplification")
    parser.add_argument("--ngs", choices=CALLS, help="the laboratory's call on tissue NGS")
    parser.add_argument("--ngs-copies", type=float, help="copy number on NGS (context, never a rule)")
    parser.add_argument("--ctdna", choices=CALLS, help="the laboratory's call on blood (ctDNA)")
    parser.add_argument("--mutation", help="an ERBB2 mutation, such as S310F")
    parser.add_argument("--vus", help="an ERBB2 variant of uncertain significance")
    parser.add_argument("--ras", help='wild-type, or such as "KRAS G12D"')
    parser.add_argument("--braf", help="wild-type, or such as V600E")
    parser.add_argument("--mmr", choices=("proficient", "deficient"))
    parser.add_argument("--cancer", help="the cancer that the report names")
    parser.add_argument("--specimen", choices=("resection", "biopsy", "cytology"))
    parser.add_argument("--conclusion", choices=tuple(STATED_CONCLUSION), help="the report's own conclusion")
    parser.add_argument(
        "--insufficient", action="store_true", help="the laboratory says that the sample was not sufficient"
    )
    parser.add_argument("--low-tumour-content", action="store_true", help="the sample held few tumour cells")
    parser.add_argument("--criteria", help="criteria set to use: gastric_type or heracles (default: as named, or both)")
    parser.add_argument("--region", choices=REGIONS, help="region of the drug labels (default: that of clinic.yml)")
    parser.add_argument("--person", choices=("self", "other"), default="self", help="whose result it is")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--knowledge", type=Path, default=KNOWLEDGE, help="the knowledge folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Interpret the values of the command line and print the result.

    Args:
        args: the parsed arguments.

    Raises:
        ContentError: when the criteria, outcomes or labels cannot be used.
    """
    tables = load_tables(args.knowledge)
    sets = [criteria.id for criteria in tables.result_sets]
    if args.criteria is not None and args.criteria not in sets:
        print(f"unknown criteria set '{args.criteria}': use one of {', '.join(sets)}")
        return 2
    clinic = read_clinic()
    found = interpret(_result(args), tables, args.criteria)
    region = args.region or clinic.region
    shown = label_conditions(found, tables, region) if region and clinic.enabled("labels") else ()
    if args.json:
        print(json.dumps(as_json(found, tables, shown, args.person), ensure_ascii=False, indent=2))
    else:
        print(as_text(found, tables, shown, args.person))
    return 0


def _result(args: argparse.Namespace) -> ReportedResult:
    return ReportedResult(
        cancer=args.cancer,
        specimen=args.specimen,
        specimen_kind=args.specimen,
        ihc=args.ihc,
        intensity=args.intensity,
        percent=args.percent,
        cluster_ge5=None if args.cluster is None else args.cluster == "yes",
        ratio=args.ratio,
        copies=args.copies,
        cep17=args.cep17,
        percent_cells_amplified=args.cells,
        ish=args.ish,
        ngs_call=args.ngs,
        ngs_copies=args.ngs_copies,
        ctdna_call=args.ctdna,
        mutation=args.mutation,
        vus=args.vus,
        ras=args.ras,
        braf=args.braf,
        mmr=args.mmr,
        conclusion=args.conclusion,
        adequate=False if args.insufficient else None,
        low_tumour_content=True if args.low_tumour_content else None,
    )


def _note(note: Note, person: str) -> dict[str, Any]:
    return {"id": note.id, "say": note.say_other if person == "other" else note.say, "facts": list(note.facts)}


def _label(label: ReadLabel) -> dict[str, Any]:
    return {
        "therapy": label.therapy,
        "name": label.name,
        "region": label.region,
        "status": label.status,
        "says": label.says,
        "checked_on": label.checked_on,
        "biomarkers": [{"asks": c.asks, "read": c.read or None, "facts": list(c.facts)} for c in label.biomarkers],
        "your_team_knows": [{"asks": c.asks, "facts": list(c.facts)} for c in label.history],
    }


def _lines(found: Interpretation, tables: Tables, labels: tuple[ReadLabel, ...], person: str) -> Iterator[str]:
    texts = found.texts(person)
    yield f"{found.outcome} ({found.category})"
    for sentence in texts.short:
        yield f"  {sentence.say}"
    read = ", ".join(f"{tables.fields.get(name, name)}: {value}" for name, value in found.read.items())
    yield from ("", f"Read: {read or 'nothing'}")
    for reading in found.sets:
        yield from ("", f"{reading.title} (edition {reading.edition}): {reading.outcome} ({reading.category})")
        for step in reading.steps:
            yield f"  {step.rule:<12} {step.says} [{step.source.source}, {step.source.at}]"
    groups = (
        ("Does not fit together", [n["say"] for n in (_note(note, person) for note in found.conflicts)]),
        ("Notes", [n["say"] for n in (_note(note, person) for note in found.notes)]),
        ("Missing", [m.name + (" (would decide)" if m.decides else "") for m in found.missing]),
        ("Next", [s.say for s in texts.next_steps]),
        ("To ask the care team", list(texts.ask_team)),
    )
    for title, lines in groups:
        if lines:
            yield from ("", f"{title}:", *(f"  {line}" for line in lines))
    for label in labels:
        yield from ("", label.says)
        for condition in label.biomarkers:
            yield f"  {condition.asks} Read: {condition.read or 'nothing'}."
        for condition in label.history:
            yield f"  {condition.asks} ({_note(tables.notes['team_knows'], person)['say']})"
    if labels:
        yield from ("", *(_note(tables.notes[name], person)["say"] for name in LABEL_NOTES))
    if found.conclusion:
        yield from ("", f"The report itself concludes: {found.conclusion}.")
