"""Which metrics of a source can be read: a column that lacks, or is unclear, takes along what is made of it alone."""

from collections.abc import Iterable

from plancode.actuals.records import NoReading, Refusal
from plancode.actuals.refusals import RefusedError
from plancode.actuals.wanted import WantedRows


def refused_metrics(
    wanted: WantedRows, reason: Refusal, lacking: Iterable[str], told: tuple[str, ...]
) -> list[NoReading]:
    """Return which metrics cannot be read without some columns; raises RefusedError where none can.

    `told` is what is said beside the names of the columns.
    """
    names = tuple(dict.fromkeys(lacking))
    by_columns: dict[tuple[str, ...], list[str]] = {}
    for metric, columns in wanted.by_metric().items():
        if own := tuple(name for name in names if name in columns):
            by_columns.setdefault(own, []).append(metric)
    left = wanted.without({metric for metrics in by_columns.values() for metric in metrics})
    if names and not (left.asked and wanted.shared().isdisjoint(names)):
        raise RefusedError(reason, (*names, *told))
    return [
        NoReading(wanted.source.id, reason, (*own, *told), metrics=tuple(metrics))
        for own, metrics in by_columns.items()
    ]
