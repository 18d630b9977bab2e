"""House rules that no linter knows: sizes, names, and who alone may do what. Each failure names every offender."""

import ast
from collections.abc import Callable, Iterable, Sequence
from statistics import quantiles

from tests.source import Module, dotted, length, modules

LONGEST_FUNCTION, LONGEST_FILE = 50, 400
LONGEST_VIEW = 35
MEDIAN_FUNCTION, NINETIETH_FUNCTION = 8, 25
MEDIAN_FILE, NINETIETH_FILE = 100, 250
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}
CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now")
ENVIRONMENT = ("os.environ", "os.getenv")
MAY_READ_THE_ENVIRONMENT = ("feedback_app/config.py", "feedback_app/app.py")  # app.py hands it to config.py
IMPURE = {"time", "os", "locale", "socket", "sqlite3", "secrets", "uuid"}
STOPWATCH = "nlp/bench.py"  # measures, and is imported by nothing that answers
SEEDED_DICE = {"random.Random"}
OF_THE_WEB = {"request", "flash", "redirect", "render_template", "url_for", "unit_of_work"}
PROJECT, APP, PURE = modules(), modules("feedback_app"), modules("surveys", "nlp")
EVERYTHING = (*PROJECT, *modules("tests"))


def offences(found: Callable[[Module], Iterable[object]], among: Sequence[Module] = PROJECT) -> dict[str, list[object]]:
    """Return what a rule finds, by file; files without offence are left out."""
    looked_at = {str(module.path): list(found(module)) for module in among}
    return {path: faults for path, faults in looked_at.items() if faults}


def rooms(*names: str) -> list[Module]:
    """Return the rooms of these names in all slices."""
    return [module for module in APP if module.path.name in names]


def all_but(*paths: str) -> list[Module]:
    """Return the project's modules without the named ones."""
    return [module for module in PROJECT if str(module.path) not in paths]


def uses(module: Module, names: Sequence[str]) -> set[str]:
    """Return which of the dotted names, or attributes of them, a module uses."""
    return {used for used in module.names_used() if any(used == name or used.startswith(f"{name}.") for name in names)}


def imports(module: Module) -> set[str]:
    """Return the last part of every name that a module imports."""
    nodes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {alias.name for node in nodes for alias in node.names}


def test_no_function_outgrows_a_screen() -> None:
    assert not offences(lambda m: [f.name for f in m.functions() if length(f) > LONGEST_FUNCTION], EVERYTHING)


def test_no_file_outgrows_a_reading() -> None:
    assert not offences(lambda m: [m.lines] if m.lines > LONGEST_FILE else [], EVERYTHING)


def test_most_functions_are_short() -> None:
    sizes = quantiles([length(f) for module in PROJECT for f in module.functions()], n=10)
    assert sizes[4] <= MEDIAN_FUNCTION
    assert sizes[8] <= NINETIETH_FUNCTION


def test_most_files_are_short() -> None:
    sizes = quantiles([module.lines for module in PROJECT if module.lines], n=10)
    assert sizes[4] <= MEDIAN_FILE
    assert sizes[8] <= NINETIETH_FILE


def test_a_file_is_named_for_what_it_holds() -> None:
    assert not offences(lambda m: NAMES_THAT_SAY_NOTHING & {m.path.stem, *m.path.parts[:-1]}, EVERYTHING)


def test_only_the_unit_of_work_commits() -> None:
    def commits(module: Module) -> list[str]:
        calls = [dotted(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
        return [call for call in calls if call.rsplit(".", 1)[-1] == "commit"]

    assert not offences(commits, all_but("feedback_app/database.py"))


def test_only_the_clock_tells_the_time() -> None:
    assert not offences(lambda m: uses(m, CLOCKS), all_but("feedback_app/clock.py"))


def test_only_the_settings_read_the_environment() -> None:
    assert not offences(lambda m: uses(m, ENVIRONMENT), all_but(*MAY_READ_THE_ENVIRONMENT))


def test_the_pure_packages_import_nothing_that_differs_between_runs() -> None:
    assert not offences(lambda m: imports(m) & IMPURE, [module for module in PURE if str(module.path) != STOPWATCH])


def test_the_pure_packages_throw_seeded_dice_only() -> None:
    throwing = [module for module in PURE if "random" in imports(module)]
    assert not offences(lambda m: {name for name in uses(m, ["random"]) if "." in name} - SEEDED_DICE, throwing)


def test_the_pure_packages_print_nothing() -> None:
    speaks = [module for module in PURE if module.path.name != "__main__.py"]
    assert not offences(lambda m: uses(m, ("print", "sys.stdout", "sys.stderr")), speaks)


def test_services_and_queries_never_see_the_request() -> None:
    assert not offences(lambda m: imports(m) & OF_THE_WEB, rooms("service.py", "queries.py", "models.py"))


def test_views_hold_no_rules() -> None:
    """A view parses, calls one use case in one unit of work, and answers."""
    assert not offences(
        lambda m: [f"{f.name}: {length(f)}" for f in m.functions() if length(f) > LONGEST_VIEW], rooms("views.py")
    )


def test_stored_points_are_not_binary_floats() -> None:
    def floats(module: Module) -> list[str]:
        columns = [node for node in ast.walk(module.tree) if isinstance(node, ast.AnnAssign)]
        return [
            ast.unparse(column.target)
            for column in columns
            if ast.unparse(column.annotation).startswith("Mapped[Decimal") and "Points" not in ast.unparse(column)
        ]

    assert not offences(floats, rooms("models.py"))


def test_find_may_be_none_and_get_may_not() -> None:
    def misnamed(module: Module) -> list[str]:
        returns = {f.name: ast.unparse(f.returns) for f in module.functions() if f.returns is not None}
        never_none = [name for name, kind in returns.items() if name.startswith("find_") and "None" not in kind]
        maybe_none = [name for name, kind in returns.items() if name.startswith("get_") and kind.endswith("| None")]
        return never_none + maybe_none

    assert not offences(misnamed, rooms("service.py", "queries.py"))


def test_nothing_is_left_for_later() -> None:
    later = {"TO" + "DO", "FIX" + "ME", "XX" + "X"}
    assert not offences(lambda m: later & {word.strip("#:.,()") for word in m.text.split()}, EVERYTHING)
