"""A file that cannot be written is refused before the work is done for it, whichever command asks."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from feedback_app.cli import main
from feedback_app.gateways.written import WrittenFile


@click.command()
@click.option("--out", type=WrittenFile(endings=["csv", "xlsx"]))
def write(out: Path) -> None:
    """Tell that the work has begun."""
    click.echo(f"begun: {out.name}")


def _asked(file: Path | str) -> Result:
    return CliRunner().invoke(write, ["--out", str(file)], catch_exceptions=False)


def test_a_new_and_an_older_file_may_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old.XLSX").touch()
    monkeypatch.chdir(tmp_path)
    assert [_asked(tmp_path / "old.XLSX").output, _asked("new.csv").output] == ["begun: old.XLSX\n", "begun: new.csv\n"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.setenv("COLUMNS", "300")
    wrong = {
        "no/such/out.csv": "there is no folder",
        "out.pdf": "the file must end in .csv or .xlsx",
        "folder.csv": "is a directory",
    }
    for name, told in wrong.items():
        refused = _asked(tmp_path / name)
        assert refused.exit_code == 2
        assert told in refused.output
        assert "begun" not in refused.output
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "cannot be written into" in _asked(tmp_path / "out.csv").output


def _types(command: click.Command, name: str) -> list[tuple[str, click.ParamType]]:
    if isinstance(command, click.Group):
        return [found for key, one in command.commands.items() for found in _types(one, f"{name} {key}")]
    return [(f"{name} {option.name}", option.type) for option in command.params]


def test_every_file_that_a_command_writes_is_checked_alike() -> None:
    """What a command reads must exist; every other path is one that it writes."""
    paths = {name: kind for name, kind in _types(main, "feedback") if isinstance(kind, click.Path) and not kind.exists}
    assert "feedback score file" in paths
    assert not [name for name, kind in paths.items() if not isinstance(kind, WrittenFile)]
