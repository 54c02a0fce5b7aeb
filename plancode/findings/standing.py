"""How the findings of a revision stand against those of an earlier one: which are new, which are gone."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from plancode.findings.finding import Finding, FindingSort
from plancode.said.value import Ref


@dataclass(eq=False)
class FindingStanding:
    """Findings open `before`, all that are there `after`, and those of them that count.

    Fingerprints in `implied` were there before too, told with a larger finding.

    A finding is known by its fingerprint. Where those of a sort were too many on either side to be kept apart, it is
    known how many there were: if there are more now, the one that was made of them is new, and says how much it grew.
    """

    before: Sequence[Finding]
    after: Sequence[Finding]
    counting: Sequence[Finding]
    implied: frozenset[str] = frozenset()

    @cached_property
    def introduced(self) -> tuple[Finding, ...]:
        """What is wrong now and was not."""
        return tuple(finding for finding in self._now if self._is_new(finding))

    @cached_property
    def still(self) -> tuple[Finding, ...]:
        """What was wrong and is."""
        return tuple(finding for finding in self._now if not self._is_new(finding))

    @cached_property
    def fixed(self) -> tuple[Finding, ...]:
        """What was wrong and is not any more; of those that were counted only when none is left."""
        prints, left = {finding.fingerprint for finding in self.after}, _numbers(self.after)
        gone = (finding for finding in self.before if finding.fingerprint not in prints)
        return tuple(finding for finding in gone if finding.sort not in self._counted or not left[finding.sort])

    def _is_new(self, finding: Finding) -> bool:
        return finding.grown > 0 if finding.sort in self._counted else finding.fingerprint not in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(finding.fingerprint for finding in self.before) | self.implied

    @cached_property
    def _counted(self) -> frozenset[FindingSort]:
        return frozenset(finding.sort for finding in (*self.before, *self.counting) if finding.count > 1)

    @cached_property
    def _now(self) -> tuple[Finding, ...]:
        """The findings that count, where those of a sort are more than before, the first with how many more."""
        were, are = _numbers(self.before), _numbers(self.counting)
        more = {sort: are[sort] - were[sort] for sort in self._counted}
        grown = ((finding, more.pop(finding.sort, 0)) for finding in self.counting)
        return tuple(replace(finding, grown=number) if number > 0 else finding for finding, number in grown)


def under_new_names(
    before: Iterable[Finding], after: Iterable[Finding], name: Callable[[Ref], Ref]
) -> Iterator[Finding]:
    """Yield earlier findings, those of what has another name now under the fingerprints that they have by it."""
    earlier = tuple(before)
    known = {finding.fingerprint for finding in earlier}
    later: dict[tuple[str, str, str, str], list[str]] = {}
    for finding in after:
        if finding.entity is not None and finding.fingerprint not in known:
            later.setdefault(_about(finding, finding.entity), []).append(finding.fingerprint)
    for finding in earlier:
        called = name(finding.entity) if finding.entity is not None else None
        is_renamed = called is not None and finding.entity is not None and called.id != finding.entity.id
        prints = later.get(_about(finding, called)) if called is not None and is_renamed else None
        yield replace(finding, fingerprint=prints.pop(0)) if prints else finding


def _about(finding: Finding, entity: Ref) -> tuple[str, str, str, str]:
    return finding.code, finding.variant, entity.kind, entity.id


def _numbers(findings: Iterable[Finding]) -> Counter[FindingSort]:
    """Return how many findings of each sort there are, those that were folded into one counted each."""
    numbers: Counter[FindingSort] = Counter()
    for finding in findings:
        numbers[finding.sort] += finding.count
    return numbers
