"""The parts of a territory or customer that an owner is for: a channel, a product, a segment."""

from plancode.graph.entity import Entity
from plancode.model.territories import Account, AccountGroup, Owner, OwnerFor

Customer = Entity[Account] | Entity[AccountGroup]


def takes(owner: Owner, customer: Customer) -> bool:
    """Whether a customer is in the part of a territory that an owner looks after."""
    wanted, model = owner.for_, customer.model
    if wanted is None:
        return True
    if wanted.channel is not None and model.channel != wanted.channel:
        return False
    if not isinstance(model, Account):
        return wanted.segment is None
    if wanted.segment is not None and model.segment != wanted.segment:
        return False
    return wanted.product is None or not model.products or wanted.product in model.products


def overlap(part: OwnerFor | None, other: OwnerFor | None) -> bool:
    """Whether two parts of a territory have something in common: no channel, product or segment parts them."""
    if part is None or other is None:
        return True
    pairs = ((part.channel, other.channel), (part.product, other.product), (part.segment, other.segment))
    return all(first is None or second is None or first == second for first, second in pairs)
