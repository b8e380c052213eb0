"""The status rule of docs/status-rule.md: from complete histories to one answer with its reasons."""

from .acting import ACTING_SCHEMA_IDS, is_acting_schema
from .dates import format_time, resolve_dates
from .facts import facts_of_history
from .joins import joined_subjects
from .model import ControllerPeriod, Joined, KeyFact, Outcome, Record, SubjectFacts
from .rule import EXPIRING_WITHIN_S, evaluate_status
from .verdict import RULE_VERSION, Flag, FlagCode, Reason, Status, StatusCode

__all__ = [
    "ACTING_SCHEMA_IDS",
    "EXPIRING_WITHIN_S",
    "RULE_VERSION",
    "ControllerPeriod",
    "Flag",
    "FlagCode",
    "Joined",
    "KeyFact",
    "Outcome",
    "Reason",
    "Record",
    "Status",
    "StatusCode",
    "SubjectFacts",
    "evaluate_status",
    "facts_of_history",
    "format_time",
    "is_acting_schema",
    "joined_subjects",
    "resolve_dates",
]
