"""``feedback nlp``: train a candidate, compare it, let it read, go back, read old records again."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from feedback_app import clock
from feedback_app.accounts.permissions import Permission, permits
from feedback_app.accounts.queries import find_account
from feedback_app.accounts.service import PasswordOfAnother, SignInRefused, has_password_of_another, try_password
from feedback_app.channels.hotline.engines import queries, service
from feedback_app.channels.hotline.engines.comparing import Comparison, Scores, compare
from feedback_app.channels.hotline.engines.folders import ModelDamaged, get_folder, list_names
from feedback_app.channels.hotline.engines.labels import collect_labels
from feedback_app.channels.hotline.engines.lessons import gather_lessons
from feedback_app.channels.hotline.engines.months import watch_months
from feedback_app.channels.hotline.engines.rereading import ask_for_rereading
from feedback_app.database import unit_of_work
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.worker import run_job
from feedback_app.localisation import local_minute
from feedback_app.periods.queries import get_period
from nlp.corpus import CorpusFlawed
from surveys.estimation import MeasuredShare

ACTOR = "command line"
_BY = click.option("--by", "login_name", required=True, help="who decides: an account that may promote models")
_PASSWORD = click.password_option("--password", confirmation_prompt=False, help="that person's; asked for if left out")


@click.group("nlp")
def nlp() -> None:
    """Models that read the hotline: train, compare, promote, roll back, read again."""


@nlp.command("train")
@click.option("--data", "files", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seed", default=0, show_default=True)
def train(files: tuple[Path, ...], seed: int) -> None:
    """Train a candidate on the shipped corpus, labelled files and this city's own labels; nothing reads with it yet."""
    # Learning needs scikit-learn, 70 MB that no page and no other command should load.
    from feedback_app.channels.hotline.engines.training import train_candidate

    try:
        lessons = gather_lessons(files, collect_labels(), seed=seed)
    except CorpusFlawed as flawed:
        raise click.ClickException("\n".join(flawed.problems)) from flawed
    folder = train_candidate(lessons, seed=seed, actor=ACTOR, now=clock.now())
    with unit_of_work():
        lessons.note(folder, actor=ACTOR, now=clock.now())
    learnt = lessons.facts["labels"]
    Console().print(
        f"candidate {folder.name} from {len(lessons.examples):,} examples: {learnt['city']:,} labels of this city, "
        f"{learnt['files']:,} of files ({learnt['left_out']:,} left out as held-out tests)",
        highlight=False,
    )


@nlp.command("models")
def models() -> None:
    """List the models, and which one reads."""
    table, in_force = Table("model", "in force", "made", "examples", "weights"), queries.name_in_force()
    for name in list_names():
        try:
            folder = get_folder(name)
        except ModelDamaged as damaged:
            table.add_row(name, "", damaged.explain(), "", "")
            continue
        made = local_minute(folder.made_at) if folder.made_at else "with the product"
        mark = "yes" if name == in_force else ""
        table.add_row(name, mark, made, f"{folder.manifest['examples']:,}", folder.sha256[:12])
    Console().print(table)


@nlp.command("compare")
@click.argument("old")
@click.argument("new")
def compare_(old: str, new: str) -> None:
    """Let models OLD and NEW read the same held-out audited records."""
    _show(compare(get_folder(old), get_folder(new), collect_labels().held_out))


@nlp.command("promote")
@click.argument("model")
@_BY
@_PASSWORD
@click.option("--yes", is_flag=True, help="do not ask after the comparison")
def promote(model: str, login_name: str, password: str, yes: bool) -> None:
    """Let MODEL read from now on, after a look at old and new side by side."""
    actor = _person(login_name, password)
    candidate = get_folder(model)
    comparison = compare(get_folder(queries.name_in_force()), candidate, collect_labels().held_out)
    _show(comparison)
    if not yes:
        click.confirm(f"let {model} read from now on?", abort=True)
    with unit_of_work():
        service.promote(candidate, comparison, seen=comparison.digest, actor=actor, now=clock.now())
    Console().print(f"{model} reads from now on", highlight=False)


@nlp.command("rollback")
@_BY
@_PASSWORD
def rollback(login_name: str, password: str) -> None:
    """Let the model read again that read before the one in force."""
    actor = _person(login_name, password)
    with unit_of_work():
        promotion = service.roll_back(actor=actor, now=clock.now())
    Console().print(f"{promotion.model} reads again", highlight=False)


@nlp.command("quality")
@click.argument("period")
def quality(period: str) -> None:
    """Print what the machine reads in PERIOD and how right it is, month by month, with alarms."""
    drift = watch_months(get_period(period), get_folder(queries.name_in_force()).load())
    table = Table("figure", "month", "value", "95 % interval", "records", "alarm")
    for name, series in zip(("valid", "confidence", "unknown grams", "audited right"), drift.series, strict=True):
        for one in series:
            interval, mark = f"{one.interval.low:.3f}–{one.interval.high:.3f}", "ALARM" if one.is_alarming else ""
            table.add_row(name, one.month, f"{one.value:.3f}", interval, f"{one.n:,}", mark)
    Console().print(table)


@nlp.command("reread")
@click.argument("period")
@_BY
@_PASSWORD
def reread(period: str, login_name: str, password: str) -> None:
    """Read the records of PERIOD again with the model in force; what people have decided stays."""
    actor = _person(login_name, password)
    with unit_of_work():
        job = ask_for_rereading(get_period(period), actor=actor, now=clock.now())
    run_job(job.id)
    outcome = get_job(job.id).outcome
    if "error" in outcome:
        raise click.ClickException(f"the reading stopped: {outcome['error']}")
    Console().print(f"{outcome.get('read', 0):,} read again, {outcome.get('changed', 0):,} changed", highlight=False)


def _person(login_name: str, password: str) -> str:
    """Return who decides, once they have shown who they are and that they may.

    Raises:
        SignInRefused, AccountLocked, PasswordOfAnother
    """
    with unit_of_work():
        is_right = try_password(login_name, password, now=clock.now())
    account = find_account(login_name)
    if not is_right or account is None:
        raise SignInRefused
    if has_password_of_another(login_name):
        raise PasswordOfAnother
    if not permits(account.role, Permission.PROMOTE_MODELS):
        raise click.ClickException(f"{login_name} may not promote models")
    return login_name


def _show(found: Comparison) -> None:
    table = Table("on held-out records", found.old.model, found.new.model, title=f"{found.n:,} audited records")
    for name, old, new in zip(_NAMES, _cells(found.old), _cells(found.new), strict=True):
        table.add_row(name, old, new)
    console = Console()
    console.print(table)
    console.print(
        f"right only by the new {found.gained:,}, only by the old {found.lost:,}; by chance alone {found.chance:.3f}",
        highlight=False,
    )


_NAMES = ("valid: precision", "valid: recall", "valid or not: right", "  where it is sure", "level", "theme")


def _cells(scores: Scores) -> list[str]:
    shares = (scores.valid.precision, scores.valid.recall, scores.right, scores.sure, scores.level, scores.theme)
    return [_share(share) for share in shares]


def _share(share: MeasuredShare) -> str:
    if share.value is None or share.interval is None:
        return "—"
    return f"{share.value:.3f} ({share.interval.low:.3f}–{share.interval.high:.3f})"
