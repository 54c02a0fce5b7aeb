"""Who looks after an account on a day (docs/numbers.md, Coverage and Facts in force)."""

from datetime import date
from fractions import Fraction

from tests.oracle.days import optional_day
from tests.oracle.plan import Plan
from tests.oracle.reading import Record, number, some

ZERO = Fraction(0)


def holds_on(record: Record, day: date, first: str = "from", last: str = "to") -> bool:
    """Whether a day lies between the two days that a record may state."""
    begins, ends = optional_day(record.get(first)), optional_day(record.get(last))
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def is_primary(owner: Record) -> bool:
    """Whether an owner's credit is primary."""
    return bool(owner.get("as", "primary") == "primary")


def takes(owner: Record, account: Record, product: str | None) -> bool:
    """Whether what an owner is for takes an account's channel and segment, and one product of it."""
    wanted = owner.get("for") or {}
    if any(wanted.get(key) and wanted[key] != account.get(key) for key in ("channel", "segment")):
        return False
    return not wanted.get("product") or wanted["product"] == product


def takes_any(owner: Record, account: Record) -> bool:
    """Whether what an owner is for takes an account with one of its products."""
    return any(takes(owner, account, product) for product in some(account.get("products")) or [None])


def exists(plan: Plan, account: Record, day: date) -> bool:
    """Whether an account is a customer on a day, and its territory exists."""
    territory = plan.territories.get(account.get("territory", ""), {})
    return holds_on(account, day, "since", "until") and holds_on(territory, day)


def owners(plan: Plan, account: Record, day: date, product: str | None) -> list[Record]:
    """Return the primary owners in force for a product of an account: its own, else the territory's."""
    if not exists(plan, account, day):
        return []
    territory = plan.territories.get(account.get("territory", ""), {})
    for listed in (some(account.get("owners")), some(territory.get("owners"))):
        found = [one for one in listed if is_primary(one) and holds_on(one, day) and takes(one, account, product)]
        if found:
            return found
    return []


def owned(plan: Plan, account: Record, person: str, day: date) -> Fraction:
    """Return the part of an account that somebody owns on a day, its products counted alike."""
    products = some(account.get("products")) or [None]
    shares = [
        number(one.get("share", "100%"))
        for product in products
        for one in owners(plan, account, day, product)
        if one["person"] == person
    ]
    return sum(shares, ZERO) / len(products)


def is_covered(plan: Plan, account: Record, day: date) -> bool:
    """Whether an account has a primary owner who is employed on a day, for one of its products."""
    for product in some(account.get("products")) or [None]:
        for one in owners(plan, account, day, product):
            person = plan.people.get(one["person"])
            if person and person.employed(day):
                return True
    return False
