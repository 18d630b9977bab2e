"""The report of `python -m nlp report`: the model against real, labelled messages beside the project.

No figure rests on messages that its model learnt from: the shipped model learns from our own corpus alone, and what
learns from the real messages is measured on folds it has not seen.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.corpus import Example, own_examples, read_examples
from nlp.extraction import Extraction
from nlp.features import lay_out
from nlp.hot_quality import report_hot_issues
from nlp.pipeline import Pipeline
from nlp.privacy import safe_texts
from nlp.quality import Measure, measure
from nlp.structure import cue_names, find_cues
from nlp.sureness import report_sureness
from nlp.tasks import TASKS
from nlp.training import folds_of, train
from nlp.validity import VALID, Reason
from nlp.voices import heard_texts

_EVALUATIONS, _THEMES = Path("hotline/evaluations_dev.jsonl"), Path("hotline/themes_dev.csv")
_RECORDS, _TOPICS = Path("hotline/messages_2019.csv"), Path("hotline/hot_topics_2019.csv")
_BANK, _ENQUIRIES = Path("polarity/bank_comments.csv"), Path("hotline/department_questions.csv")
_CURVE = (0.125, 0.25, 0.5, 1.0)
_NEUTRAL = "2"  # the bank comments' class of comments without an opinion
_FEWEST = 5


def report(pipeline: Pipeline, data: Path, parts: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of a Markdown report over the files of the data folder, or of these parts of it only.

    FileNotFoundError where no file of labelled messages is there.
    """
    yield f"# What the text engine gets right (model {pipeline.model.version})"
    yield ""
    yield "Real messages; none measured here was learnt from. Regenerate: `python -m nlp report --data FOLDER`."
    yield "Cues, features, signs, composition, `VALID_FROM` and the scales of `nlp.tasks` were chosen while reading"
    yield "development messages, and many messages of ours were written on skeletons of other real ones: they flatter."
    yield "Brackets hold the middle 95 % over 200 resamples of the messages."
    if not any((data / name).is_file() for name in (_EVALUATIONS, _THEMES)):
        raise FileNotFoundError(2, "holds neither file of labelled messages", str(data))
    for name, (needed, tell) in PARTS.items():
        if (not parts or name in parts) and all((data / file).is_file() for file in needed):
            yield from tell(pipeline, data)


def _shipped(pipeline: Pipeline, data: Path) -> Iterator[str]:
    examples, random = _evaluations(data)
    answers = pipeline.extract_many([example.text for example in examples])
    yield from _on_samples("the model as it is", examples, answers, random)
    yield from report_sureness(pipeline.model, [examples[place] for place in sorted(random)])


def _learnt(_: Pipeline, data: Path) -> Iterator[str]:
    """Tell what a city's own labels add: our corpus and four fifths of the real labels, tested on the fifth."""
    examples, random = _evaluations(data)
    classes = np.unique(
        [f"{example.kind}{place in random}" for place, example in enumerate(examples)], return_inverse=True
    )
    answers = answers_by_fold(own_examples(), examples, folds_of(classes[1], seed=0))
    yield from _on_samples("learning from four fifths of the labels, five folds", examples, answers, random)


def _evaluations(data: Path) -> tuple[list[Example], set[int]]:
    """Return the labelled messages and the places of those drawn at random."""
    drawn = {place for place, record in enumerate(_records(data)) if record.get("sample") == "random"}
    return read_examples(data / _EVALUATIONS), drawn


def _records(data: Path) -> list[dict[str, Any]]:
    """Return the labelled messages with all fields that their file has."""
    return [json.loads(line) for line in (data / _EVALUATIONS).read_text(encoding="utf-8").splitlines() if line]


def _on_samples(
    title: str, examples: Sequence[Example], answers: Sequence[Extraction], random: set[int]
) -> Iterator[str]:
    chosen = sorted(random)
    drawn = measure([examples[place] for place in chosen], [answers[place] for place in chosen])
    yield from _table(f"{title}: random sample", drawn)
    yield from _table(f"{title}: with the messages chosen for praise", measure(examples, answers))


