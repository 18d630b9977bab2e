"""A version names one content: the pages call a scheme by its title and version, and people quote them so."""

import re
from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal
from feedback_app.periods.models import Period
from feedback_app.scoring import queries
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
    alike = [one for one in queries.list_adopted_schemes(period) if _is_called_alike(queries.scheme_of(one), scheme)]
    same = {one.checksum for one in alike if one.version == scheme.version}
    if same and checksum not in same:
        following = next_version(scheme.version, {one.version for one in alike})
        raise SchemeVersionTaken(version=scheme.version, next=following)


def _is_called_alike(one: Scheme, other: Scheme) -> bool:
    return one.code == other.code or one.title == other.title


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
