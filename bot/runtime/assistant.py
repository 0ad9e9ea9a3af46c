"""Train and load the assistant."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import logging
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from bot.paths import MODEL, ROOT

if TYPE_CHECKING:
    from rasa.core.agent import Agent

_INPUTS = ("config.yml", "domain.yml", "requirements.lock", "knowledge/spelling.yml")
_INPUT_FOLDERS = ("data/**/*.yml", "bot/nlu/*.py", "bot/understanding/*.py", "knowledge/topics/*.yml")


class ModelError(Exception):
    """Raised when there is no usable model; says what to do."""


def quiet() -> None:
    """Keep Rasa from printing what patients type, and TensorFlow from chatting.

    Imported as a library, Rasa logs every message at DEBUG until structlog is configured.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TQDM_DISABLE", "1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # Python warnings here speak of the insides of old packages; some of those packages reset the filters while loading
    warnings.showwarning = lambda *args, **kwargs: None
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    logging.getLogger("rasa").setLevel(logging.WARNING)
    logging.getLogger("rasa.core.processor").addFilter(_without_trace)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def _without_trace(record: logging.LogRecord) -> bool:
    # Rasa logs the exception of an action whole, and its message may hold what a patient typed
    if record.exc_info and record.exc_info[0]:
        record.msg, record.args = f"{record.getMessage()} ({record.exc_info[0].__name__})", ()
    record.exc_info = None
    return True


def inputs_digest() -> str:
    """Name everything a trained model depends on: its data, its settings, the code that trains it."""
    digest = hashlib.sha256()
    files = [ROOT / name for name in _INPUTS]
    for pattern in _INPUT_FOLDERS:
        # of a topic only its name is in the model: new wording needs no training
        files += sorted(ROOT.glob(pattern))
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode())
        if path.parent.name != "topics":
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(model: Path = MODEL) -> bool:
    """Tell whether the model was trained from today's inputs."""
    stamp = model.with_suffix(".inputs")
    return model.exists() and stamp.exists() and stamp.read_text("utf-8") == inputs_digest()


def train(model: Path = MODEL) -> None:
    """Train the model.

    Args:
        model: where it goes.

    Raises:
        ModelError: when Rasa could not train it.
    """
    quiet()
    import rasa.model_training

    digest = inputs_digest()
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        result = rasa.model_training.train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / "data")],
            output=str(model.parent),
            fixed_model_name=model.name.removesuffix(".tar.gz"),
        )
    if result.code != 0 or not model.exists():
        raise ModelError(f"Training failed. Rasa said:\n{said.getvalue()[-4000:]}")
    model.with_suffix(".inputs").write_text(digest, "utf-8")


async def load(model: Path = MODEL) -> Agent:
    """Load the assistant with its actions in this process.

    Args:
        model: the trained model.

    Raises:
        ModelError: when there is no model at that path; Rasa itself would say nothing, or take another one.
    """
    quiet()
    if not model.exists():
        raise ModelError(f"There is no model at {model}: run `make train`.")
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints
    from rasa.shared.core.domain import Domain

    from bot.clinic import read_clinic
    from bot.runtime.conversations import own_conversations
    from bot.runtime.endpoint import InProcessActions, compile_result_schema
    from bot.runtime.trackers import ForgetfulTrackerStore

    compile_result_schema()
    store = ForgetfulTrackerStore(Domain.load(str(ROOT / "domain.yml")))
    endpoints = AvailableEndpoints(action=InProcessActions(), tracker_store=store)
    agent = await load_agent(model_path=str(model), endpoints=endpoints, loop=asyncio.get_running_loop())
    if not agent.is_ready():
        raise ModelError(f"The model at {model} cannot be loaded: run `make clean train`.")
    own_conversations(agent, read_clinic().limits.idle_minutes)
    return agent