def answers_by_fold(own: Sequence[Example], local: Sequence[Example], folds: NDArray[np.int64]) -> list[Extraction]:
    """Answer each fold of the local examples by a model of our own examples and of the other folds."""
    answers: dict[int, Extraction] = {}
    for fold in np.unique(folds).tolist():
        seen, unseen = np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold).tolist()
        model = train([*own, *(local[place] for place in seen)])
        found = Pipeline(model=model).extract_many([local[place].text for place in unseen])
        answers.update(zip(unseen, found, strict=True))
    return [answers[place] for place in range(len(local))]


def _themes(pipeline: Pipeline, data: Path) -> Iterator[str]:
    examples = read_examples(data / _THEMES)
    answers = pipeline.extract_many([example.text for example in examples])
    yield from _table("themes, nothing learnt from them", measure(examples, answers))


def _themes_learnt(_: Pipeline, data: Path) -> Iterator[str]:
    examples = read_examples(data / _THEMES)
    with (data / _THEMES).open(encoding="utf-8-sig", newline="") as lines:
        folds = np.array([int(row["fold"]) for row in csv.DictReader(lines)])
    answers = answers_by_fold([], examples, folds)
    yield from _table("themes, learnt from the other folds alone", measure(examples, answers))
    yield "\n| fold | macro-F1 | top two | accepted without a person | of these right | messages |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for fold in np.unique(folds).tolist():
        places = np.flatnonzero(folds == fold).tolist()
        found = measure([examples[place] for place in places], [answers[place] for place in places], resamples=1)
        value = {one.name: one.value for one in found}
        columns = ("macro-F1", "top two", "accepted without a person", "accepted and right")
        cells = " | ".join(f"{value[f'theme: {column}']:.3f}" for column in columns)
        yield f"| {fold} | {cells} | {len(places)} |"


def _bank(pipeline: Pipeline, data: Path) -> Iterator[str]:
    """Tell opinions from neutral comments on banks: by the model as it is, and by the same learner on comments."""
    with (data / _BANK).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    kinds = [Reason.OTHER.value if row["class"] == _NEUTRAL else VALID for row in rows]
    examples = [Example(text=row["text"], kind=kind) for row, kind in zip(rows, kinds, strict=True)]
    answers = pipeline.extract_many([example.text for example in examples])
    yield from _table("opinions on banks, nothing learnt from them", _of_validity(measure(examples, answers)))
    folds = folds_of(np.array([kind == VALID for kind in kinds], dtype=np.int64), seed=0)
    learnt = _of_validity(measure(examples, answers_by_fold([], examples, folds)))
    yield from _table("opinions on banks, learnt from the other four of five folds", learnt)


