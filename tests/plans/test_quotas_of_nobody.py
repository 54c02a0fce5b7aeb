"""Quotas taken out of a plan leave a gap, and the gap is found: by metric, team by team."""

import re
from typing import Final

import pytest

from tests.making import checked, files_of

TEAMS: Final = {
    "shanghai": ("zhou-min", "gu-jiayi", "wu-hao", "xu-lei"),
    "hangzhou": ("ye-qing", "lou-zhiqiang", "qiu-ting", "open-hangzhou-1"),
    "nanjing": ("fang-ning", "ma-xiao", "tao-ran"),
}


def _without(document: str, people: tuple[str, ...]) -> dict[str, bytes]:
    """Return huadong without the rows of some people in one targets document."""
    files = files_of("huadong")
    row = rb"^  - \{person: (?:%s),.*\n" % "|".join(people).encode()
    changed, count = re.subn(row, b"", files[document], flags=re.MULTILINE)
    assert count >= len(people)
    return {**files, document: changed}


@pytest.mark.parametrize("team", TEAMS)
@pytest.mark.parametrize("document", ["targets/revenue.yaml", "targets/new-customers.yaml"])
def test_quotas_of_a_team_that_are_gone_are_found(document: str, team: str) -> None:
    """A team whose people have no quota of a metric any more is found once, though they have quotas of others."""
    found = checked(_without(document, TEAMS[team])).findings
    gaps = [finding for finding in found if finding.code == "TGT106"]
    assert [gap.variant for gap in gaps] == ["nobody"]
    assert {ref.id for ref in gaps[0].values["without"]} == set(TEAMS[team])  # type: ignore[union-attr]
    assert "COV108" not in {finding.code for finding in found}


@pytest.mark.parametrize("person", ["wu-hao", "open-hangzhou-1", "fang-ning"])
def test_the_quota_of_one_person_that_is_gone_is_found(person: str) -> None:
    """Whoever has no quota of a metric any more is named by the gap that is left."""
    found = checked(_without("targets/revenue.yaml", (person,))).findings
    gaps = [finding for finding in found if finding.code == "TGT106"]
    assert [gap.variant for gap in gaps] == ["missing"]
    assert [ref.id for ref in gaps[0].values["without"]] == [person]  # type: ignore[union-attr]


def test_quotas_of_everybody_that_are_gone_are_found() -> None:
    """Where nobody has a quota any more of what their roles are to bring, each team is found."""
    everybody = tuple(name for names in TEAMS.values() for name in names)
    files = _without("targets/revenue.yaml", everybody)
    files["targets/revenue.yaml"] = re.sub(rb"(?m)^targets:.*\n", b"", files["targets/revenue.yaml"])
    found = checked(files).findings
    gaps = [finding for finding in found if finding.code == "TGT106"]
    assert [gap.variant for gap in gaps] == ["nobody"] * 3
