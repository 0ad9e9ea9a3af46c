"""Recognises what a person answers in the turn after an emergency or crisis reply."""

from __future__ import annotations

from typing import Final, Mapping, Sequence

from bot.safety.pattern import Either, Grammar, Lexicon, Matcher
from bot.safety.reader import Line, Reader

_SPELLING: Final[Mapping[str, Sequence[str]]] = {
    "ambulance": ("ambulence", "ambulans"), "no one": ("noone", "noone's"), "nobody": ("noboby",), "alone": ("alon",),
    "called": ("caled", "calld"), "someone": ("somone", "some1"), "because": ("cos", "cuz", "coz"),
}  # fmt: skip

_LISTS: Final[Mapping[str, Sequence[str]]] = {
    "i": ("i", "we", "he", "she", "they", "{person}"),
    "person": (
        "[my|our|his|her|a|the] (husband|wife|partner|son|daughter|mum|mom|mother|dad|father|sister|brother|parents)",
        "[my|our|his|her|a|the] (friend|neighbo*|nurse|carer|caregiver|boyfriend|girlfriend|family|kids|children)",
        "(flatmate|roommate|colleague|someone|somebody)",
    ),
    "calling": (
        "(called|calling|rang|rung|ringing|phoned|phoning|dialled|dialed|dialling|dialing|spoke|spoken|speaking|talking|talked"
        "|texted|texting|contacted|contacting)",
        "got through", "(got|get) hold of", "(they|he|she|someone|nurse|doctor) (answered|picked up)",
        "on the (phone|line)", "on hold",
    ),
    "call": ("call", "ring", "phone", "dial", "text", "speak", "talk", "go", "do it", "do that", "{calling}"),
    "hospital": ("hospital", "er", "ed", "a [and] e", "emergency", "ambulance"),
    "not": ("not", "never", "no", "nobody", "without", "unable to", "too .. to", "(scared|afraid|refuse*)"),
    "well": ("safe", "ok", "okay", "fine", "better", "well", "good", "alright", "all right"),
}  # fmt: skip

# The first rule that fits decides, so what must not be misread stands first ("not alone" before "alone").
_RULES: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("with_someone", ("not [all|completely] (alone|on my own|by myself)",)),
    ("no", ("not [yet|been able to|managed to|got round to] (call|ring|phone|dial|{calling})",)),
    ("alone", (
        "alone", "(by|on) (myself|himself|herself|itself|my own|his own|her own|my self)",
        "(no one|nobody) [is|else] [is] (here|there|with|around|home|near|can|to)", "(no one|nobody) else",
        "(not|no) .. (anyone|anybody)", "just me", "only me",
    )),
    ("no", (
        "{not} .. {call}", "not (want|need|like)", "(do|will) not .. (call|bother)", "not .. want to",
        "no (ambulance|hospital|phone|signal|credit|battery)", "{i} (refuse*|will not)", "leave me",
    )),
    ("called", (
        "{i} [am|is|are|have|has|just|already|now] [just|already|now] {calling}",
        "(they|he|she|someone) .. (sending|sent) .. (ambulance|crew|help|someone|doctor)",
        "(ambulance|help|paramedic*|they|someone|doctor|police) .. (coming|on (the|their|its) way)",
        "(ambulance|paramedic*|doctor|police) .. (here|arrived)",
        "(in|at|inside) [the|an] {hospital}", "(going|driving|drive|taking|headed|on [the|my|our] way) .. {hospital}",
        "{i} [really] did [just|already|now] {call}", "{calling}",
    )),
    ("safe", ("(no|not in) [any] danger",)),
    ("other", ("not [feel*|really|very|so] {well}", "unsafe", "in danger", "worse", "(no|not|never) .. safe")),
    ("safe", (
        "safe", "(am|is|are|feel*|doing) [much|a bit|a little|lot|quite] [ok|okay] {well}", "(better|ok|okay|fine) now",
        "(has|have|is|all|it) [all] (gone|passed|over|stopped|went away)", "false alarm", "(joke|joking|kidding)",
        "just (testing|test)", "calm*",
    )),
    ("with_someone", (
        "{person} .. (here|home|with me|next to|beside*|coming)", "with (me|my|him|her|a|{person})",
        "(they|he|she) [is|are] (here|with me|home)",
    )),
)  # fmt: skip

_OPENINGS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("alone", ("no one", "nobody")),
    ("no", ("no", "nope", "nah", "na", "naw", "not", "never", "n", "(i|he|she|we) (can|will|do|have|did) not")),
    ("with_someone", ("{person}",)),
    ("called", ("done", "did it", "called")),
    ("yes", (
        "yes", "yeah", "yep", "yup", "ya", "yea", "yas", "y", "ok", "okay", "k", "sure", "alright", "will do", "right",
        "(i|we) (will|am|do|have)", "ill", "of course", "please", "doing (it|that|so)", "fine", "good",
    )),
)  # fmt: skip


_LONGEST_ANSWER: Final = 8
"""Words in a plain yes or no; a longer message that merely begins so is a new question."""


class _Answers:
    """The rules above, compiled."""

    def __init__(self) -> None:
        self.reader = Reader(_SPELLING)
        grammar = Grammar(_LISTS, self.reader.word)

        def compiled(rules: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[str, Either]]:
            return [(key, Either(tuple(grammar.read(text) for text in texts))) for key, texts in rules]

        self.anywhere, self.openings = compiled(_RULES), compiled(_OPENINGS)
        self.lexicon = Lexicon(grammar.symbols)

    def key(self, text: str) -> str:
        words = tuple(word for line in self.reader.lines(text) for word in line.words)
        if not words:
            return "other" if any(char.isalpha() for char in text) else "silence"
        matcher = Matcher(Line(words, frozenset()), self.lexicon)
        for key, choice in self.anywhere:
            if matcher.spans(choice):
                return key
        if len(words) > _LONGEST_ANSWER:
            return "other"
        return next((key for key, choice in self.openings if any(at == 0 for at, *_ in matcher.spans(choice))), "other")


_ANSWERS: Final = _Answers()


def follow_up_key(text: str) -> str:
    """Return which written follow-up fits an answer.

    Args:
        text: the raw answer to an emergency or crisis reply.

    Returns:
        yes, no, alone, with_someone, safe, called, silence (nothing said, dots, emoji) or other.
    """
    return _ANSWERS.key(text[:2000])