def _enquiries(pipeline: Pipeline, data: Path) -> Iterator[str]:
    with (data / _ENQUIRIES).open(encoding="utf-8-sig", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    answers = pipeline.extract_many(texts)
    wrong = sum(bool(answer.valid) for answer in answers)
    alone = sum(bool(answer.valid) and not answer.abstained for answer in answers)
    yield "\n## enquiries to departments, none of them an evaluation\n"
    yield f"{wrong} of {len(texts)} ({wrong / len(texts):.1%}) were held for an evaluation, {alone} without a person."


def _of_validity(measures: Sequence[Measure]) -> list[Measure]:
    return [one for one in measures if one.name.startswith("valid:")]


def _curve(_: Pipeline, data: Path) -> Iterator[str]:
    """Tell how the corpus' size matters: models of ever larger random parts of it, the random sample as the test."""
    examples, random = _evaluations(data)
    tested = [examples[place] for place in sorted(random)]
    own = own_examples()
    order = np.random.default_rng(0).permutation(len(own)).tolist()
    yield "\n## learning curve: parts of our corpus, random sample\n"
    yield "| messages learnt from | valid: F1 | valid: AUC | kinds: macro-F1 |\n| ---: | ---: | ---: | ---: |"
    for share in _CURVE:
        part = [own[place] for place in order[: round(share * len(own))]]
        model = train(part, tasks=[task for task in TASKS if task.name == "kind"])
        found = measure(tested, Pipeline(model=model).extract_many([example.text for example in tested]), resamples=1)
        value = {one.name: one.value for one in found}
        cells = " | ".join(f"{value[name]:.3f}" for name in ("valid: F1", "valid: AUC", "kinds: macro-F1"))
        yield f"| {len(part)} | {cells} |"


def _rules(_: Pipeline, data: Path) -> Iterator[str]:
    """Tell each cue's coverage and how often its vote is right: for a judgement, or against one."""
    examples, random = _evaluations(data)
    tested = [examples[place] for place in sorted(random)]
    is_valid = np.array([example.kind == VALID for example in tested])
    chunk = lay_out(heard_texts(safe_texts([example.text for example in tested])))
    hits = find_cues(chunk)
    yield "\n## cues: how many messages they stand in, and what those are\n"
    yield f"{is_valid.mean():.0%} of {len(tested)} messages are evaluations; a cue alone decides nothing.\n"
    yield "| cue | messages | of these evaluations | in the title | of these evaluations |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for column, name in enumerate(cue_names()):
        places = hits.position[hits.cue == column]
        rows = chunk.rows[places]
        titled = rows[places < chunk.title_ends[rows]]
        yield f"| {name} | {_share(rows, is_valid)} | {_share(titled, is_valid)} |"


def _share(rows: NDArray[np.int64], is_valid: NDArray[np.bool_]) -> str:
    """Return how many records there are and the share of evaluations, unless they are too few to tell."""
    found = np.unique(rows)
    return f"{len(found)} | {is_valid[found].mean():.2f}" if len(found) >= _FEWEST else f"{len(found)} | "


def _errors(pipeline: Pipeline, data: Path) -> Iterator[str]:
    """List the wrong verdicts by the ids of the messages, so that they can be read one by one."""
    examples, random = _evaluations(data)
    ids = [record["id"] for record in _records(data)]
    yield "\n## wrong verdicts, random sample\n"
    yield "| message | labelled | read as | probability of a judgement |\n| ---: | --- | --- | ---: |"
    chosen = sorted(random)
    for place, answer in zip(chosen, pipeline.extract_many([examples[one].text for one in chosen]), strict=True):
        if (examples[place].kind == VALID) != bool(answer.valid):
            yield f"| {ids[place]} | {examples[place].kind} | {answer.reason or VALID} | {answer.p_valid:.2f} |"


def _hot(_: Pipeline, data: Path) -> Iterator[str]:
    yield from report_hot_issues(data / _RECORDS, data / _TOPICS)


def _table(title: str, measures: Sequence[Measure]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield "| measure | value | | messages |\n| --- | ---: | --- | ---: |"
    for one in measures:
        yield f"| {one.name} | {one.value:.3f} | [{one.low:.3f}, {one.high:.3f}] | {one.count} |"


_Telling = Callable[[Pipeline, Path], Iterator[str]]
PARTS: dict[str, tuple[tuple[Path, ...], _Telling]] = {
    "shipped": ((_EVALUATIONS,), _shipped),
    "learnt": ((_EVALUATIONS,), _learnt),
    "themes": ((_THEMES,), _themes),
    "themes-learnt": ((_THEMES,), _themes_learnt),
    "bank": ((_BANK,), _bank),
    "enquiries": ((_ENQUIRIES,), _enquiries),
    "curve": ((_EVALUATIONS,), _curve),
    "cues": ((_EVALUATIONS,), _rules),
    "hot": ((_RECORDS, _TOPICS), _hot),
    "errors": ((_EVALUATIONS,), _errors),
}
"""The parts of the report by name: the files each needs, and what tells it."""
