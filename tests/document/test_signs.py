"""Signs that nobody sees: held against the properties of another library, and where scripts need them."""

import unicodedata
from typing import Final

import pytest
import regex

from plancode.document.signs import hidden_sign, named, seen_as, signs_in, variant_of
from plancode.document.source import decode
from plancode.findings.problem import Problem
from tests.making import composed

BY_PROPERTY: Final = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]"
)
FREE: Final = frozenset("\t\n")
BLANK: Final = frozenset("\u2800\ufffc\U00013441\U00013442\U00016fe4\U0001d159")
"""Letters and symbols drawn as nothing, of which no property tells."""
EVERY: Final = "".join(map(chr, range(0x110000)))


def test_signs_are_those_of_the_properties() -> None:
    """No control, format, private, unpaired or ignorable sign is free, and nothing that is seen is one of them."""
    assert {found[0] for found in signs_in(EVERY)} == set(BY_PROPERTY.findall(EVERY)) - FREE | BLANK


def test_format_signs_are_those_of_python() -> None:
    """Whatever Python's own table of Unicode calls a format sign, a control or a separator is one of them too."""
    told = {one for one in EVERY if unicodedata.category(one) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}}
    assert told - FREE <= {found[0] for found in signs_in(EVERY)}


def test_no_ignorable_sign_passes_in_a_title() -> None:
    """Every ignorable and every format sign in a word is a finding, as it stands and as an escape in quotes."""
    signs = regex.findall(r"[\p{Cf}\p{Default_Ignorable_Code_Point}]", EVERY)
    assert len(signs) > 4_000
    for one in (*signs[:400], *signs[400::40]):
        raw = decode("x.yaml", f"title: Ea{one}st\n".encode())
        assert isinstance(raw, Problem), hex(ord(one))
        assert (raw.code, raw.place.line, raw.place.span and raw.place.span.column) == ("TXT103", 1, 10)
        assert [two.code for two in composed(f'title: "Ea\\U{ord(one):08X}st"\n').problems] == ["TXT103"], hex(ord(one))


NEEDED: Final = {
    "persian": "می\u200cخواهم",
    "persian-with-vowel-signs": "مِ\u200cیَ",
    "hindi-joined": "क्\u200dष",
    "hindi-apart": "क्\u200cष",
    "bengali": "র\u200d্যাব",
    "malayalam-at-the-end": "ന്\u200d",
    "heart": "❤\ufe0f",
    "heart-as-text": "❤\ufe0e",
    "family": "👨\u200d👩\u200d👧",
    "profession": "👩🏽\u200d💻",
    "rainbow": "🏳\ufe0f\u200d🌈",
    "keycap": "1\ufe0f\u20e3",
    "han": "葛\U000e0100",
    "mongolian": "ᠪ\u180b",
    "mongolian-vowel": "ᠨ\u180eᠠ",
}


@pytest.mark.parametrize("text", NEEDED.values(), ids=NEEDED)
def test_what_a_script_needs_is_free_in_texts_but_not_in_keys(text: str) -> None:
    """Joiners and selectors that change what is seen may stand in a text; in a key nothing invisible may."""
    assert hidden_sign(text) is None
    assert composed(f"title: {text}\n").problems == []
    assert [one.code for one in composed(f"{text}: 1\n").problems] == ["TXT103"]


NOT_NEEDED: Final = {
    "joiner-in-latin": "a\u200db",
    "joiner-in-chinese": "张\u200d三",
    "joiner-alone": "\u200d",
    "joiner-after-a-picture": "👩\u200d",
    "non-joiner-in-latin": "a\u200cb",
    "non-joiner-after-a-letter-that-never-joins": "د\u200cر",
    "non-joiner-at-the-end": "می\u200c",
    "selector-after-a-digit": "1\ufe0f",
    "selector-after-a-letter": "a\ufe0f",
    "two-selectors": "❤\ufe0f\ufe0f",
    "selector-first": "\ufe0f",
    "ideographic-selector-after-a-letter": "a\U000e0100",
    "mongolian-selector-after-a-letter": "a\u180b",
    "mongolian-separator-after-a-letter": "a\u180eb",
    "other-selector": "❤\ufe01",
}


@pytest.mark.parametrize("text", NOT_NEEDED.values(), ids=NOT_NEEDED)
def test_what_no_script_needs_is_hidden(text: str) -> None:
    """A joiner or selector that changes nothing of what is seen is told."""
    assert hidden_sign(text) is not None


@pytest.mark.parametrize(
    ("sign", "variant", "name"),
    [
        ("\r", "carriage_return", "U+000D"),
        ("\u2028", "line_separator", "U+2028 LINE SEPARATOR"),
        ("\u202e", "direction", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\xad", "invisible", "U+00AD SOFT HYPHEN"),
        ("\u3164", "invisible", "U+3164 HANGUL FILLER"),
        ("\x1b", "control", "U+001B"),
        ("\ue863", "private", "U+E863"),
        ("\U000f0000", "private", "U+F0000"),
    ],
)
def test_sign_is_named(sign: str, variant: str, name: str) -> None:
    """A sign is told by its sort, its number and its name."""
    assert (variant_of(sign), named(sign)) == (variant, name)


def test_carriage_return_belongs_before_a_line_feed() -> None:
    """CRLF is a line end like LF; a carriage return alone, or two of them, is a sign."""
    assert hidden_sign("a\r\nb\r\n") is None
    assert [found.start() for text in ("a\rb", "a\r\r\n", "a\n\rb", "a\r") if (found := hidden_sign(text))] == [
        1,
        1,
        2,
        1,
    ]


def test_texts_that_look_the_same_are_seen_as_one() -> None:
    """Signs, blanks, case and the way an accent is stored make no difference to what is seen."""
    for one, other in (("☎\ufe0f A", "☎ a"), ("a\u00a0 b", "A b"), ("caf\u00e9", "CAFE\u0301"), ("क्\u200dष", "क्ष")):
        assert seen_as(one) == seen_as(other)
    assert seen_as("a b") != seen_as("ab")
