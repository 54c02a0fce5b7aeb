"""COV: customers left without what something in the plan needs of them: a potential, a class of the call plan."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.above import territory_of
from plancode.graph.entity import Entity
from plancode.graph.parts import Customer
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind
from plancode.model.territories import Account, AccountGroup, Territory
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.rules.written import is_missing

if TYPE_CHECKING:
    from plancode.said.value import Values


@rule("COV113", "customer-without-potential", WARNING, figures=True)
def customer_without_potential(context: RuleContext) -> Iterator[Problem]:
    """A customer's `potential` is left blank, while people of a role are compared by the potential they look after.

    ## Why it matters
    Left blank is not nothing: the customer may be the largest of all. Taken for 0 it would make its owner look poor,
    and others rich, and advice to move customers would be wrong. The balance of potential of the role is not judged
    until all of its customers have one. A customer that another one supplies (`supplied_by`) or that belongs to one
    (`parent`) counts with that one. Where nobody has a potential, nothing is compared.

    ## Fails
    ```yaml
    accounts:
      - {id: hualian, class: A, potential: 6M}
      - {id: jiahe, class: A}
    ```

    ## Passes
    ```yaml
    accounts:
      - {id: hualian, class: A, potential: 6M}
      - {id: jiahe, class: A, potential: 2.5M}
    ```

    ## How to fix
    Write what the customer could buy in the plan's period, and be it an estimate; 0 where it is known to buy nothing.
    """
    figures, told = context.figures, set[Entity[Keyed]]()
    for target in figures.targets.targets:
        told.update(target.blanks)
    for balance in figures.balance:
        for person, blanks in balance.unknown:
            for customer in blanks.customers:
                if customer not in told and is_missing(context, customer, "potential"):
                    told.add(customer)
                    values: Values = {"customer": customer.ref, "person": person.ref, "role": balance.role.ref}
                    yield Problem(customer.place("potential"), "plain", values, customer.ref)


def _visited(context: RuleContext) -> Iterator[Customer]:
    """Yield the customers of a plan with a call plan, as far as they are customers in it."""
    ownership = context.figures.ownership
    if context.figures.workload.call_plans.documents and EntityKind.TERRITORY_MAP not in context.graph.lost_kinds:
        for name, customers in ownership.customers.items():
            territory = context.graph.find(Territory, name)
            for customer in customers:
                start, end = ownership.lifetime(customer, territory)
                if start < end and (isinstance(customer.model, Account) or customer.model.count):
                    yield customer


@rule("COV114", "customer-without-class", WARNING, figures=True)
def customer_without_class(context: RuleContext) -> Iterator[Problem]:
    """A customer has no class, though the plan says by class how often customers are visited.

    ## Why it matters
    Visits follow from the class alone: the customer is in nobody's visits and in nobody's workload, and stands in the
    table of coverage as not judged.

    ## Fails
    ```yaml
    call_plan: {A: {calls: 36/year, minutes: 60min}}
    territories: [{id: pudong, accounts: [{id: hualian, class: A}, {id: jiahe}]}]
    ```

    ## Passes
    ```yaml
    call_plan: {A: {calls: 36/year, minutes: 60min}}
    territories: [{id: pudong, accounts: [{id: hualian, class: A}, {id: jiahe, class: A}]}]
    ```

    ## How to fix
    Write the `class` of the customer. Customers who are not to be visited get a class of their own in the call plan,
    such as `D: {calls: 0/year, minutes: 0min}`.
    """
    for customer in _visited(context):
        model = customer.model
        if model.class_ is None and is_missing(context, customer, "class"):
            values: Values = {"customer": customer.ref, "classes": _classes(context)}
            if isinstance(model, AccountGroup):
                values |= {"count": model.count}
            variant = "group" if isinstance(model, AccountGroup) else "plain"
            yield Problem(customer.place("class"), variant, values, customer.ref)


@rule("COV115", "class-not-in-call-plan", WARNING, figures=True)
def class_not_in_call_plan(context: RuleContext) -> Iterator[Problem]:
    """A customer has a class that no call plan has; capitals and small letters differ.

    ## Why it matters
    Visits follow from the class: the customer is in nobody's visits and in nobody's workload.

    ## Fails
    ```yaml
    call_plan: {A: {calls: 36/year, minutes: 60min}}
    territories: [{id: pudong, accounts: [{id: hualian, class: a}]}]
    ```

    ## Passes
    ```yaml
    call_plan: {A: {calls: 36/year, minutes: 60min}}
    territories: [{id: pudong, accounts: [{id: hualian, class: A}]}]
    ```

    ## How to fix
    Write one of the classes of the call plan, exactly as it stands there, or add the class to it. Customers who are not
    to be visited get a class with no calls, such as `D: {calls: 0/year, minutes: 0min}`.
    """
    plans, classes = context.figures.workload.call_plans, _classes(context)
    for customer in _visited(context):
        name = customer.model.class_
        territory = context.graph.find(Territory, territory_of(customer) or "")
        if name is not None and plans.of_class(name, territory.document_id if territory else "") is None:
            meant = next((known for known in classes if known.casefold() == name.casefold()), "")
            values: Values = {"customer": customer.ref, "class": name, "meant": meant, "classes": classes}
            yield Problem(customer.place("class"), "case" if meant else "plain", values, customer.ref, name)


def _classes(context: RuleContext) -> tuple[str, ...]:
    """Return the classes of all call plans, in their order."""
    documents = context.figures.workload.call_plans.documents
    return tuple(dict.fromkeys(name for document in documents for name in document.model.call_plan))


RULES: Final = (customer_without_potential, customer_without_class, class_not_in_call_plan)
