"""Measure the assistant on the fresh messages: `python -m tests.fresh.measure [questions|safety|dialogues|reports]`.

Figures are printed for items with odd numbers, which those who mend may read, and for even ones, which stay unread.
What went wrong with odd items is written to build/fresh.md.
"""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable, Sequence

from bot.channels.inprocess import Conversation
from bot.clinic import Clinic
from bot.content.load import read_yaml
from bot.interpreter.interpret import interpret
from bot.interpreter.load import load_tables
from bot.interpreter.report import read_report
from bot.paths import KNOWLEDGE, ROOT

HERE = Path(__file__).parent
QUESTIONS = ("questions_a", "questions_b", "questions_c")
REPORT = ROOT / "build" / "fresh.md"


@dataclass(frozen=True)
class Scored:
    """One item: what was to happen, what did, and whether it may be read."""

    id: str
    kind: str
    outcome: str
    text: str
    wanted: str
    said: str

    @property
    def readable(self) -> bool:
        """Tell whether those who mend may read it."""
        return int("".join(c for c in self.id if c.isdigit())) % 2 == 1


def topics_of(message: dict[str, Any]) -> set[str]:
    """List the topics a reply answers: its own, that of a word explained, or those an explained result leads to."""
    custom = message.get("custom") or {}
    kind = custom.get("kind")
    if kind == "answer":
        return {custom["topic"]}
    if kind == "sources":
        return {"about_sources"}
    if kind in ("definition", "result"):
        return offered(message)
    return set()


def offered(message: dict[str, Any]) -> set[str]:
    """List the topics on the buttons of a reply."""
    found = set()
    for button in message.get("buttons") or ():
        _, brace, rest = button["payload"].partition("{")
        given = json.loads(brace + rest) if brace else {}
        found |= {given["topic"]} if "topic" in given else set()
    return found


def judge(wanted: Sequence[Sequence[str]], replies: Sequence[dict[str, Any]]) -> str:
    """Judge the replies to a question: right, clarified, declined, wrong or other.

    Args:
        wanted: for each question of the message the topics that would be right.
        replies: the messages.
    """
    answered = set().union(*(topics_of(m) for m in replies)) if replies else set()
    kinds = [(m.get("custom") or {}).get("kind") for m in replies]
    if all(answered & set(topics) for topics in wanted):
        return "right"
    shown = set().union(*(offered(m) for m in replies)) if replies else set()
    if "smalltalk" in kinds and any(shown & set(topics) for topics in wanted):
        return "right"
    if not answered and any(shown & set(topics) for topics in wanted):
        return "clarified"
    if answered:
        return "partly" if any(answered & set(topics) for topics in wanted) else "wrong"
    return "declined" if "decline" in kinds else "other"


