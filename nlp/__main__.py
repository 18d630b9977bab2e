"""`python -m nlp extract | train | hot | report | bench`: the engine from a terminal."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from errno import EISDIR, ENOENT, ENOTDIR
from io import TextIOWrapper
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
from nlp.record_lines import batches, read_messages
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
        for problem in _told(flaw):
            sys.stderr.write(f"{problem}\n")
        return 2
    return 0


def _told(flaw: Exception) -> list[str]:
    """Return the lines about what went wrong; the operating system's words begin with the file that it meant."""
    if isinstance(flaw, OSError) and flaw.filename is not None:
        return [f"{flaw.filename}: {(flaw.strerror or 'cannot be used').lower()}"]
    problems: list[str] = getattr(flaw, "problems", [str(flaw)])
    return problems


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as flaw:
        raise argparse.ArgumentTypeError(f"{told!r} is no day such as 2026-03-01") from flaw


def _days(told: str) -> int:
    if not told.isdecimal() or not int(told):
        raise argparse.ArgumentTypeError(f"{told!r} is no number of days, 1 or more")
    return int(told)


def _require_folder_for(file: Path) -> None:
    """Refuse a file that cannot be written before the work is done for it."""
    if file.is_dir():
        raise IsADirectoryError(EISDIR, "is a folder, a file is expected", str(file))
    if not file.absolute().parent.is_dir():
        raise FileNotFoundError(ENOENT, "its folder does not exist, and nothing was written", str(file))


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
    hot.add_argument("--until", type=_day, help="last day of the window; without it all records count")
    hot.add_argument("--days", type=_days, default=7, help="length of the window and of the 8 periods before it")
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
    if isinstance(sys.stdin, TextIOWrapper):  # JSON is UTF-8 whatever the terminal is; a byte that is not has its line
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    for batch in batches(read_messages(sys.stdin), CHUNK):
        for (key, _), extraction in zip(batch, pipeline.extract_many([text for _, text in batch]), strict=True):
            sys.stdout.write(json.dumps(_answer(key, extraction), ensure_ascii=False) + "\n")
        sys.stdout.flush()


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
    _require_folder_for(options.out)
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
    if options.out.exists() and not options.out.is_dir():
        raise NotADirectoryError(ENOTDIR, "is a file, a folder is expected", str(options.out))
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
