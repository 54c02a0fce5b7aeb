"""Rules as such: codes, names, pages in both languages, and the policy they speak of."""

import re
from inspect import getsource
from typing import Final

from plancode.locale.catalogue import rule_page
from plancode.model.policy import Policy
from plancode.rules.table import BUILTIN_RULES
from tests.house.reading import PACKAGE

ENGLISH: Final = ("Why it matters", "Fails", "Passes", "How to fix")
CHINESE: Final = ("为什么重要", "不通过的例子", "通过的例子", "怎么改")
POLICY: Final = ("Policy", "策略参数")
_HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)
_KEY: Final = re.compile(r"^`([a-z_.]+)`", re.MULTILINE)


def test_codes_and_names_are_unique() -> None:
    """No two rules share a code or a name."""
    assert len({rule.code for rule in BUILTIN_RULES}) == len(BUILTIN_RULES)
    assert len({rule.name for rule in BUILTIN_RULES}) == len(BUILTIN_RULES)


def test_code_name_and_since() -> None:
    """A code is a family and three digits, a name is kebab-case, and the version is told."""
    form = re.compile(r"[A-Z]{3}[1-9][0-9]{2} [a-z0-9]+(-[a-z0-9]+)* [0-9]+\.[0-9]+\.[0-9]+")
    told = [f"{rule.code} {rule.name} {rule.since}" for rule in BUILTIN_RULES]
    assert [one for one in told if not form.fullmatch(one)] == []


def test_english_pages() -> None:
    """The page of a rule says what it finds, why that matters, what fails and passes, and how to fix it, in order."""
    assert [rule.code for rule in BUILTIN_RULES if not _is_whole(rule.page, ENGLISH, POLICY[0])] == []
    assert [rule.code for rule in BUILTIN_RULES if not _HEADING.split(rule.page)[0].strip().endswith(".")] == []


def test_chinese_pages() -> None:
    """The Chinese page of each rule says the same in the same order, and no page is of nothing."""
    pages = {path.stem: rule_page(path.stem) or "" for path in (PACKAGE / "locale" / "zh" / "rules").glob("*.md")}
    assert set(pages) == {rule.code for rule in BUILTIN_RULES}
    assert [code for code, page in pages.items() if not _is_whole(page, CHINESE, POLICY[1])] == []
    assert [code for code, page in pages.items() if not re.search("[\u4e00-\u9fff]", _HEADING.split(page)[0])] == []
    unlike = [rule.code for rule in BUILTIN_RULES if pages[rule.code].count("```") != rule.page.count("```")]
    assert unlike == []


def _is_whole(page: str, headings: tuple[str, ...], policy: str) -> bool:
    """Whether a page has its sections in their order, with the policy at its end or without, and none is empty."""
    return tuple(_HEADING.findall(page)) in (headings, (*headings, policy)) and all(
        section.strip() for section in _HEADING.split(page)
    )


def test_policy_of_a_page_exists() -> None:
    """Every key of the policy that a page names is a key of the policy, and both languages name the same."""
    for rule in BUILTIN_RULES:
        english, chinese = _policy_keys(rule.page, POLICY[0]), _policy_keys(rule_page(rule.code) or "", POLICY[1])
        assert english == chinese, rule.code
        assert {key.partition(".")[0] for key in english} <= set(Policy.model_fields), rule.code


def _policy_keys(page: str, heading: str) -> list[str]:
    return _KEY.findall(page.partition(f"## {heading}\n")[2])


def test_policy_that_a_rule_reads_is_named_on_its_page() -> None:
    """A rule that is judged by a figure of the policy says so, with its default."""
    for rule in BUILTIN_RULES:
        read = set(re.findall(r"\bpolicy\.([a-z_]+)", getsource(rule.check))) if rule.check else set()
        named = {key.partition(".")[0] for key in _policy_keys(rule.page, POLICY[0])}
        assert read <= named, rule.code
