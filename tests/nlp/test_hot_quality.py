from pathlib import Path

import numpy as np
import pytest

from nlp.hot_choice import best_by_threshold, planted
from nlp.hot_files import hot_issues_of, read_records
from nlp.hot_issues import Record
from nlp.hot_quality import SEEDS, match_topics, read_topics, report_hot_issues
from nlp.segmentation import Segmenter
from nlp.titles import LEAST_ALIKE

SEGMENTER = Segmenter()
HEARD = [
    Record(id="1", title="翠湖小区路灯坏了没人修"),
    Record(id="2", title="翠湖小区路灯坏了很久"),
    Record(id="3", title="人才公寓申请条件是什么"),
]


def test_the_best_issue_of_a_topic_and_its_rank() -> None:
    lamps, homes, nothing = match_topics(
        hot_issues_of(HEARD, SEGMENTER), {"lamps": {"1"}, "homes": {"3"}, "nothing": {"9"}}
    )
    assert (lamps.f1, lamps.rank) == (pytest.approx(2 / 3), 1)
    assert (homes.f1, homes.rank) == (1, 2)
    assert nothing.f1 == 0


def test_topics_keep_the_records_with_enough_votes(tmp_path: Path) -> None:
    path = tmp_path / "topics.csv"
    path.write_text("topic,msg_id,votes\nlamps,1,2\nlamps,2,1\nhomes,3,4\n", "utf-8")
    assert read_topics(path) == {"lamps": {"1"}, "homes": {"3"}}
    assert read_topics(path, least_votes=1)["lamps"] == {"1", "2"}


def test_the_report_holds_every_topic_and_the_mean(tmp_path: Path) -> None:
    (tmp_path / "topics.csv").write_text("topic,msg_id,votes\nlamps,1,2\nlamps,2,2\n", "utf-8")
    lines = "\n".join(f"{record.id},{record.title}," for record in HEARD)
    (tmp_path / "records.csv").write_text(f"id,subject,detail\n{lines}\n", "utf-8")
    told = list(report_hot_issues(tmp_path / "records.csv", tmp_path / "topics.csv"))
    assert told[-2:] == ["| 1 | 2 | 1.000 to 1.000 | 1 |", "| mean | | 1.000, deviation 0.000 | |"]


def test_titles_are_linked_from_where_our_own_topics_are_met_best() -> None:
    records, topics = planted()
    means = best_by_threshold(records, topics)
    assert len(topics) == 8
    assert min(map(len, topics.values())) >= 10
    assert max(means, key=lambda least: means[least]) == LEAST_ALIKE


@pytest.mark.shared_data
def test_the_topics_that_people_agreed_on_are_found_whatever_the_seed(shared_data: Path) -> None:
    records = read_records(shared_data / "hotline" / "messages_2019.csv")
    topics = read_topics(shared_data / "hotline" / "hot_topics_2019.csv")
    runs = [match_topics(hot_issues_of(records, SEGMENTER, seed=seed), topics) for seed in SEEDS]
    means = [np.mean([match.f1 for match in run]) for run in runs]
    assert min(means) >= 0.9
    assert np.std(means) <= 0.02
    assert max(match.rank for run in runs for match in run) <= 5
