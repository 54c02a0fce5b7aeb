"""CHG: people who carry a quota, and are left without customers by a change."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.rules.changed import digest
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Values


@rule("CHG118", "carrier-left-without-customers", WARNING, change=True)
def carrier_left_without_customers(context: RuleContext) -> Iterator[Problem]:
    """Somebody loses all customers by a change, and keeps a quota and a territory that has none.

    ## Why it matters
    A quota without customers is missed, or reached with those of others. No rule of the plan itself says so: there is
    a territory, and it is theirs. Looked at are the day of looking and the days ahead on which customers change hands.

    ## Fails
    The change moves all accounts of `pudong`, the territory of `li-na`, to `hongqiao`, and leaves her target.

    ## Passes
    The same with an adjustment that moves her target with the customers, or one account that stays.

    ## How to fix
    Give the person other customers, or move the target with those that go: a document of `kind: adjustment` with
    `delta` and `to`. If customers are still to be found, say so: let somebody accept it in accepted.yaml.
    """
    comparison = context.change
    analysis, told = comparison.head.analysis, set[str]()
    if analysis is None:
        return
    days = ((context.as_of, comparison.people), *((ahead.day, ahead.people) for ahead in comparison.ahead))
    for day, effects in days:
        for effect in effects:
            before, after = effect.before, effect.after
            person = analysis.graph.find(Person, effect.person.id)
            if before is None or after is None or person is None or person.model.id in told:
                continue
            is_bare = before.customers and not after.customers and after.territories and after.is_there
            if is_bare and any(after.wholes.values()) and analysis.staffing.has_quota(person):
                told.add(person.model.id)
                territories = tuple(sorted(after.territories, key=lambda ref: ref.id))
                values: Values = {"person": person.ref, "count": len(before.customers), "day": day}
                yield _problem(person, values | {"territories": territories})


def _problem(person: Entity[Person], values: "Values") -> Problem:
    subject = digest(person.model.id, str(values["day"]), str(values["count"]))
    return Problem(person.place("id"), "plain", values, person.ref, subject)


RULES: Final = (carrier_left_without_customers,)
