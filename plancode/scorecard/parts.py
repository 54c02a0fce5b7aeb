"""A line that is scored more often than its card: each month of a quarter by itself, and what they come to together."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import starmap

from plancode.model.methods.reading import ZERO
from plancode.model.rubric import Kpi
from plancode.period import Period
from plancode.scorecard.scoring import PartOfLine, Scored


def together(kpi: Kpi, whole: Scored, scored: Mapping[Period, Scored], times: int = 1) -> Scored:
    """Return a line of which each part is scored by itself: the mean of their points, the last ones, or their sum.

    They are added up as if all of so many `times` were as those that count.
    What was reached is that of the whole. Parts in which somebody was not there are left out, and so is one that runs
    and that results do not reach yet; one of the others without data leaves the line without, because nobody knows what
    it would have come to.
    """
    parts = tuple(starmap(PartOfLine, scored.items()))
    there = [part.scored for part in parts if part.scored.reason not in ("absent", "unreached")]
    counted = there[-1:] if kpi.together == "last" else there
    lacking = next((one.reason for one in counted if one.points is None), None if counted else parts[-1].scored.reason)
    if lacking is not None:
        return replace(whole, raw=None, points=None, steps=(), reason=lacking, parts=parts)
    raw, given = (times * _mean(points) for points in ((one.raw for one in counted), (one.points for one in counted)))
    steps = (*(("period_points", one.points or ZERO) for one in counted), ("raw", raw), ("points", given))
    return replace(whole, raw=raw, points=given, steps=steps, reason=None, parts=parts)


def _mean(points: Iterable[Decimal | None]) -> Decimal:
    known = [one or ZERO for one in points]
    return sum(known, ZERO) / len(known)
