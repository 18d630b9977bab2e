"""`python -m nlp extract | train | hot | report | bench`: the engine from a terminal."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from nlp import model_store
from nlp.bench import Sizes, bench
from nlp.corpus import CorpusFlawed, Example, fingerprint, own_examples, own_files, read_examples
from nlp.extraction import Extraction
from nlp.features import CHUNK
from nlp.hot_files import hot_issues_of, read_issues, read_records, write_hot_issues
from nlp.hot_issues import Window
from nlp.model_store import ModelUnusable
from nlp.pipeline import Pipeline
from nlp.report import PARTS, report
from nlp.segmentation import Segmenter
from nlp.training import train

_DATA = Path("../shared/data")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; problems go to standard error, one a line, and give exit code 2."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (CorpusFlawed, ModelUnusable, OSError, ValueError) as flaw:
        for problem in getattr(flaw, "problems", [str(flaw)]):
            sys.stderr.write(f"{problem}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlp", description="Valid evaluations out of citizens' messages.")
    commands = parser.add_subparsers(required=True)
    extract = commands.add_parser("extract", help="read {id, text} lines from standard input, write extractions")
    extract.add_argument("--model", type=Path, help="model folder; the shipped model without it")
    extract.set_defaults(run=_extract)
    learn = commands.add_parser("train", help="learn from labelled files on top of the shipped corpus")
    learn.add_argument("--data", type=Path, action="append", nargs="+", default=[], help="JSONL or CSV with labels")
    learn.add_argument("--out", type=Path, required=True, help="model folder to write")
    learn.add_argument("--seed", type=int, default=0)
    learn.add_argument("--only-data", action="store_true", help="leave the shipped corpus out")
    learn.set_defaults(run=_train)
    hot = commands.add_parser("hot", help="rank what many records of a file speak of")
    hot.add_argument("--in", dest="records", type=Path, required=True, help="CSV with id, subject, detail, time")
    hot.add_argument("--out", type=Path, required=True, help="CSV to write: issue, rank, members and why it is hot")
    hot.add_argument("--until", type=date.fromisoformat, help="last day of the window; without it all records count")
    hot.add_argument("--days", type=int, default=7, help="length of the window and of the 8 periods before it")
    hot.add_argument("--previous", type=Path, help="file of an earlier run, whose issues keep their keys and names")
    hot.add_argument("--seed", type=int, default=0)
    hot.set_defaults(run=_hot)
    tell = commands.add_parser("report", help="measure the model on labelled messages")
    tell.add_argument(
        "--data",
        type=Path,
        default=_DATA,
        help="folder with hotline/evaluations_dev.jsonl and the like; else %(default)s",
    )
    tell.add_argument("--part", choices=PARTS, action="append", default=[], help="this part only; may be repeated")
    tell.add_argument("--model", type=Path, help="model folder; the shipped model without it")
    tell.set_defaults(run=_report)
    cost = commands.add_parser("bench", help="measure what it costs, beside a naive chain in the same run")
    cost.add_argument("--model", type=Path, default=model_store.SHIPPED_FOLDER, help="model folder")
    cost.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="folder of real messages, if there is one"
    )
    cost.set_defaults(run=_bench)
    return parser


def _extract(options: argparse.Namespace) -> None:
    pipeline = Pipeline.load(options.model)
    lines = (line for line in sys.stdin if line.strip())
    while batch := list(islice(lines, CHUNK)):
        records = [json.loads(line) for line in batch]
        found = pipeline.extract_many([str(record["text"]) for record in records])
        for record, extraction in zip(records, found, strict=True):
            sys.stdout.write(json.dumps(_answer(record["id"], extraction), ensure_ascii=False) + "\n")


def _answer(key: Any, extraction: Extraction) -> dict[str, Any]:
    return {
        "id": key,
        "valid": extraction.valid,
        "reason": extraction.reason,
        "level": extraction.level,
        "aspects": list(extraction.aspects),
        "theme": extraction.theme,
        "theme_top": [list(pair) for pair in extraction.theme_top],
        "body": extraction.body,
        "p_valid": extraction.p_valid,
        "span": None if extraction.span is None else list(extraction.span),
        "abstained": extraction.abstained,
        "urgency": extraction.urgency,
        "text": extraction.text,
    }


def _hot(options: argparse.Namespace) -> None:
    window = Window(last=options.until, days=options.days) if options.until else None
    records = read_records(options.records, needs_days=window is not None)
    previous = read_issues(options.previous) if options.previous else []
    issues = hot_issues_of(records, Segmenter(), window=window, previous=previous, seed=options.seed)
    write_hot_issues(options.out, issues)
    sys.stdout.write(f"{options.out}: {len(issues)} issues of {len(records)} records\n")


def _report(options: argparse.Namespace) -> None:
    for line in report(Pipeline.load(options.model), options.data, options.part):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _bench(options: argparse.Namespace) -> None:
    for line in bench(options.model, options.data, Sizes()):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _train(options: argparse.Namespace) -> None:
    examples = list(_examples([path for group in options.data for path in group], only_data=options.only_data))
    model = train(examples, seed=options.seed)
    facts = {
        "seed": options.seed,
        "examples": len(examples),
        "data": fingerprint(examples),
        "corpus": {} if options.only_data else own_files(),
    }
    model_store.save(model, options.out, facts)
    sys.stdout.write(f"{options.out}: model {model.version} from {len(examples)} examples\n")


def _examples(paths: Iterable[Path], *, only_data: bool) -> Iterator[Example]:
    if not only_data:
        yield from own_examples()
    for path in paths:
        yield from read_examples(path)


if __name__ == "__main__":
    sys.exit(main())
