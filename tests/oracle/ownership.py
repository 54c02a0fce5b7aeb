"""Who looks after an account on a day (docs/numbers.md, Coverage and Facts in force)."""

from collections import defaultdict
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


def share_of(owner: Record) -> Fraction:
    """Return an owner's share; an adjustment may leave one that is no whole percentage."""
    written = owner.get("share", "100%")
    return written if isinstance(written, Fraction) else number(written)


def takes(owner: Record, account: Record, product: str | None) -> bool:
    """Whether what an owner is for takes an account's channel and segment, and one product of it."""
    wanted = owner.get("for") or {}
    if any(wanted.get(key) and wanted[key] != account.get(key) for key in ("channel", "segment")):
        return False
    return not wanted.get("product") or wanted["product"] == product


def takes_any(owner: Record, account: Record) -> bool:
    """Whether what an owner is for takes an account with one of its products."""
    if not (owner.get("for") or {}).get("product") or not account.get("products"):
        return takes(owner, account, (owner.get("for") or {}).get("product"))
    return any(takes(owner, account, product) for product in account["products"])


def products_of(plan: Plan, account: Record) -> list[str | None]:
    """Return the products of an account: those it names, else all of the plan."""
    named = some(account.get("products")) or [one["id"] for one in some(plan.head.get("products"))]
    return list(dict.fromkeys(named)) or [None]


def exists(plan: Plan, account: Record, day: date) -> bool:
    """Whether an account is a customer on a day, and its territory exists."""
    territory = plan.territories.get(account.get("territory", ""), {})
    return holds_on(account, day, "since", "until") and holds_on(territory, day)


def owners(plan: Plan, account: Record, day: date, product: str | None) -> list[Record]:
    """Return the primary owners in force for a product of an account: its own before the territory's."""
    if not exists(plan, account, day):
        return []
    territory = plan.territories.get(account.get("territory", ""), {})
    for listed in (some(account.get("owners")), some(territory.get("owners"))):
        found = [one for one in listed if is_primary(one) and holds_on(one, day) and takes_any(one, account)]
        if found:
            return [one for one in found if takes(one, account, product)]
    return []


def owned(plan: Plan, account: Record, person: str, day: date) -> Fraction:
    """Return the part of an account that somebody owns on a day, its products counted alike."""
    asked = (account["id"], day)
    if asked not in plan.known:
        plan.known[asked] = _parts(plan, account, day)
    return plan.known[asked].get(person, ZERO)


def _parts(plan: Plan, account: Record, day: date) -> dict[str, Fraction]:
    products = products_of(plan, account)
    found: dict[str, Fraction] = defaultdict(Fraction)
    for product in products:
        for one in owners(plan, account, day, product):
            found[one["person"]] += share_of(one) / len(products)
    return found


def is_covered(plan: Plan, account: Record, day: date) -> bool:
    """Whether every product of an account has a primary owner on a day who looks after it."""
    products = products_of(plan, account)
    return all(any(looks_after(plan, one, day) for one in owners(plan, account, day, product)) for product in products)


def kept_by(plan: Plan, owner: Record, day: date) -> set[str]:
    """Return who has an owner's customers on a day: the owner; before an open seat begins its carrier as well."""
    seat = plan.people.get(owner["person"])
    carrier = plan.carrier(seat) if seat else None
    is_kept = seat is not None and carrier is not None and not seat.employed(day)
    return {owner["person"], carrier.record["id"]} if is_kept and carrier else {owner["person"]}


def looks_after(plan: Plan, owner: Record, day: date) -> bool:
    """Whether an owner is employed on a day, or somebody who carries the work of their open seat is."""
    person = plan.people.get(owner["person"])
    carrier = plan.carrier(person) if person else None
    return any(one.employed(day) for one in (person, carrier) if one)
