"""COV: skills that work asks for and people do not have."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from plancode.analysis.fit import Need, held
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.model.actions import Action
from plancode.model.plan import Skill
from plancode.model.responsibilities import Duty
from plancode.model.team import Person, Role
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.said.value import Ref, Said

if TYPE_CHECKING:
    from plancode.graph.entity import Entity, Key

_NAMED_AT_MOST: Final = 3


def _nobody_has(context: RuleContext) -> Iterator[Need]:
    """Yield the needs that none of those concerned meets or learns to meet, each lack once."""
    said: dict[tuple[Key, Key], int] = {}
    fit = context.figures.fit
    for need in fit.needs:
        if need.highest < need.level and not any(fit.learns(person, need.skill) for person in need.people):
            pairs = [(person.key, need.skill.key) for person in need.people]
            if any(said.get(pair, 0) < need.level for pair in pairs):
                yield need
                said |= dict.fromkeys(pairs, need.level)


@rule("COV106", "skill-nobody-has", WARNING, figures=True)
def skill_nobody_has(context: RuleContext) -> Iterator[Problem]:
    """A role, territory, account or duty asks for a skill that nobody concerned has at that level.

    ## Why it matters
    Work should be given to people who can do it. Concerned are all who have the role, all owners of the territory
    or account, or all who do the duty or answer for it; a duty asks for level 1. A training or coaching that raises the
    skill and takes one of them in settles it until it has ended; then the level that it has brought stands at the
    person. Plans that state no skills of people are left alone, and so are open
    seats.

    ## Fails
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}], needs: {cold-chain: 2}}]
    people: [{id: li-na, skills: {cold-chain: 1}}]
    ```

    ## Passes
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}], needs: {cold-chain: 2}}]
    people: [{id: li-na, skills: {cold-chain: 1}}]
    actions: [{id: cold-course, kind: training, people: [li-na], skills: [cold-chain]}]
    ```

    ## How to fix
    Plan a training or coaching with the skill under `skills` and the person under `people`, give the work to somebody
    who has the skill, or hire for it. Where the level is asked too high, or written too low for somebody, mend that.
    """
    seen: set[tuple[Key, Key]] = set()
    for need in _nobody_has(context):
        source = (need.source.key, need.skill.key)
        if source not in seen:
            seen.add(source)
            fits, model = _fits(context, need), need.source.model
            kind = "owner" if isinstance(model, Territory | Account) else "duty" if isinstance(model, Duty) else "role"
            values: dict[str, Said] = {
                "source": need.source.ref,
                "skill": need.skill.ref,
                "level": need.level,
                "highest": need.highest,
                "people": tuple(person.ref for person in need.people),
                "fits": fits,
            }
            variant = f"{kind}_fit" if fits else kind
            yield Problem(_place(need), variant, values, need.source.ref, need.skill.model.id)


def _place(need: Need) -> Place:
    if isinstance(need.source.model, Duty):
        return need.source.place("skills", need.source.model.skills.index(need.skill.model.id))
    return need.source.place("needs", need.skill.model.id)


def _fits(context: RuleContext, need: Need) -> tuple[Ref, ...]:
    """Return who of the team has everything that a territory or an account asks for, and does not own it."""
    graph, model = context.graph, need.source.model
    if not isinstance(model, Territory | Account):
        return ()
    source = graph.find(Territory, model.id) if isinstance(model, Territory) else graph.find(Account, model.id)
    best = context.figures.fit.fit(source).best if source is not None else ()
    return tuple(fitting.person.ref for fitting in best)[:_NAMED_AT_MOST]


@rule("COV107", "owner-without-skill", WARNING, figures=True)
def owner_without_skill(context: RuleContext) -> Iterator[Problem]:
    """Somebody lacks a skill that their role, or a territory or account of theirs, asks for, and others have it.

    ## Why it matters
    People should work where they are strong, and training should close what is missing. Where nobody
    concerned has the skill, it is another finding. A training or coaching for the skill that takes the person in
    settles it until it has ended. All that one person lacks is one finding; the largest gap is told.

    ## Fails
    ```yaml
    roles: [{id: rep, needs: {negotiation: 2}}]
    people:
      - {id: li-na, role: rep, skills: {negotiation: 3}}
      - {id: wu-hao, role: rep, skills: {negotiation: 1}}
    ```

    ## Passes
    The same, with a training for Wu Hao.
    ```yaml
    actions: [{id: talks, kind: training, people: [wu-hao], skills: [negotiation]}]
    ```

    ## How to fix
    Plan a training or coaching with the skill under `skills` and the person under `people`, or give the territory or
    account to somebody who has what it asks for. Where the level is written wrong, or a training has raised it, mend
    it.
    """
    fit = context.figures.fit
    nobody = {(person.key, need.skill.key) for need in _nobody_has(context) for person in need.people}
    lacks: dict[Entity[Person], list[Need]] = defaultdict(list)
    for need in fit.needs:
        for person in () if isinstance(need.source.model, Duty) else need.lacking:
            if (person.key, need.skill.key) not in nobody and not fit.learns(person, need.skill):
                lacks[person].append(need)
    for person, needs in lacks.items():
        worst = max(needs, key=lambda need: need.level - held(person, need.skill))
        fits = _fits(context, worst)
        values: dict[str, Said] = {
            "person": person.ref,
            "skills": tuple(dict.fromkeys(need.skill.ref for need in needs)),
            "source": worst.source.ref,
            "skill": worst.skill.ref,
            "level": worst.level,
            "held": held(person, worst.skill),
            "fits": fits,
        }
        place = person.place("skills", key=True) if person.model.skills else person.place("id")
        variant, action = _training(context, worst.skill)
        if action is not None:
            values["action"] = action.ref
        yield Problem(place, variant or ("fit" if fits else "plain"), values, person.ref, related=(_place(worst),))


def _training(context: RuleContext, skill: "Entity[Skill]") -> tuple[str, "Entity[Action] | None"]:
    """Return the training or coaching for a skill that is planned without somebody, else one that is over."""
    over: Entity[Action] | None = None
    for action in context.graph.all(Action):
        model = action.model
        if (
            model.kind not in {"training", "coaching"}
            or skill.model.id not in model.skills
            or model.status == "dropped"
        ):
            continue
        if model.status != "done" and (model.to is None or model.to >= context.as_of):
            return "planned", action
        over = action
    return ("ended", over) if over is not None else ("", None)


@rule("COV118", "level-outside-scale", WARNING)
def level_outside_scale(context: RuleContext) -> Iterator[Problem]:
    """Somebody has a level of a skill that its scale does not have, or a role, territory or account asks for one.

    ## Why it matters
    What level 8 means on a scale of four nobody can say: the person seems to be fit for everything, or nobody ever is.

    ## Fails
    ```yaml
    skills: [{id: negotiation, levels: {"1": Listens, "2": Talks to stores, "3": Talks to chains}}]
    people: [{id: li-na, role: rep, team: east, skills: {negotiation: 8}}]
    ```

    ## Passes
    ```yaml
    people: [{id: li-na, role: rep, team: east, skills: {negotiation: 3}}]
    ```

    ## How to fix
    Write one of the levels of the skill, or add the level with what it means to its `levels`. 0 is always taken: not at
    all.
    """
    holders: list[tuple[Entity[Person] | Entity[Role] | Entity[Territory] | Entity[Account], str, Mapping[str, int]]]
    holders = [(person, "skills", person.model.skills) for person in context.graph.all(Person)]
    holders += [(role, "needs", role.model.needs) for role in context.graph.all(Role)]
    holders += [(territory, "needs", territory.model.needs) for territory in context.graph.all(Territory)]
    holders += [(account, "needs", account.model.needs) for account in context.graph.all(Account)]
    for entity, key, levels in holders:
        for name, level in levels.items():
            skill = context.graph.find(Skill, name)
            known = tuple(skill.model.levels) if skill is not None else ()
            if skill is not None and level and known and str(level) not in known:
                values: dict[str, Said] = {"entity": entity.ref, "skill": skill.ref, "level": level, "known": known}
                yield Problem(entity.place(key, name), key, values, entity.ref, name, (skill.place("levels"),))


RULES: Final = (skill_nobody_has, owner_without_skill, level_outside_scale)
