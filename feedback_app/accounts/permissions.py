"""What each role may do: one table, which the guard test and the accounts page both read."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """The kinds of users who sign in. Citizens never do."""

    ADMINISTRATOR = "administrator"
    ASSESSMENT_OFFICE = "assessment_office"
    POLLER = "poller"
    ANALYST = "analyst"
    DEPARTMENT = "department"
    ORGANISER = "organiser"


class Permission(StrEnum):
    """One thing a person may be allowed to do."""

    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_API_KEYS = "manage_api_keys"
    READ_LEDGER = "read_ledger"
    READ_DIRECTORY = "read_directory"
    EDIT_DIRECTORY = "edit_directory"
    RUN_PERIODS = "run_periods"
    RUN_CAMPAIGNS = "run_campaigns"
    READ_CAMPAIGNS = "read_campaigns"
    UPLOAD_PHONE_SAMPLES = "upload_phone_samples"
    READ_PHONE_SAMPLES = "read_phone_samples"
    IMPORT_HOTLINE = "import_hotline"
    REVIEW_EVALUATIONS = "review_evaluations"
    RUN_AUDITS = "run_audits"
    PROMOTE_MODELS = "promote_models"
    CHANGE_STANDING = "change_standing"
    ORGANISE_BALLOTS = "organise_ballots"
    MANAGE_SCORING = "manage_scoring"
    DECIDE_SCHEMES = "decide_schemes"
    READ_SCORES = "read_scores"
    READ_OWN_SCORES = "read_own_scores"


_P = Permission

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            _P.MANAGE_ACCOUNTS,
            _P.MANAGE_API_KEYS,
            _P.READ_LEDGER,
            _P.READ_DIRECTORY,
            _P.EDIT_DIRECTORY,
            _P.DECIDE_SCHEMES,
        }
    ),
    Role.ASSESSMENT_OFFICE: frozenset(Permission) - {_P.MANAGE_ACCOUNTS, _P.MANAGE_API_KEYS, _P.UPLOAD_PHONE_SAMPLES},
    Role.POLLER: frozenset({_P.UPLOAD_PHONE_SAMPLES, _P.READ_PHONE_SAMPLES}),
    Role.ANALYST: frozenset({_P.READ_DIRECTORY, _P.IMPORT_HOTLINE, _P.REVIEW_EVALUATIONS, _P.READ_SCORES}),
    Role.DEPARTMENT: frozenset({_P.READ_DIRECTORY, _P.READ_OWN_SCORES}),
    Role.ORGANISER: frozenset({_P.READ_DIRECTORY, _P.ORGANISE_BALLOTS}),
}
"""The administrator runs the machine but sees no scores; the assessment office runs the scores but no accounts.

Both may decide a change of the scheme, so that an office of one has a second person; neither decides his own."""


class ApiScope(StrEnum):
    """What an API key may be used for."""

    UPLOAD_PHONE_SAMPLES = "upload_phone_samples"


def permits(role: Role, permission: Permission) -> bool:
    """Tell whether a role carries a permission."""
    return permission in GRANTS[role]
