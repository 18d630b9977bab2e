"""A candidate trained from the page: people's labels in, a model beside the one in use out, nothing lost or mixed."""

import multiprocessing
from collections.abc import Generator, Sequence
from datetime import datetime, timedelta

import pytest

from feedback_app import clock
from feedback_app.channels.hotline.engines import asking, learners, queries, training_job
from feedback_app.channels.hotline.engines.asking import TooFewLabels, TrainingUnderWay, ask_for_training
from feedback_app.channels.hotline.engines.folders import SHIPPED, get_folder, list_names
from feedback_app.channels.hotline.engines.labels import collect_labels, count_labels
from feedback_app.channels.hotline.engines.learners import LearnerLost, learn_aside
from feedback_app.channels.hotline.engines.service import NothingToCompareBy
from feedback_app.channels.hotline.review import Decision, decide
from feedback_app.database import unit_of_work
from feedback_app.directory.models import Unit
from feedback_app.jobs.models import Job, JobState
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.service import pause, resume
from feedback_app.jobs.worker import Step, run_job
from feedback_app.ledger.queries import list_entries
from nlp.corpus import Example, own_examples
from nlp.linear import LinearModel
from nlp.training import train
from nlp.validity import Reason
from tests.feedback_app.channels.hotline.engines.conftest import GLOOMY, store_audited, turned
from tests.feedback_app.channels.hotline.records import Said, store_records

Parts = list[list[Example]]


@pytest.fixture
def learnt(monkeypatch: pytest.MonkeyPatch) -> Parts:
    """What the learner was given, part by part; it learns nothing and says twice that it is still there."""
    parts: Parts = []

    def quick(examples: Sequence[Example], *, seed: int, sign: Step) -> Generator[Step, None, LinearModel]:
        parts.append(list(examples))
        yield sign
        yield sign
        return turned(GLOOMY)

    monkeypatch.setattr(training_job, "learn_aside", quick)
    return parts


def _ask(now: datetime) -> Job:
    with unit_of_work():
        return ask_for_training(actor="chen", now=now)


def _label_another(unit: Unit, now: datetime) -> None:
    with unit_of_work():
        record = store_records(now, unit, [Said(level=1, text="路灯坏了半个月，报修三次没有人来修。", surely=False)])[0]
    with unit_of_work():
        decide(record.id, Decision(reason=Reason.REQUEST), actor="reviewer", now=now)


def test_a_training_ends_with_a_candidate_compared_and_promotes_nothing(
    taught: Unit, learnt: Parts, now: datetime
) -> None:
    job = _ask(now)
    run_job(job.id)
    done, city = get_job(job.id), collect_labels()
    assert (done.state, done.done, done.outcome["model"]) == (JobState.DONE, done.total, GLOOMY)
    assert done.outcome["compared"] == len(city.held_out)
    assert done.outcome["lost"] > 0  # it takes enquiries for evaluations
    folder = get_folder(GLOOMY)
    assert [point["examples"] for point in folder.manifest["report"]["curve"]] == [len(part) for part in learnt]
    assert (folder.manifest["made_by"], folder.manifest["labels"]["city"]) == ("chen", done.outcome["labels"]["city"])
    assert done.title == f"训练候选模型：本市判定 {done.outcome['labels']['city']} 条"
    assert done.outcome["labels"]["city"] == len(city.to_learn()) >= 30
    assert queries.name_in_force() == SHIPPED
    entry = list_entries(subject_kind="model")[0]
    assert (entry.action, entry.actor, entry.subject_key) == ("model.train", "chen", GLOOMY)


def test_it_learns_what_the_command_learns_and_nothing_held_out(taught: Unit, learnt: Parts, now: datetime) -> None:
    job = _ask(now)
    run_job(job.id)
    city = collect_labels()
    assert learnt[-1] == [*own_examples(), *city.to_learn()]
    assert not {one.text for one in city.held_out} & {one.text for part in learnt for one in part}
    assert [len(part) for part in learnt] == sorted(len(part) for part in learnt)


def _run_parts(job: Job, parts: int) -> None:
    """Run a training until so many parts are on record, and drop it as a kill does."""
    steps = training_job.training_steps(job)
    while len(get_job(job.id).checkpoint.get("curve", [])) < parts:
        step = next(steps)
        with unit_of_work():
            progress = step()
            kept = get_job(job.id)
            kept.checkpoint, kept.done, kept.total = dict(progress.checkpoint), progress.done, progress.total


def test_a_killed_training_goes_on_behind_what_it_measured(taught: Unit, learnt: Parts, now: datetime) -> None:
    job = _ask(now)
    _run_parts(job, 2)
    assert 0 < get_job(job.id).done < get_job(job.id).total
    assert list_names() == [SHIPPED]
    before = len(learnt)
    run_job(job.id)
    assert get_job(job.id).state is JobState.DONE
    assert [len(part) for part in learnt[before:]] == sorted(len(part) for part in learnt[before:])
    assert len(learnt) == 4
    assert len(get_folder(GLOOMY).manifest["report"]["curve"]) == 4


def test_labels_that_came_meanwhile_are_learnt_from_the_beginning(taught: Unit, learnt: Parts, now: datetime) -> None:
    job = _ask(now)
    _run_parts(job, 2)
    _label_another(taught, now)
    run_job(job.id)
    assert len(learnt) == 2 + 4
    assert len(learnt[-1]) == len(own_examples()) + len(collect_labels().to_learn())


