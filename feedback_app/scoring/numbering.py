"""A version names one content: the pages call a scheme by its title and version, and people quote them so."""

import re
from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal
from feedback_app.periods.models import Period
from feedback_app.scoring import queries
from feedback_app.scoring.models import AdoptedScheme
from surveys.assessment import Scheme

_NUMBER_AT_END = re.compile(r"[0-9]{1,9}$")


class SchemeVersionTaken(Refusal):
    """Another content of this scheme is on record under the same version."""

    status = 409
    sentence = _l(
        "这个周期已有内容不同的第 %(version)s 版方案，不能再用这个版本号。请把文件中的 version 改为 %(next)s 再提交。"
    )


def require_version_of_its_own(period: Period, scheme: Scheme, checksum: str) -> None:
    """Refuse a scheme that a period has had, with another content, under the same version; going back is no such.

    Raises:
        SchemeVersionTaken: with the version that comes next.
    """
    same = {one.checksum for one in _list_alike(period, scheme) if one.version == scheme.version}
    if same and checksum not in same:
        raise SchemeVersionTaken(version=scheme.version, next=version_after(period, scheme))


def version_after(period: Period, scheme: Scheme) -> str:
    """Return the version that a change of this scheme gets: the first that the period has not had."""
    return next_version(scheme.version, {one.version for one in _list_alike(period, scheme)})


def _list_alike(period: Period, scheme: Scheme) -> list[AdoptedScheme]:
    """Return what the period has had under the code or the title of a scheme."""
    adopted = ((one, queries.scheme_of(one)) for one in queries.list_adopted_schemes(period))
    return [one for one, its in adopted if its.code == scheme.code or its.title == scheme.title]


def next_version(version: str, taken: Collection[str]) -> str:
    """Return the first version after one that is not taken: its last number counts on.

    >>> next_version("2027.1", {"2027.1", "2027.2"})
    '2027.3'
    >>> next_version("draft", {"draft"})
    'draft.2'
    """
    found = _NUMBER_AT_END.search(version)
    stem, number = (version[: found.start()], int(found[0])) if found else (f"{version}.", 1)
    return next(f"{stem}{n}" for n in range(number + 1, number + 2 + len(taken)) if f"{stem}{n}" not in taken)
