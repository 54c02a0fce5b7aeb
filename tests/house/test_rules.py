"""Rules as such: codes, names, pages in both languages, and the policy they speak of."""

import re
from inspect import getsource
from typing import Final

import pytest

from plancode.locale.catalogue import rule_page
from plancode.model.policy import Policy
from plancode.rules.rule import Rule
from plancode.rules.table import BUILTIN_RULES
from tests.house.reading import PACKAGE

ENGLISH: Final = ("Why it matters", "Fails", "Passes", "How to fix")
CHINESE: Final = ("为什么重要", "不通过的例子", "通过的例子", "怎么改")
POLICY: Final = ("Policy", "策略参数")
_HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)
_KEY: Final = re.compile(r"^`([a-z_.]+)`", re.MULTILINE)


def _id(rule: Rule) -> str:
    return rule.code


def test_codes_and_names_are_unique() -> None:
    """No two rules share a code or a name."""
    assert len({rule.code for rule in BUILTIN_RULES}) == len(BUILTIN_RULES)
    assert len({rule.name for rule in BUILTIN_RULES}) == len(BUILTIN_RULES)


@pytest.mark.parametrize("rule", BUILTIN_RULES, ids=_id)
def test_code_name_and_since(rule: Rule) -> None:
    """A code is a family and three digits, a name is kebab-case, and the version is told."""
    assert re.fullmatch(r"[A-Z]{3}[1-9][0-9]{2}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", rule.since)


@pytest.mark.parametrize("rule", BUILTIN_RULES, ids=_id)
def test_english_page(rule: Rule) -> None:
    """The page of a rule says what it finds, why that matters, what fails and passes, and how to fix it, in order."""
    assert tuple(_HEADING.findall(rule.page)) in (ENGLISH, (*ENGLISH, POLICY[0]))
    first, *sections = _HEADING.split(rule.page)
    assert first.strip().endswith(".")
    assert all(section.strip() for section in sections)


@pytest.mark.parametrize("rule", BUILTIN_RULES, ids=_id)
def test_chinese_page(rule: Rule) -> None:
    """The Chinese page says the same, in the same order."""
    page = rule_page(rule.code)
    assert page is not None
    assert tuple(_HEADING.findall(page)) in (CHINESE, (*CHINESE, POLICY[1]))
    assert (POLICY[0] in rule.page) == (POLICY[1] in page)
    first, *sections = _HEADING.split(page)
    assert any("\u4e00" <= character <= "\u9fff" for character in first)
    assert all(section.strip() for section in sections)
    assert page.count("```") == rule.page.count("```")


def test_no_chinese_page_is_of_nothing() -> None:
    """Every Chinese page is of a rule that exists."""
    pages = {path.stem for path in (PACKAGE / "locale" / "zh" / "rules").glob("*.md")}
    assert pages == {rule.code for rule in BUILTIN_RULES}


@pytest.mark.parametrize("rule", BUILTIN_RULES, ids=_id)
def test_policy_of_a_page_exists(rule: Rule) -> None:
    """Every key of the policy that a page names is a key of the policy."""
    english, chinese = _policy_keys(rule.page, POLICY[0]), _policy_keys(rule_page(rule.code) or "", POLICY[1])
    assert english == chinese
    assert {key.partition(".")[0] for key in english} <= set(Policy.model_fields)


def _policy_keys(page: str, heading: str) -> list[str]:
    return _KEY.findall(page.partition(f"## {heading}\n")[2])


def test_policy_that_a_rule_reads_is_named_on_its_page() -> None:
    """A rule that is judged by a figure of the policy says so, with its default."""
    for rule in BUILTIN_RULES:
        read = set(re.findall(r"\bpolicy\.([a-z_]+)", getsource(rule.check))) if rule.check else set()
        named = {key.partition(".")[0] for key in _policy_keys(rule.page, POLICY[0])}
        assert read <= named, rule.code