def test_a_candidate_of_the_same_labels_is_not_trained_again(taught: Unit, learnt: Parts, now: datetime) -> None:
    first = _ask(now)
    run_job(first.id)
    second = _ask(now)
    run_job(second.id)
    assert len(learnt) == 4
    assert get_job(second.id).outcome == get_job(first.id).outcome


def test_a_paused_training_holds_its_place_and_goes_on(
    taught: Unit, learnt: Parts, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = _ask(now)

    def interrupted(examples: Sequence[Example], *, seed: int, sign: Step) -> Generator[Step, None, LinearModel]:
        with unit_of_work():
            pause(get_job(job.id))
        yield sign
        raise AssertionError("it went on")

    with monkeypatch.context() as patched:
        patched.setattr(training_job, "learn_aside", interrupted)
        run_job(job.id)
    assert get_job(job.id).state is JobState.PAUSED
    with pytest.raises(TrainingUnderWay):
        _ask(now)
    with unit_of_work():
        resume(get_job(job.id))
    run_job(job.id)
    assert get_job(job.id).state is JobState.DONE


@pytest.mark.parametrize(
    ("flaw", "said"),
    [(LearnerLost(), "多半是内存不够"), (ValueError("no example carries a label"), "no example")],
)
def test_a_failure_is_told_in_words_and_leaves_no_candidate(
    taught: Unit, now: datetime, monkeypatch: pytest.MonkeyPatch, flaw: Exception, said: str
) -> None:
    def fail(examples: Sequence[Example], *, seed: int, sign: Step) -> Generator[Step, None, LinearModel]:
        yield sign
        raise flaw

    monkeypatch.setattr(training_job, "learn_aside", fail)
    job = _ask(now)
    run_job(job.id)
    assert get_job(job.id).state is JobState.FAILED
    assert said in get_job(job.id).outcome["error"]
    assert list_names() == [SHIPPED]
    assert _ask(now).id != job.id  # one that failed does not stand in the way


def test_only_one_at_a_time(taught: Unit, learnt: Parts, now: datetime) -> None:
    first = _ask(now)
    with pytest.raises(TrainingUnderWay):
        _ask(now)
    with unit_of_work():  # two workers, each with a training that was asked for at the same moment
        late = asking.enqueue(asking.KIND, {}, title="late", actor="li", now=now)
        row = get_job(first.id)
        row.state, row.lease_until, row.attempts = JobState.RUNNING, now + timedelta(minutes=1), 1
    run_job(late.id)
    assert get_job(late.id).state is JobState.FAILED
    assert "还没有结束" in get_job(late.id).outcome["error"]
    assert learnt == []
    with clock.stopped(now + timedelta(minutes=2)):  # the first one's worker was lost: it comes back
        run_job(first.id)
    assert get_job(first.id).state is JobState.DONE


def test_too_few_labels_are_refused_with_the_number(context: None, now: datetime) -> None:
    with pytest.raises(TooFewLabels) as refused:
        _ask(now)
    assert "只有 0 条" in refused.value.explain()


def test_near_copies_of_held_out_records_count_for_nothing(audited: Unit, now: datetime) -> None:
    """Of the eighty audited records all are alike, so that those to learn from are copies of those that test."""
    assert count_labels().to_learn >= asking.LEAST_LABELS
    with pytest.raises(TooFewLabels) as refused:
        _ask(now)
    assert "只有 0 条" in refused.value.explain()


def test_without_records_to_test_by_nothing_is_trained(
    context: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = store_audited(now, records=50)
    monkeypatch.setattr(asking, "LEAST_LABELS", 1)
    monkeypatch.setattr(asking, "LEAST", count_labels().held_out + 1)
    with pytest.raises(NothingToCompareBy):
        _ask(now)
    assert unit is not None


def test_labels_are_counted_as_they_are_collected(audited: Unit, now: datetime) -> None:
    _label_another(audited, now)
    with unit_of_work():
        decide(1, Decision(reason=Reason.OTHER), actor="reviewer", now=now)  # audited as well: the audit's word counts
    counted, city = count_labels(), collect_labels()
    assert (counted.review, counted.audit, counted.held_out) == (len(city.review), len(city.audit), len(city.held_out))
    assert counted.to_learn == counted.review + counted.audit


FEW = own_examples()[:12]


def test_a_process_of_its_own_learns_while_this_one_says_that_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "BEAT", 0.2)
    signs: list[str] = []
    learning = learn_aside(FEW, seed=0, sign="still there")
    while True:
        try:
            signs.append(next(learning))
        except StopIteration as end:
            model = end.value
            break

    assert set(signs) == {"still there"}
    assert model.version == train(FEW, seed=0).version
    assert model.find_head("kind") is not None
    assert multiprocessing.active_children() == []


def test_the_process_is_gone_when_the_job_lets_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "BEAT", 0.05)
    learning = learn_aside(FEW, seed=0, sign="still there")
    next(learning)
    assert multiprocessing.active_children() != []
    learning.close()
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_or_fails_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "BEAT", 0.05)
    learning = learn_aside(FEW, seed=0, sign="still there")
    next(learning)
    multiprocessing.active_children()[0].kill()
    with pytest.raises(LearnerLost):
        list(learning)
    with pytest.raises(ValueError, match="no example carries a label"):
        list(learn_aside([], seed=0, sign="still there"))
    assert multiprocessing.active_children() == []
