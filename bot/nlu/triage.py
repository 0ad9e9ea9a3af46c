"""The graph component that looks for red flags before anything else does."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Dict, List, Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.content.open import open_store
from bot.safety.triage import Flag

SAFETY_INTENT = "safety"
FLAGS = "safety_flags"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyTriage(GraphComponent, IntentClassifier):
    """Sets the intent `safety` and lists the flags when a message raises any.

    The patterns come from the knowledge store at run time: a clinic that adds one need not train again.
    """

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyTriage:
        """Make the component, as Rasa's graph asks."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Look at each message.

        Args:
            messages: messages with their raw text.
        """
        triage = open_store().current().triage
        for message in messages:
            add_flags(message, triage.check(message.get(TEXT) or ""))
        return messages


def add_flags(message: Message, flags: Sequence[Flag]) -> None:
    """Put red flags before those a message has, and give it the intent that is answered first.

    Args:
        message: the message.
        flags: flags to add, most urgent first; none changes nothing.
    """
    if flags:
        known = message.get(FLAGS) or []
        message.set(FLAGS, [*(asdict(flag) for flag in flags), *known], add_to_output=True)
        message.set(INTENT, {"name": SAFETY_INTENT, "confidence": 1.0}, add_to_output=True)
