"""Settings: refused at start, every problem on a line of its own."""

from pathlib import Path

import pytest

from feedback_app.config import Settings, SettingsRefused


def _read(tmp_path: Path, **variables: str) -> Settings:
    return Settings.from_environment({"FEEDBACK_INSTANCE": str(tmp_path), **variables})


def test_an_empty_environment_makes_an_embedded_installation(tmp_path: Path) -> None:
    settings = _read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'feedback.db'}"
    assert settings.timezone == "Asia/Shanghai"
    assert settings.secret_key != settings.pseudonym_key


def test_keys_are_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    first, second = _read(tmp_path), _read(tmp_path)
    assert first.secret_key == second.secret_key
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"secret_key.txt": 0o600, "pseudonym_key.txt": 0o600}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://host/db"),
        ("FEEDBACK_SECRET_KEY", "short"),
        ("FEEDBACK_PUBLIC_ADDRESS", "ratings.example"),
        ("FEEDBACK_TIMEZONE", "Mars/Olympus"),
        ("FEEDBACK_TIMEZONE", "../etc/passwd"),
        ("FEEDBACK_SECURE_COOKIES", "1"),
        ("FEEDBACK_UPLOAD_MEGABYTES", "0"),
        ("FEEDBACK_UPLOAD_MEGABYTES", "ten"),
        ("FEEDBACK_LOCKOUT_MINUTES", "-5"),
    ],
)
def test_a_wrong_value_is_refused_by_the_variables_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        _read(tmp_path, **{variable: value})
    assert len(refused.value.problems) == 1
    assert refused.value.problems[0].startswith(f"{variable}: ")


def test_all_problems_are_told_at_once_and_typing_slips_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as refused:
        _read(tmp_path, FEEDBACK_TIMEZON="Asia/Shanghai", DATABASE_URL="x", FEEDBACK_IDLE_MINUTES="")
    assert [problem.split(":")[0] for problem in refused.value.problems] == ["FEEDBACK_TIMEZON", "DATABASE_URL"]
