"""Public holidays and make-up workdays, as the `holidays` library knows them; which of them are provisional.

The library answers for years whose official notice is still to come with a plausible guess and no sign of it. For
China, whose State Council publishes days off and make-up workdays year by year, a year without make-up workdays is such
a guess.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

_BY_NOTICE: Final = frozenset({"CN"})
USUAL_WEEKEND: Final = frozenset({5, 6})
_GUESSED: Final = "estimated"
_SPOKEN: Final = {"en": ("en_US", "en_GB"), "zh": ("zh_CN",)}


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """The public holidays (with their names) and make-up workdays of some years, and the days of the weekend."""

    off: dict[date, str] = field(default_factory=dict)
    on: frozenset[date] = frozenset()
    provisional: tuple[int, ...] = ()
    known: bool = True
    weekend: frozenset[int] = USUAL_WEEKEND
    """The days of the week, Monday being 0, that the country does not work."""


def official_days(country: str, subdivision: str | None, years: Iterable[int], language: str = "en") -> OfficialDays:
    """Return the official days of a country; `known` is false where the library has no such country or state."""
    return _official(country, subdivision, tuple(sorted(years)), language)


def data_version() -> str:
    """Return the version of the holiday data, to be printed beside what rests on it."""
    return str(_library().__version__)


@cache
def _official(country: str, subdivision: str | None, years: tuple[int, ...], language: str) -> OfficialDays:
    library = _library()
    known = getattr(getattr(library, country, None), "supported_languages", ())
    spoken = next((code for code in _SPOKEN.get(language, ()) if code in known), None)
    try:
        listed = library.country_holidays(country, subdiv=subdivision, years=years, language=spoken)
    except NotImplementedError:  # no such country or state; to list all of them would load all of them
        return OfficialDays(known=False)
    off = {day: str(name) for day, name in sorted(listed.items()) if day.year in years}
    on = frozenset(day for day in listed.weekend_workdays if day.year in years)
    guessed = {day.year for day, name in off.items() if _GUESSED in name}
    if country in _BY_NOTICE:
        guessed |= set(years) - {day.year for day in on}
    off = {day: name for day, name in off.items() if day not in on}
    return OfficialDays(off, on, tuple(sorted(guessed)), weekend=frozenset(listed.weekend))


@cache
def _library() -> Any:  # noqa: ANN401  # a module that takes a tenth of a second to load, so only where it is needed
    import holidays

    return holidays
