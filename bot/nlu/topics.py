"""The graph component that says which question a message asks."""

from __future__ import annotations

import hashlib
import logging
import warnings
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import understanding
from bot.answering.safety import ALONE
from bot.content.open import open_store
from bot.content.store import StoreError
from bot.nlu.triage import FLAGS, SAFETY_INTENT, add_flags
from bot.safety.heard import heard
from bot.understanding.classifier import ORDINARY
from bot.understanding.classifier import TopicClassifier as Classifier
from bot.understanding.embedding import Embedder
from bot.understanding.understand import Part, alarms, understand

log = logging.getLogger(__name__)

# The answers to `ask/<topic>` are in the knowledge store, not among Rasa's responses, and this component does the work
# of a response selector: without these filters Rasa warns of that once for every phrasing.
warnings.filterwarnings("ignore", message="Your training data contains an example")
warnings.filterwarnings(
    "ignore", message="You have defined training data with examples for training a response selector"
)

UNDERSTANDING = "understanding"
DEFINE_INTENT = "define"
_NOT_LEARNT = {DEFINE_INTENT, "inform", "labels"}
_ALARM = f"{SAFETY_INTENT}/"
_RETRIEVAL = "ask"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Ranks topics and small talk; writes the ranking also as a response selector would, so `rasa test nlu` sees it."""

    def __init__(
        self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, classifier: Classifier
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._classifier = classifier

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`strength`: inverse regularisation; `embeddings`: use sentence vectors where they are installed."""
        return {"strength": 10.0, "embeddings": True}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Make an untrained component, as Rasa's graph asks."""
        spelling = open_store().current().knowledge.spelling
        return cls(config, model_storage, resource, Classifier(spelling, cls._embedder(config)))

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Load a trained component.

        Raises:
            StoreError: when the model knows other topics than the store, so that one of them is out of date.
        """
        edition = open_store().current()
        with model_storage.read_from(resource) as folder:
            classifier = Classifier.load(Path(folder), edition.knowledge.spelling, cls._embedder(config))
        taught = {label.partition("/")[2] for label in classifier.labels if label.startswith(f"{_RETRIEVAL}/")}
        if taught != set(edition.knowledge.topics):
            differ = ", ".join(sorted(taught ^ set(edition.knowledge.topics)))
            raise StoreError(f"The model and the knowledge store hold different topics ({differ}): run `make train`.")
        return cls(config, model_storage, resource, classifier)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Name the code and data beside the training phrasings that a trained component depends on."""
        digest = hashlib.sha256(repr(sorted(open_store().current().knowledge.spelling.items())).encode())
        for folder in (understanding.__path__[0], str(Path(__file__).parent)):
            for path in sorted(Path(folder).glob("*.py")):
                digest.update(path.read_bytes())
        digest.update(str(Embedder.load() is not None).encode())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the phrasings of every intent.

        Args:
            training_data: examples with intents, flat or `ask/<topic>`.
        """
        examples = [e for e in training_data.intent_examples if e.get(INTENT) not in _NOT_LEARNT]
        taught = [(e.get(TEXT), e.get(INTENT_RESPONSE_KEY) or e.get(INTENT)) for e in examples]
        texts = [text for text, _ in taught]
        labels = [None if label.startswith(_ALARM) else label for _, label in taught]
        classes = [_alarm(label) for _, label in taught]
        has_alarms = any(name not in (None, ORDINARY) for name in classes)
        self._classifier.train(texts, labels, self._config["strength"], classes if has_alarms else None)
        with self._model_storage.write_to(self._resource) as folder:
            self._classifier.save(Path(folder))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Rank each message; red flags keep the intent they set."""
        edition = open_store().current()
        for message in messages:
            text = message.get(TEXT) or ""
            found = understand(text, self._classifier)
            if not any(flag["kind"] in ALONE for flag in message.get(FLAGS) or ()):
                sounds = alarms(text, self._classifier)
                add_flags(message, heard(sounds, edition.knowledge.safety, edition.triage, text))
            message.set(UNDERSTANDING, found.as_dict(), add_to_output=True)
            message.set(RESPONSE_SELECTOR, _as_selector(found.whole), add_to_output=True)
            if not message.get(FLAGS):
                intents = _intents(found.whole)
                message.set(INTENT, intents[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, intents, add_to_output=True)
        return messages

    @staticmethod
    def _embedder(config: Dict[str, Any]) -> Embedder | None:
        embedder = Embedder.load() if config["embeddings"] else None
        if config["embeddings"] and embedder is None:
            log.warning(
                "Sentence vectors are not installed: questions are understood less well. Run `make .venv/installed`."
            )
        return embedder


def _alarm(label: str) -> str | None:
    """Give the class of red flags that a phrasing teaches; sadness is neither one nor ordinary."""
    if label.startswith(_ALARM):
        return label.removeprefix(_ALARM)
    return None if label == "distress" else ORDINARY


def _intents(part: Part) -> List[Dict[str, Any]]:
    chances: Dict[str, float] = {}
    for label, chance in part.labels:
        name = label.partition("/")[0]
        chances[name] = chances.get(name, 0.0) + chance
    # the likeliest label decides, not the sum: ninety topics would outvote every other intent
    first = part.label.partition("/")[0]
    ordered = sorted(chances.items(), key=lambda item: (item[0] != first, -item[1]))
    return [{"name": name, "confidence": chance} for name, chance in ordered]


def _as_selector(part: Part) -> Dict[str, Any]:
    ranking = [{"confidence": p, "intent_response_key": label} for label, p in part.labels if "/" in label]
    best = ranking[0] if ranking else {"confidence": 0.0, "intent_response_key": ""}
    response = {"responses": [], "utter_action": f"utter_{best['intent_response_key']}", **best}
    return {"all_retrieval_intents": [_RETRIEVAL], _RETRIEVAL: {"response": response, "ranking": ranking}}
