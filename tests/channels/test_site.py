"""The widget is served with its words in it, and its hashes are those of its bytes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shutil

import pytest

from bot.answering.write import Writer
from bot.channels.web.site import WIDGET, Site
from bot.channels.web.words import read_words
from bot.clinic import Clinic, Limits, Phone
from bot.content.load import ContentError
from bot.content.open import open_store
from bot.paths import KNOWLEDGE

CLINIC = Clinic(
    name="</script><b>\u2028",
    team=Phone("555-0100", "by day"),
    out_of_hours=Phone("555-0111"),
    emergency="911",
    crisis="988",
    limits=Limits(idle_minutes=30, message_length=900),
    maintenance="Closed on Monday.",
)


def site(clinic=CLINIC, **more):
    return Site(lambda: Writer(open_store().current(), clinic), **more)


def served(widget):
    line = re.search(rb"^const SERVED = (.*);$", widget.body, re.M)
    assert line
    return json.loads(line[1])


def test_the_widget_knows_words_lines_and_limits_without_the_server():
    told = served(site().widget())
    assert told["words"] == read_words()["en"]
    assert (told["phone"], told["out_of_hours"]) == ("555-0100", "555-0111")
    assert (told["emergency"], told["crisis"]) == ("911", "988")
    assert "911" in told["urgent"]
    assert "555-0100" in told["urgent"]
    assert (told["idle_minutes"], told["limit"]) == (30, 900)
    assert told["maintenance"] == "Closed on Monday."
    assert told["clinic"] == CLINIC.name


def test_what_a_clinic_writes_cannot_leave_its_string():
    line = re.search(rb"^const SERVED = .*$", site().widget().body, re.M)
    assert line
    assert b"<" not in line[0]
    assert line[0].isascii()


def test_the_version_and_the_integrity_are_those_of_the_bytes():
    widget = site().widget()
    assert widget.version == hashlib.sha256(widget.body).hexdigest()[:12]
    assert widget.integrity == "sha384-" + base64.b64encode(hashlib.sha384(widget.body).digest()).decode()
    assert gzip.decompress(widget.packed) == widget.body


def test_only_the_current_version_is_found():
    here = site()
    assert here.versioned(here.widget().version) == here.widget()
    assert here.versioned("0" * 12) is None


def test_an_unknown_language_gets_the_clinics():
    here = site()
    assert here.widget("xx") == here.widget() == here.widget("en")


def test_another_line_of_the_clinic_is_another_version():
    assert site().widget().version != site(Clinic()).widget().version


def test_a_widget_without_a_place_for_its_words_is_refused(tmp_path):
    shutil.copytree(WIDGET, tmp_path / "widget")
    (tmp_path / "widget" / "widget.js").write_text("// nothing\n", "utf-8")
    with pytest.raises(ContentError, match="const SERVED"):
        site(folder=tmp_path / "widget")


@pytest.fixture
def words(tmp_path):
    folder = tmp_path / "widget"
    shutil.copytree(KNOWLEDGE / "widget", folder)
    return folder


def test_another_language_is_one_more_file(words):
    (words / "xx.yml").write_text((words / "en.yml").read_text("utf-8"), "utf-8")
    assert set(read_words(words)) >= {"en", "xx"}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("close: Close\n", "", "lacks 'close'"),
        ("close: Close\n", "close: Close\nmore_yet: x\n", "'more_yet' is not in"),
    ],
)
def test_a_language_that_is_not_complete_is_refused(words, old, new, what):
    text = (words / "en.yml").read_text("utf-8")
    assert text.count(f"\n{old}") == 1
    (words / "xx.yml").write_text(text.replace(f"\n{old}", f"\n{new}"), "utf-8")
    with pytest.raises(ContentError, match=what):
        read_words(words)


def test_a_word_that_is_no_text_is_refused_with_its_line(words):
    lines = (words / "en.yml").read_text("utf-8").splitlines()
    line = next(n for n, said in enumerate(lines, start=1) if said.startswith("menu: "))
    lines[line - 1] = "menu: 5"
    (words / "en.yml").write_text("\n".join(lines), "utf-8")
    with pytest.raises(ContentError, match=rf"en\.yml:{line}: 5 is not"):
        read_words(words)
