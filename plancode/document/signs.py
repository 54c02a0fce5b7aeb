"""Signs that nobody sees, or that everybody sees otherwise: which there are, and where scripts cannot do without them.

Decided by the properties of Unicode 16.0: General_Category Cc, Cf, Co, Cs, Zl and Zp, Noncharacter_Code_Point and
Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and the letters and symbols that are drawn as nothing.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

_SEPARATORS: Final = "\x85\u2028\u2029"
_DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_FORMATS: Final = (
    "\xad\u034f\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
_BLANKS: Final = "\u2800\ufffc"
_PRIVATE: Final = "\ue000-\uf8ff"
_FAR: Final = re.compile(
    "[\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\U00013441\U00013442\U00016fe4\U0001d159"  # drawn as nothing
    "\U000f0000-\U0010ffff"  # private
    + "".join(f"{chr(end - 1)}{chr(end)}" for end in range(0x1FFFF, 0x10FFFF, 0x10000))  # no characters
    + "]"
)
_NEAR: Final = _CONTROLS + _SEPARATORS + _DIRECTIONS + _FORMATS + _BLANKS + _PRIVATE
_CANDIDATE: Final = re.compile(f"[\r{_NEAR}\U00010000-\U0010ffff](?!(?<=\r)\n)")  # many far ranges would be slow

_VARIANTS: Final = (
    ("carriage_return", re.compile("\r")),
    ("line_separator", re.compile(f"[{_SEPARATORS}]")),
    ("direction", re.compile(f"[{_DIRECTIONS}]")),
    ("private", re.compile(f"[{_PRIVATE}\U000f0000-\U0010ffff]")),
    ("control", re.compile(f"[{_CONTROLS}]")),
)
_PICTURES: Final = re.compile(
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u24c2\u25aa\u25ab"
    "\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff]"
)
_EMOJI_STYLE, _TEXT_STYLE, _KEYCAP = "\ufe0f", "\ufe0e", "\u20e3"
_JOINER, _NON_JOINER, _MONGOLIAN_SEPARATOR = "\u200d", "\u200c", "\u180e"
_MONGOLIAN_VARIANTS: Final = "\u180b\u180c\u180d\u180f"
_IDEOGRAPHIC_VARIANTS: Final = re.compile("[\U000e0100-\U000e01ef]")
_VIRAMA: Final = 9  # its canonical combining class


def signs_in(text: str) -> Iterator[re.Match[str]]:
    """Yield every such sign, wherever it stands."""
    return (match for match in _CANDIDATE.finditer(text) if match[0] < "\U00010000" or _FAR.match(match[0]))


def hidden_sign(text: str) -> re.Match[str] | None:
    """Return the first such sign that the script it stands in can do without."""
    return next((match for match in signs_in(text) if not _belongs(text, match.start())), None)


def has_signs(text: str) -> bool:
    """Whether there is any such sign; none may stand in ids, codes, keys and names of files."""
    return any(True for _ in signs_in(text))


def seen_as(text: str) -> str:
    """Return what people see of a text, to tell whether two look the same: no such signs, blanks alike."""
    for sign in () if text.isascii() else {match[0] for match in signs_in(text)}:
        text = text.replace(sign, "")
    text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def variant_of(sign: str) -> str:
    """Return which sort of sign this is."""
    return next((variant for variant, signs in _VARIANTS if signs.match(sign)), "invisible")


def named(sign: str) -> str:
    """Return the number and, where it has one, the name of a sign, in Unicode's words."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()


def _belongs(text: str, at: int) -> bool:
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if sign in (_EMOJI_STYLE, _TEXT_STYLE):
        is_keycap = before in "0123456789#*" and sign == _EMOJI_STYLE and after == _KEYCAP
        return _is_picture(before) or (before != "" and is_keycap)
    if sign == _JOINER:
        is_picture = _is_picture(text[max(at - 2, 0) : at].rstrip(_EMOJI_STYLE)[-1:]) and _is_picture(after)
        return is_picture or _is_virama(before) or (before.isalpha() and _is_virama(after))
    if sign == _NON_JOINER:
        return (_is_virama(before) and after.isalpha()) or _parts_arabic(text, at)
    if sign in _MONGOLIAN_VARIANTS:
        return _is_of("MONGOLIAN LETTER", before)
    if sign == _MONGOLIAN_SEPARATOR:
        return _is_of("MONGOLIAN LETTER", before) and _is_of("MONGOLIAN LETTER", after)
    return _IDEOGRAPHIC_VARIANTS.match(sign) is not None and _is_of("CJK ", before)


def _is_picture(character: str) -> bool:
    return _PICTURES.match(character) is not None


def _is_virama(character: str) -> bool:
    return character != "" and unicodedata.combining(character) == _VIRAMA


def _is_of(script: str, character: str) -> bool:
    return character != "" and unicodedata.name(character, "").startswith(script)


def _parts_arabic(text: str, at: int) -> bool:
    """Whether a letter before would join one after, so that keeping them apart is seen (RFC 5892, appendix A.1)."""
    before = next(
        (character for character in reversed(text[max(at - 9, 0) : at]) if not unicodedata.combining(character)), ""
    )
    after = next((character for character in text[at + 1 : at + 9] if not unicodedata.combining(character)), "")
    return before in _joining("initial") and after in _joining("final")


@cache
def _joining(form: str) -> frozenset[str]:
    """Return the Arabic letters that have such a form: as the first of joined ones, or as the last."""
    forms = (unicodedata.decomposition(chr(code)).split() for code in (*range(0xFB50, 0xFC00), *range(0xFE70, 0xFF00)))
    return frozenset(chr(int(parts[1], 16)) for parts in forms if len(parts) == 2 and parts[0] == f"<{form}>")  # noqa: PLR2004
