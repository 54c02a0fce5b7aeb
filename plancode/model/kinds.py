"""The kinds of document and of the things in them."""

from enum import StrEnum


class EntityKind(StrEnum):
    """Everything in a plan that has an id and can be referred to."""

    PLAN = "plan"
    METRIC = "metric"
    PRODUCT = "product"
    CHANNEL = "channel"
    SEGMENT = "segment"
    SKILL = "skill"
    PARTY = "party"
    ASSUMPTION = "assumption"
    RIVAL = "rival"
    TEAM_LIST = "team_list"
    TEAM = "team"
    ROLE = "role"
    PERSON = "person"
    TERRITORY_MAP = "territory_map"
    TERRITORY = "territory"
    ACCOUNT = "account"
    ACCOUNT_GROUP = "account_group"
    TARGET = "target"
    TARGET_ROW = "target_row"
    OPPORTUNITY = "opportunity"
    CALENDAR = "calendar"
    PROFILE = "profile"
    EVENT = "event"
    STRATEGY = "strategy"
    CHOICE = "choice"
    ACTION_LIST = "action_list"
    ACTION = "action"
    RESPONSIBILITIES = "responsibilities"
    DUTY = "duty"
    CADENCE = "cadence"
    MEETING = "meeting"
    RUBRIC = "rubric"
    KPI = "kpi"
    ASSESSMENT_LIST = "assessment_list"
    ASSESSMENT = "assessment"
    GIVEN_POINTS = "given_points"
    ACTUALS = "actuals"
    SOURCE = "source"
    ADJUSTMENT = "adjustment"
    REVIEW = "review"
    REVIEW_ACTION = "review_action"
    PERIOD = "period"


ACTORS = (EntityKind.PERSON, EntityKind.ROLE, EntityKind.TEAM, EntityKind.PARTY)
"""Those who can do something share one space of ids."""

DOCUMENT_SCOPED = frozenset(
    {
        EntityKind.KPI, EntityKind.MEETING, EntityKind.TARGET_ROW, EntityKind.ASSESSMENT, EntityKind.GIVEN_POINTS,
        EntityKind.REVIEW_ACTION,
    }
)  # fmt: skip
"""Kinds whose ids need be unique in their document only; their keys carry the document's id."""


class DocumentKind(StrEnum):
    """What `kind:` may say."""

    PLAN = "plan"
    TEAM = "team"
    TERRITORIES = "territories"
    TARGETS = "targets"
    CALENDAR = "calendar"
    STRATEGY = "strategy"
    ACTIONS = "actions"
    RESPONSIBILITIES = "responsibilities"
    CADENCE = "cadence"
    RUBRIC = "rubric"
    ASSESSMENTS = "assessments"
    ACTUALS = "actuals"
    ADJUSTMENT = "adjustment"
    REVIEW = "review"
