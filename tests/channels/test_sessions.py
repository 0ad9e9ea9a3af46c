"""Sessions are begun by the server only, cannot be guessed, and end."""

from __future__ import annotations

import base64

import pytest

from bot.channels.web.sessions import Sessions
from bot.channels.web.tokens import Tokens
from bot.clinic import Limits


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def sessions(clock, **limits):
    return Sessions(Limits(**limits), Tokens(b"key"), clock)


def begin(found):
    session = found.find(found.conversation(found.begin()))
    assert session
    return session


def test_a_token_has_more_than_128_random_bits_and_no_two_are_alike():
    tokens = Tokens(b"key")
    minted = {tokens.mint() for _ in range(100)}
    assert len(minted) == 100
    assert all(len(base64.urlsafe_b64decode(t.partition(".")[0])) * 8 >= 128 for t in minted)


@pytest.mark.parametrize("forged", ["", ".", "a", "a.b", "\udcff.x", "ä.ä", "x" * 5000])
def test_a_token_that_was_not_minted_here_opens_nothing(forged):
    assert Tokens(b"key").conversation(forged) is None


def test_a_token_changed_in_one_place_or_of_another_key_opens_nothing():
    tokens = Tokens(b"key")
    token = tokens.mint()
    assert tokens.conversation(token)
    changed = ("A" if token[0] != "A" else "B") + token[1:]
    assert tokens.conversation(changed) is None
    assert Tokens(b"other").conversation(token) is None


def test_the_conversation_cannot_be_turned_back_into_the_token():
    tokens = Tokens(b"key")
    token = tokens.mint()
    assert token.partition(".")[0] not in str(tokens.conversation(token))


def test_a_session_ends_after_the_idle_minutes(clock):
    found = sessions(clock, idle_minutes=60)
    session = begin(found)
    clock.now += 60 * 60
    assert found.find(session.conversation) is session
    clock.now += 1
    assert found.find(session.conversation) is None
    assert session.ended


def test_a_message_begins_the_idle_minutes_anew(clock):
    found = sessions(clock, idle_minutes=60)
    quiet, busy = begin(found), begin(found)
    clock.now += 3000
    found.touch(busy)
    clock.now += 3000
    assert found.find(busy.conversation) is busy
    assert found.find(quiet.conversation) is None


def test_an_ended_session_is_not_brought_back_by_a_late_message(clock):
    found = sessions(clock)
    session = begin(found)
    found.end(session)
    found.touch(session)
    assert found.find(session.conversation) is None


def test_when_full_a_session_in_which_nothing_was_said_makes_room(clock):
    found = sessions(clock, sessions=2)
    talking, unused = begin(found), begin(found)
    talking.kept = True
    begin(found).kept = True
    assert unused.ended
    assert not talking.ended


def test_when_full_of_conversations_no_more_are_begun(clock):
    found = sessions(clock, sessions=2)
    for _ in range(2):
        begin(found).kept = True
    assert found.begin() is None
    clock.now += 3601
    assert found.begin()