class Measure:
    """Plays messages to a loaded assistant."""

    def __init__(self, agent: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._agent, self._loop = agent, loop

    def play(self, texts: Sequence[str]) -> list[list[dict[str, Any]]]:
        """Send messages of one conversation and collect the replies to each."""
        talk = Conversation(self._agent, Clinic(), f"fresh-{uuid.uuid4().hex}")
        return [self._loop.run_until_complete(talk.send(text)) for text in texts]

    def questions(self) -> list[Scored]:
        """Score all fresh questions, in scope and out of it."""
        scored = []
        for item in (i for name in QUESTIONS for i in read_yaml(HERE / f"{name}.yml")):
            replies = self.play([item["text"]])[0]
            wanted = item.get("asks") or ([item["topics"]] if "topics" in item else [])
            if wanted:
                outcome = judge(wanted, replies)
            else:
                kinds = {(m.get("custom") or {}).get("kind") for m in replies}
                outcome = (
                    "wrong"
                    if kinds & {"answer", "definition", "result"}
                    else "asked"
                    if "clarify" in kinds
                    else "declined"
                )
            kind = "several" if len(wanted) > 1 else "question" if wanted else f"out, {item['out']}"
            scored.append(Scored(item["id"], kind, outcome, item["text"], str(wanted or "out"), brief(replies)))
        return scored

    def safety(self) -> list[Scored]:
        """Score the red flags and the ordinary messages that look like them."""
        scored = []
        for item in read_yaml(HERE / "safety.yml"):
            replies = self.play([item["text"]])[0]
            raised = {c["safety"] for m in replies if (c := m.get("custom") or {}).get("safety")}
            accepted = {item["class"], *item.get("accept", ())}
            kind = "ordinary" if item["class"] == "none" else KINDS[item["class"]]
            urgent = {KINDS[r] for r in raised} & {"emergency", "crisis", "urgent"}
            if kind == "ordinary":
                outcome = "false alarm" if urgent else "right"
            else:
                same = {KINDS[a] for a in accepted} & {KINDS[r] for r in raised}
                outcome = "right" if raised & accepted else "other class, same kind" if same else "missed"
                if outcome == "missed" and urgent and kind == "urgent":
                    outcome = "other class, same kind"  # more urgent than it need be
            scored.append(Scored(item["id"], kind, outcome, item["text"], item["class"], brief(replies)))
        return scored

    def dialogues(self) -> list[Scored]:
        """Score each turn of the fresh dialogues that says what it expects."""
        scored = []
        for item in read_yaml(HERE / "dialogues.yml"):
            replies = self.play([turn["user"] for turn in item["turns"]])
            said = " / ".join(turn["user"] for turn in item["turns"])
            for turn, messages in zip(item["turns"], replies, strict=True):
                if "topics" in turn:
                    outcome = judge([turn["topics"]], messages)
                elif "result" in turn:
                    found = [(m.get("custom") or {}).get("category") for m in messages]
                    outcome = "right" if turn["result"] in found else "wrong"
                else:
                    continue
                wanted = str(turn.get("topics") or turn.get("result"))
                scored.append(Scored(item["id"], "turn", outcome, f"[{said}] {turn['user']}", wanted, brief(messages)))
        return scored


KINDS = {
    path.stem: read_yaml(path)["kind"] for path in sorted((KNOWLEDGE / "safety").glob("*.yml")) if path.stem[0] != "_"
}


def reports() -> list[Scored]:
    """Score the report reader and the interpreter, value by value and category by category."""
    tables, scored = load_tables(KNOWLEDGE), []
    for item in map(json.loads, (HERE / "reports.jsonl").read_text("utf-8").splitlines()):
        result = read_report(item["text"]).result
        found = interpret(result, tables)
        stated = result.stated()
        names = {
            "ihc",
            "intensity",
            "percent",
            "percent_intense_complete",
            "ratio",
            "copies",
            "cep17",
            "ish",
            "ngs_call",
        }
        names |= {
            "percent_cells_amplified",
            "ngs_copies",
            "ctdna_call",
            "mutation",
            "vus",
            "ras",
            "braf",
            "mmr",
            "conclusion",
        }
        for name in sorted(names):
            want, got = item["values"].get(name), stated.get(name)
            if want is None and got is None:
                continue
            same = want == got or (want is not None and got is not None and str(want).lower() == str(got).lower())
            outcome = "right" if same else "invented" if want is None else "missed" if got is None else "wrong"
            scored.append(Scored(item["id"], "value", outcome, item["text"], f"{name}: {want}", f"{name}: {got}"))
        accepted = {item["category"], *item.get("accept", ())}
        outcome = "right" if found.category in accepted else "wrong"
        scored.append(Scored(item["id"], "category", outcome, item["text"], str(sorted(accepted)), found.category))
    return scored


def brief(replies: Iterable[dict[str, Any]]) -> str:
    """Name what was replied in a few words."""
    shown = []
    for message in replies:
        custom = message.get("custom") or {}
        name = custom.get("topic") or custom.get("safety") or custom.get("term") or custom.get("outcome") or ""
        choices = (
            ",".join(sorted(offered(message))) if custom.get("kind") in ("clarify", "decline", "smalltalk") else ""
        )
        shown.append(f"{custom.get('kind')} {name} {choices}".strip())
    return " | ".join(shown)


def table(scored: Sequence[Scored]) -> str:
    """Lay the shares of each outcome out, for readable and unread items."""
    lines = []
    for kind in dict.fromkeys(s.kind for s in scored):
        for name, group in (
            ("odd", [s for s in scored if s.readable]),
            ("even", [s for s in scored if not s.readable]),
        ):
            counted = Counter(s.outcome for s in group if s.kind == kind)
            total = sum(counted.values())
            shares = ", ".join(f"{o} {n} ({100 * n / total:.1f} %)" for o, n in counted.most_common())
            lines.append(f"{kind:<15} {name:<5} {total:>4}: {shares}")
    return "\n".join(lines)


def main(wanted: Sequence[str]) -> None:
    """Measure what is asked for, or everything."""
    from bot.runtime.assistant import load

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    names = wanted or ("questions", "safety", "dialogues", "reports")
    measure = Measure(loop.run_until_complete(load()), loop) if set(names) - {"reports"} else None
    lines = ["# Fresh messages: what went wrong with odd items"]
    for name in names:
        scored = reports() if name == "reports" else getattr(measure, name)()
        print(f"\n{name}\n{table(scored)}")
        lines += ["", f"## {name}", "", table(scored), ""]
        lines += [
            f"- {s.id} ({s.outcome}) {' '.join(s.text.split())}\n  wanted {s.wanted}; got {s.said}"
            for s in scored
            if s.readable and s.outcome != "right" and not (s.kind.startswith("out") and s.outcome == "declined")
        ]
    REPORT.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"\nSee {REPORT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
