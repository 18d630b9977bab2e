"""Which slices the application is made of: their tables, pages and commands, and the jobs that they run."""

from collections.abc import Mapping
from types import ModuleType

import click
from flask import Blueprint, url_for

import feedback_app.accounts.models
import feedback_app.campaigns.models
import feedback_app.channels.hotline.audits.models
import feedback_app.channels.hotline.engines.models
import feedback_app.channels.hotline.models
import feedback_app.channels.phone.models
import feedback_app.channels.reverse.models
import feedback_app.directory.models
import feedback_app.jobs.models
import feedback_app.ledger.models
import feedback_app.periods.models
import feedback_app.responses.models
import feedback_app.scoring.models
import feedback_app.themes.models
from feedback_app.accounts.cli import account
from feedback_app.accounts.views import blueprint as accounts
from feedback_app.campaigns.changing_views import blueprint as campaigns
from feedback_app.campaigns.posters import blueprint as posters
from feedback_app.channels.hotline.audits.cli import audit
from feedback_app.channels.hotline.audits.views import blueprint as audits
from feedback_app.channels.hotline.cli import import_hotline
from feedback_app.channels.hotline.engines.asking import KIND as MODEL_TRAINING
from feedback_app.channels.hotline.engines.cli import nlp
from feedback_app.channels.hotline.engines.rereading import KIND as HOTLINE_REREAD
from feedback_app.channels.hotline.engines.rereading import reread_steps
from feedback_app.channels.hotline.engines.training_job import training_steps
from feedback_app.channels.hotline.engines.views import blueprint as engines
from feedback_app.channels.hotline.importing import KIND as HOTLINE_IMPORT
from feedback_app.channels.hotline.importing import import_steps
from feedback_app.channels.hotline.views import blueprint as hotline
from feedback_app.channels.phone.cli import import_phone
from feedback_app.channels.phone.views import blueprint as phone
from feedback_app.channels.reverse.ballot_views import blueprint as ballot
from feedback_app.channels.reverse.cli import ballots
from feedback_app.channels.reverse.scored_groups import ScoredGroups
from feedback_app.channels.reverse.views import blueprint as reverse
from feedback_app.channels.web.views import blueprint as web
from feedback_app.dashboards.views import blueprint as dashboards
from feedback_app.demonstration.cli import demo
from feedback_app.directory.cli import export_directory, import_directory
from feedback_app.directory.file_views import blueprint as directory
from feedback_app.integrity.batch_views import blueprint as integrity
from feedback_app.jobs.cli import worker
from feedback_app.jobs.views import JobPage
from feedback_app.jobs.views import blueprint as jobs
from feedback_app.jobs.worker import Handler
from feedback_app.periods.views import blueprint as periods
from feedback_app.scoring.cli import import_components, score, verify
from feedback_app.scoring.final_views import blueprint as scoring
from feedback_app.scoring.rater_groups import list_scored_groups
from feedback_app.scoring.scheme_views import blueprint as schemes
from feedback_app.scoring.weight_views import blueprint as weights
from feedback_app.themes.cli import issues
from feedback_app.themes.finding import KIND as HOT_ISSUES
from feedback_app.themes.finding import issue_steps
from feedback_app.themes.views import address_of_board
from feedback_app.themes.views import blueprint as themes

TABLES: tuple[ModuleType, ...] = (
    feedback_app.ledger.models,
    feedback_app.jobs.models,
    feedback_app.accounts.models,
    feedback_app.directory.models,
    feedback_app.periods.models,
    feedback_app.campaigns.models,
    feedback_app.responses.models,
    feedback_app.channels.phone.models,
    feedback_app.channels.hotline.models,
    feedback_app.channels.hotline.audits.models,
    feedback_app.channels.hotline.engines.models,
    feedback_app.channels.reverse.models,
    feedback_app.scoring.models,
    feedback_app.themes.models,
)
BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts,
    directory,
    jobs,
    periods,
    campaigns,
    posters,
    integrity,
    web,
    phone,
    hotline,
    audits,
    engines,
    themes,
    reverse,
    ballot,
    scoring,
    schemes,
    weights,
    dashboards,
)
COMMANDS: tuple[click.Command, ...] = (account, audit, ballots, demo, issues, nlp, score, verify, worker)
IMPORTS: tuple[click.Command, ...] = (
    import_directory,
    import_phone,
    import_hotline,
    import_components,
)
EXPORTS: tuple[click.Command, ...] = (export_directory,)
JOB_HANDLERS: Mapping[str, Handler] = {
    HOTLINE_IMPORT: import_steps,
    HOTLINE_REREAD: reread_steps,
    HOT_ISSUES: issue_steps,
    MODEL_TRAINING: training_steps,
}
JOB_PAGES: Mapping[str, JobPage] = {
    HOTLINE_REREAD: lambda _job: url_for("engines.index"),
    MODEL_TRAINING: lambda _job: url_for("engines.index"),
    HOT_ISSUES: address_of_board,
}
"""Where what came of a kind of job is seen, besides the job's own page."""
SCORED_GROUPS: ScoredGroups = list_scored_groups
"""Who knows which rater groups the scheme in force scores."""
