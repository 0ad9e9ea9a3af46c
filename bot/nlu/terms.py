"""The graph component that notices a question about the meaning of a word."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.content.open import open_store
from bot.nlu.topics import DEFINE_INTENT, UNDERSTANDING
from bot.nlu.triage import FLAGS
from bot.understanding.definitions import asked_term
from bot.understanding.spelling import plain
from bot.understanding.understand import Understanding

TERM = "term"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TermSpotter(GraphComponent, IntentClassifier):
    """Sets the intent `define` when a message asks what a glossary term means.

    A term that its own topic is about is left to that topic, which says more, when the classifier ranks it first too.
    """

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TermSpotter:
        """Make the component, as Rasa's graph asks."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Look at each message.

        Args:
            messages: messages that the topic classifier has ranked.
        """
        edition = open_store().current()
        for message in messages:
            term = None if message.get(FLAGS) else asked_term(plain(message.get(TEXT) or ""), edition.terms_by_name)
            if term is None:
                continue
            message.set(TERM, term.id, add_to_output=True)
            ranked = Understanding.from_dict(message.get(UNDERSTANDING))
            if ranked.whole.label != f"ask/{term.topic}" or not edition.is_about(term.topic, term):
                message.set(INTENT, {"name": DEFINE_INTENT, "confidence": 1.0}, add_to_output=True)
        return messages
