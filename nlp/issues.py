"""Issues: which records speak of one matter, week after week, and what a person has decided about them.

An issue keeps its key while its records or its title live on. A person may name, merge and split issues; what a
person has settled, no later run of the machine takes apart.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.duplicates import squeezed
from nlp.titles import NEIGHBOURS, lay_side_by_side, nearest

LEAST_SHARED = 0.5
"""The same issue shares half of the records of the smaller one, or has a title with this cosine."""
_Match = tuple[float, int, int]


class IssueUnknown(LookupError):
    """No issue of the list bears this key."""


class RecordsElsewhere(ValueError):
    """The records to be split off are not a part of the issue, or are all of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """Records that speak of one matter.

    key       id of the record that stood for the issue when it was first seen; never used again for another
    title     title of the record in the middle of it (the medoid)
    members   ids of its records, sorted
    name      what a person calls it; empty without
    is_settled   a person has decided which records belong to it
    """

    key: str
    title: str
    members: tuple[str, ...]
    name: str = ""
    is_settled: bool = False


def name_issue(issues: Sequence[Issue], key: str, name: str) -> tuple[Issue, ...]:
    """Return the list with one issue named."""
    return _replaced(issues, replace(_issue(issues, key), name=name.strip()))


def merge_issues(issues: Sequence[Issue], key: str, others: Collection[str]) -> tuple[Issue, ...]:
    """Return the list with other issues gone into this one, which keeps its key, title and name."""
    into = _issue(issues, key)
    gone = {other: _issue(issues, other) for other in others if other != key}
    members = {*into.members, *(member for issue in gone.values() for member in issue.members)}
    left = [issue for issue in issues if issue.key not in gone]
    return _replaced(left, replace(into, members=tuple(sorted(members)), is_settled=True))


def split_issue(issues: Sequence[Issue], key: str, members: Collection[str], title: str) -> tuple[Issue, ...]:
    """Return the list with some records of an issue in an issue of their own, last in the list."""
    whole, leaving = _issue(issues, key), set(members)
    staying = set(whole.members) - leaving
    if not leaving or not staying or not leaving <= set(whole.members):
        raise RecordsElsewhere(sorted(leaving - set(whole.members)) or key)
    taken = {issue.key for issue in issues}
    new = Issue(key=_free_key(leaving, taken), title=title, members=tuple(sorted(leaving)), is_settled=True)
    rest = replace(whole, members=tuple(sorted(staying)), is_settled=True)
    return (*_replaced(issues, rest), new)


def carry(previous: Sequence[Issue], fresh: Sequence[Issue]) -> tuple[Issue, ...]:
    """Give fresh issues the keys and names of the issues they continue, what people settled held together.

    Previous issues without a record or a like title among the fresh ones are over and left out. Every record of
    the fresh issues is in exactly one issue of the answer.
    """
    held, loose = _settled(previous, fresh)
    open_ones = [issue for issue in previous if not issue.is_settled]
    continued = dict(_continued(open_ones, loose))
    taken = {issue.key for issue in previous}
    found = list(held)
    for issue in loose:
        before = continued.get(issue.key)
        key = before.key if before else _free_key(issue.members, taken, first=issue.key)
        taken.add(key)
        found.append(replace(issue, key=key, name=before.name if before else ""))
    return tuple(found)


def _issue(issues: Sequence[Issue], key: str) -> Issue:
    for issue in issues:
        if issue.key == key:
            return issue
    raise IssueUnknown(key)


def _replaced(issues: Sequence[Issue], changed: Issue) -> tuple[Issue, ...]:
    return tuple(changed if issue.key == changed.key else issue for issue in issues)


def _free_key(members: Iterable[str], taken: Collection[str], first: str = "") -> str:
    """Return a member that is no issue's key yet; where all are, one with a mark after it."""
    wanted = [*([first] if first else []), *sorted(members)]
    free = next((member for member in wanted if member not in taken), None)
    if free is not None:
        return free
    return next(key for n in range(2, len(taken) + 3) if (key := f"{wanted[0]}~{n}") not in taken)


def _settled(previous: Sequence[Issue], fresh: Sequence[Issue]) -> tuple[list[Issue], list[Issue]]:
    """Take the records of settled issues out of the fresh ones; return the settled issues and what is left."""
    owner = {member: issue.key for issue in previous if issue.is_settled for member in issue.members}
    known = {member for issue in previous for member in issue.members}
    kept: Mapping[str, list[str]] = defaultdict(list)
    loose = []
    for issue in fresh:
        newcomers = [member for member in issue.members if member not in owner]
        for member in issue.members:
            if member in owner:
                kept[owner[member]].append(member)
        home = _home(issue, owner, known)
        if home is not None:
            kept[home] += newcomers
        elif newcomers:
            loose.append(replace(issue, members=tuple(newcomers)))
    held = [replace(issue, members=tuple(sorted(kept[issue.key]))) for issue in previous if issue.key in kept]
    return held, loose


def _home(issue: Issue, owner: Mapping[str, str], known: Collection[str]) -> str | None:
    """Return the settled issue whose records are at least half of those that are not new; newcomers join it."""
    counts = Counter(owner[member] for member in issue.members if member in owner)
    if not counts:
        return None
    key, most = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return key if 2 * most >= sum(member in known for member in issue.members) else None


def _continued(previous: Sequence[Issue], fresh: Sequence[Issue]) -> Iterator[tuple[str, Issue]]:
    """Yield fresh keys with the issue each continues: the most shared records first, then the likest titles."""
    free_old, free_new = set(range(len(previous))), set(range(len(fresh)))
    for matches in (_by_records, _by_same_title, _by_like_titles):
        found = matches(previous, fresh)
        for _, old, new in sorted(found, key=lambda match: (-match[0], previous[match[1]].key, fresh[match[2]].key)):
            if old in free_old and new in free_new:
                free_old.remove(old)
                free_new.remove(new)
                yield fresh[new].key, previous[old]


def _by_records(previous: Sequence[Issue], fresh: Sequence[Issue]) -> list[_Match]:
    """Return (share of the records of both, previous, fresh) where enough of the smaller one is shared."""
    place = {member: i for i, issue in enumerate(previous) for member in issue.members}
    shared = Counter((place[m], new) for new, issue in enumerate(fresh) for m in issue.members if m in place)
    sizes = {pair: (len(previous[pair[0]].members), len(fresh[pair[1]].members)) for pair in shared}
    return [
        (2 * count / sum(sizes[pair]), *pair)
        for pair, count in shared.items()
        if count >= LEAST_SHARED * min(sizes[pair])
    ]


def _by_same_title(previous: Sequence[Issue], fresh: Sequence[Issue]) -> list[_Match]:
    """Return the pairs of issues whose titles say the same."""
    olds = defaultdict(list)
    for old, issue in enumerate(previous):
        olds[squeezed(issue.title)].append(old)
    return [(1.0, old, new) for new, issue in enumerate(fresh) if (t := squeezed(issue.title)) for old in olds[t]]


def _by_like_titles(previous: Sequence[Issue], fresh: Sequence[Issue]) -> list[_Match]:
    """Return (cosine of the titles, previous, fresh) where they are alike enough."""
    titles = lay_side_by_side([issue.title for issue in [*previous, *fresh]])
    rows = titles.vectors[titles.nodes]
    found = nearest(rows[: len(previous)], rows[len(previous) :], LEAST_SHARED, NEIGHBOURS)
    return list(zip(found.cosines.tolist(), found.rows.tolist(), found.columns.tolist(), strict=True))
