"""Plain scalars: what YAML 1.2 core says, what stays text, and what readers disagree about."""

import time
from decimal import Decimal

import pytest

from plancode.document.scalars import Scalar
from tests.making import composed, said

TYPED: list[tuple[str, Scalar]] = [
    ("0", 0),
    ("1200000", 1_200_000),
    ("-5", -5),
    ("1.50", Decimal("1.50")),
    ("-0.5", Decimal("-0.5")),
    ("12345678901234567.89", Decimal("12345678901234567.89")),
    ("true", True),
    ("True", True),
    ("FALSE", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("NO", "NO"),
    ("no", "no"),
    ("yes", "yes"),
    ("on", "on"),
    ("Off", "Off"),
    ("y", "y"),
    ("1:30", "1:30"),
    ("190:20:30", "190:20:30"),
    ("1_000", "1_000"),
    ("1__0", "1__0"),
    ("2026-02-30", "2026-02-30"),
    ("2026-03-31", "2026-03-31"),
    ("2026-03-31T00:00:00Z", "2026-03-31T00:00:00Z"),
    ("1,200", "1,200"),
    ("120万", "120万"),
    ("35%", "35%"),
    ("\uff11\uff12", "\uff11\uff12"),
    ("=", "="),
    ("nan", "nan"),
    ("inf", "inf"),
    ("1.2.3", "1.2.3"),
    ("truely", "truely"),
    ("TrUe", "TrUe"),
]
AMBIGUOUS = [
    "010", "08", "00", "-010", "0o10", "0x1F", "0b11", "0X1f", "1e3", "1.0e3", "1E+3", "1e-3", ".5", "5.", "-.5",
    "+5", "+1.5", "-0", "-0.0", ".inf", "-.INF", "+.Inf", ".nan", ".NaN", "00123", "0_1", "1.e3",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), TYPED)
def test_plain_scalar(text: str, value: Scalar) -> None:
    """An unquoted scalar is what YAML 1.2 core says; whatever only YAML 1.1 would convert stays text."""
    found = composed(f"a: {text}\nb: [{text or '~'}]\n" if "," not in text else f"a: {text}\nb: ['{text}']\n")
    assert found.problems == []
    data = found.documents[0].data
    assert data == {"a": value, "b": [value]}
    assert isinstance(data, dict)
    assert type(data["a"]) is type(value)
    assert str(data["a"]) == str(value)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_ambiguous_scalar_is_a_finding_and_stays_text(text: str) -> None:
    """What readers disagree about is reported where it stands, and never becomes a number."""
    found = composed(f"x: 1\na: {text}\n")
    (problem,) = found.problems
    assert (problem.code, problem.place.line) == ("TXT111", 2)
    assert found.documents[0].data == {"x": 1, "a": text}
    plainly = problem.values["write"]
    wanted = "number" if plainly else "no_number" if text.lower().endswith(("inf", "nan")) else "plain"
    assert problem.variant == wanted
    assert not plainly or Decimal(str(plainly)) == Decimal(text)


@pytest.mark.parametrize("text", [text for text, _ in TYPED] + AMBIGUOUS)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_quoted_scalar_is_always_text(text: str, quote: str) -> None:
    """In quotes everything is the text it shows."""
    found = composed(f"a: {quote}{text}{quote}\n")
    assert found.problems == []
    assert found.documents[0].data == {"a": text}


@pytest.mark.parametrize("digits", [21, 100, 399, 400, 401, 5000])
@pytest.mark.parametrize("form", ["{0}", "-{0}", "{0}.5", "1.{0}"])
def test_number_too_long_is_a_finding(digits: int, form: str) -> None:
    """A number of more digits than any plan needs is reported, however long it is."""
    told = said(composed(f"a: {form.format('1' * digits)}\n").problems)
    assert told == [("TXT112", "plain", 1)]


def test_number_without_end_takes_no_time() -> None:
    """A number of very many digits is looked at in time that grows with its length alone."""
    start = time.perf_counter()
    composed(f"a: {'1' * 10_000}\n")
    assert time.perf_counter() - start < 0.2


def test_number_of_twenty_digits_is_exact() -> None:
    """The longest number that is read keeps all its digits."""
    assert composed("a: 12345678901234567890\n").documents[0].data == {"a": 12345678901234567890}
    assert composed("a: 123456789012345678.90\n").documents[0].data == {"a": Decimal("123456789012345678.90")}


def test_merge_key_is_a_finding() -> None:
    """A merge key is reported, as key and as value."""
    assert [code for code, _, _ in said(composed("a: {<<: {b: 1}}\n").problems)] == ["TXT107"]
    assert [code for code, _, _ in said(composed("a: <<\n").problems)] == ["TXT111"]
