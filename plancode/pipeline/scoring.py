"""Scorecards and follow-up of a plan, for the terminal, as Markdown, or for programs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from plancode.locale.catalogue import Language, word
from plancode.locale.width import visible
from plancode.model.team import Person, Team
from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import Checked
from plancode.pipeline.tabling import show_table, table_for_programs
from plancode.render.blocks import Block, View
from plancode.render.edition import Edition
from plancode.render.markdown import write_markdown
from plancode.render.terminal import write_terminal
from plancode.render.views.follow_up import follow_up_view
from plancode.render.views.footer import footer, not_judged_line
from plancode.render.views.pool import pool_sections
from plancode.render.views.score_card import score_view, year_view
from plancode.render.views.scores import reconciled, scores_blocks, spread_blocks
from plancode.said.value import Term
from plancode.scorecard.cards import Cards, PersonCard
from plancode.scorecard.follow_up import FollowUp
from plancode.scorecard.pools import pools
from plancode.scorecard.stretches import years
from plancode.tables.pace import pace_table
from plancode.tables.scores import lines_table, scores_table

PaperForm = Literal["text", "markdown", "json", "csv"]


@dataclass(frozen=True, slots=True)
class WantedCards:
    """Whose scorecards are wanted, and of which period (None for the newest, `each` for all)."""

    person: str | None = None
    team: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """How something is to be written."""

    language: Language
    form: PaperForm
    columns: int
    why: bool = False


def why_none(checked: Checked, person: str | None, team: str | None, language: Language) -> str | None:
    """Return why nothing can be shown, or None where it can."""
    if checked.results is None:
        return word("results.not_read", language) + "\n"
    for name, model, key in ((person, Person, "results.no_person"), (team, Team, "empty_table.no_team")):
        if name is not None and checked.graph.find(model, name) is None:
            return word(key, language).format(name=visible(name)) + "\n"
    return None


def score(checked: Checked, wanted: WantedCards, paper: Paper) -> str | None:
    """Return scorecards: one in full where a person is named, else a line each; None where nobody is scored then."""
    edition = edition_of(checked)
    if edition is None or edition.cards is None:
        return None
    cards = _cards(edition.cards, wanted)
    if not cards and wanted.period is not None:
        return None
    listed = (*cards, *_of_years(edition.cards, cards, wanted.period))
    analysis = edition.cards.analysis
    if paper.why or paper.form in ("json", "csv"):
        scores = scores_table(analysis, edition.facts, listed, pools(edition.cards))
        tables = (*((lines_table(analysis, listed),) if wanted.person else ()), scores)
        if paper.form in ("json", "csv"):
            return table_for_programs(checked, tables[0], paper.language, paper.form, why=paper.why)
        return "\n".join(show_table(checked, table, paper.language, paper.columns, why=True) for table in tables)
    people = {card.person.model.id for card in cards} if wanted.person or wanted.team else None
    pay = tuple(pool_sections(edition, people, {(card.rubric.key, card.stretch) for card in cards}))
    views = [*_in_full(edition, cards, wanted)] if wanted.person else [_scores(edition, listed, wanted, pay)]
    views = views or [_scores(edition, cards, wanted, ())]
    if wanted.person:
        views[-1] = replace(views[-1], blocks=(*views[-1].blocks[:-1], *pay, *views[-1].blocks[-1:]))
    return _written(views, edition, paper)


def _of_years(cards: Cards, made: tuple[PersonCard, ...], name: str | None) -> Iterator[PersonCard]:
    """Yield the years that lie in a period, after the cards that they are made of."""
    period = cards.graph.period(name) if name not in (None, "each") else None
    for stretch in years(cards.analysis.horizon) if period is not None else ():
        if period is None or not period.covers(stretch.period) or any(card.stretch == stretch for card in made):
            continue
        for person in dict.fromkeys(card.person.model.id for card in made):
            last = next(card for card in reversed(made) if card.person.model.id == person)
            year = cards.year(last.person, stretch)
            if year is not None:
                yield replace(last, stretch=stretch, card=year.card)


def _in_full(edition: Edition, cards: tuple[PersonCard, ...], wanted: WantedCards) -> Iterator[View]:
    """Yield scorecards in full, and after those of a whole year its own."""
    yield from (score_view(edition, card) for card in cards)
    period = edition.graph.period(wanted.period) if wanted.period not in (None, "each") else None
    if edition.cards is None or period is None:
        return
    for stretch in years(edition.cards.analysis.horizon):
        if period.covers(stretch.period) and cards:
            view = year_view(edition, cards[-1].person, stretch)
            yield from (view,) if view is not None else ()


def _scores(edition: Edition, cards: tuple[PersonCard, ...], wanted: WantedCards, pay: tuple[Block, ...]) -> View:
    whole: tuple[Block, ...] = (*spread_blocks(edition), *reconciled(edition)) if wanted == WantedCards() else ()
    blocks = (*scores_blocks(edition, cards), *pay, *whole, footer(edition))
    return View("", Term("results.page"), blocks)


def _cards(cards: Cards, wanted: WantedCards) -> tuple[PersonCard, ...]:
    """Return the cards of everybody, or of those whose newest team on the day is a team or below it."""
    staffing, day = cards.analysis.staffing, cards.analysis.as_of
    people = [person for person in staffing.people if wanted.person in (None, person.model.id)]
    if wanted.team is not None:
        teams = set(staffing.subtree(wanted.team))
        people = [person for person in people if cards.measured.team_on(person, day) in teams]
    if wanted.period is not None:
        return tuple(card for person in people for card in cards.in_period(person, wanted.period))
    return tuple(card for person in people if (card := cards.newest(person)) is not None)


def track(checked: Checked, team: str | None, paper: Paper) -> str | None:
    """Return the follow-up of a team, or of all teams from the top down."""
    edition = edition_of(checked)
    if edition is None or edition.standings is None:
        return None
    standings = edition.standings
    teams = [entity for entity in standings.teams if team in (None, entity.model.id)]
    if paper.why or paper.form in ("json", "csv"):
        table = pace_table(FollowUp(standings, entity) for entity in teams)
        if paper.form in ("json", "csv"):
            return table_for_programs(checked, table, paper.language, paper.form, why=paper.why)
        return show_table(checked, table, paper.language, paper.columns, why=True)
    views = [view for entity in teams if (view := follow_up_view(edition, entity)) is not None]
    return _written(views, edition, paper)


def _written(views: list[View], edition: Edition, paper: Paper) -> str:
    """Return views as text, and as the last line what was not judged."""
    last = replace(views[-1], blocks=(*views[-1].blocks, *not_judged_line(edition.unjudged))) if views else None
    told = [*views[:-1], *((last,) if last is not None else ())]
    if paper.form == "markdown":
        return "\n".join(write_markdown(view, paper.language, alone=True) for view in told)
    return "\n".join(write_terminal(view, paper.language, paper.columns) for view in told)
