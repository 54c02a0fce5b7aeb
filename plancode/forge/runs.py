"""A run of CI: which host it is on, and the request that it is for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from plancode.forge.github import GitHub
from plancode.forge.gitlab import GitLab

_ROOM: Final = 0.9
"""What a comment may take of what the host allows: it is counted in bytes here, and a mark comes before it."""


@dataclass(frozen=True, slots=True)
class CiRun:
    """What the environment says of a run; on no host at all every text is empty.

    `target` is the branch into which a request asks to be merged, `base` the commit that the host names for it: of the
    two `target` is better, because `base` may be older than what HEAD was merged into. `is_foreign` says that whoever
    proposes the change has no rights here (a fork). `summary` is the file whose Markdown the host shows with the run.
    """

    host: Literal["", "github", "gitlab"] = ""
    target: str = ""
    base: str = ""
    is_foreign: bool = False
    summary: Path | None = None

    @property
    def longest(self) -> int | None:
        """The most bytes that a comment should have; None where there is no host."""
        hosts = {"github": GitHub.longest, "gitlab": GitLab.longest}
        return int(hosts[self.host] * _ROOM) if self.host else None


def run_of(environment: Mapping[str, str]) -> CiRun:
    """Return what the environment says of this run."""
    if environment.get("GITHUB_ACTIONS"):
        return _github(environment)
    if environment.get("GITLAB_CI"):
        return _gitlab(environment)
    return CiRun()


def _github(environment: Mapping[str, str]) -> CiRun:
    request = _request(environment.get("GITHUB_EVENT_PATH", ""))
    summary, target = environment.get("GITHUB_STEP_SUMMARY", ""), environment.get("GITHUB_BASE_REF", "")
    home = _text(request, "head", "repo", "full_name")
    return CiRun(
        "github",
        f"origin/{target}" if target else "",
        _text(request, "base", "sha"),
        bool(request) and home != environment.get("GITHUB_REPOSITORY", ""),
        Path(summary) if summary else None,
    )


def _gitlab(environment: Mapping[str, str]) -> CiRun:
    """Return a run of GitLab; where results are merged first, HEAD holds the target of this moment, which it names."""
    known = ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA")
    base = next((commit for name in known if (commit := environment.get(name, ""))), "")
    source, project = (environment.get(f"CI_MERGE_REQUEST_{name}PROJECT_ID", "") for name in ("SOURCE_", ""))
    return CiRun("gitlab", "", base, bool(base) and source != project)


def _request(event: str) -> object:
    """Return what the event says of the pull request; None where it is about none, or cannot be read."""
    try:
        found = json.loads(Path(event).read_text("utf-8")) if event else None
    except (OSError, ValueError):
        return None
    return found.get("pull_request") if isinstance(found, dict) else None


def _text(value: object, *keys: str) -> str:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""
