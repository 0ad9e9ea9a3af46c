"""The command line: python -m bot COMMAND."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.content.build import BuildError
from bot.content.explain import UnknownTopicError
from bot.content.load import ContentError, load_knowledge
from bot.content.store import StoreError
from bot.interpreter.explain import add_command as explain_result
from bot.interpreter.read_command import add_command as read_result
from bot.paths import KNOWLEDGE, PHRASINGS, STORE
from bot.runtime.assistant import ModelError
from bot.runtime.serve import ServeError


def _check(args: argparse.Namespace) -> int:
    from bot.content.checks import check

    problems = check(args.knowledge, PHRASINGS, args.release)
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problem(s) found.", file=sys.stderr)
        return 1
    print("Knowledge checked: no problem found.")
    return 0


def _build(args: argparse.Namespace) -> int:
    from bot.content.build import build

    knowledge = load_knowledge(args.knowledge)
    changed = build(knowledge, args.store)
    state = "built" if changed else "is up to date"
    print(f"Knowledge store {state}: {len(knowledge.topics)} topics, {len(knowledge.facts)} facts.")
    return 0


def _train(args: argparse.Namespace) -> int:
    from bot.runtime.assistant import is_current, train

    if is_current() and not args.force:
        print("Model is up to date.")
        return 0
    print("Training the model (about a minute) ...", flush=True)
    train()
    print("Model trained.")
    return 0


def _serve(args: argparse.Namespace) -> int:
    from bot.runtime.serve import serve

    serve(args.host, args.port, args.rest)
    return 0


def _ask(args: argparse.Namespace) -> int:
    from bot.terminal import ask

    return ask(" ".join(args.question))


def _chat(args: argparse.Namespace) -> int:
    from bot.terminal import chat

    return chat()


def _explain(args: argparse.Namespace) -> int:
    from bot.content.explain import explain

    print(explain(load_knowledge(args.knowledge), args.topic))
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the command line parser."""
    top = argparse.ArgumentParser(prog="python -m bot", description="The HER2 assistant for colorectal cancer.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="check the knowledge, sentence by sentence")
    check.add_argument("--knowledge", type=Path, default=KNOWLEDGE, help="the knowledge folder")
    check.add_argument("--release", action="store_true", help="also refuse what may be drafted but not published")
    check.set_defaults(run=_check)

    build = commands.add_parser("build", help="build the knowledge store")
    build.add_argument("--knowledge", type=Path, default=KNOWLEDGE, help="the knowledge folder")
    build.add_argument("--store", type=Path, default=STORE, help="the store file")
    build.set_defaults(run=_build)

    train = commands.add_parser("train", help="train the model if its inputs changed")
    train.add_argument("--force", action="store_true", help="train in any case")
    train.set_defaults(run=_train)

    serve = commands.add_parser("serve", help="serve the assistant")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on")
    serve.add_argument(
        "--rest", action="store_true", help="also open Rasa's REST channel, for test tools on this machine"
    )
    serve.set_defaults(run=_serve)

    ask = commands.add_parser("ask", help="answer one question in the terminal")
    ask.add_argument("question", nargs="+", help="the question")
    ask.set_defaults(run=_ask)

    chat = commands.add_parser("chat", help="talk in the terminal")
    chat.set_defaults(run=_chat)

    explain_result(commands)
    read_result(commands)

    explain = commands.add_parser("explain", help="show the facts and sources behind a topic's answers")
    explain.add_argument("topic", help="topic id, such as equivocal")
    explain.add_argument("--knowledge", type=Path, default=KNOWLEDGE, help="the knowledge folder")
    explain.set_defaults(run=_explain)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after `python -m bot`; None means those of this process.
    """
    args = parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except (ContentError, BuildError, StoreError, ModelError, ServeError, UnknownTopicError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
