"""What the staff's menu offers: an entry for each list page, shown to those who may open it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from feedback_app.accounts.permissions import Permission
from feedback_app.accounts.service import Principal


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the menu."""

    endpoint: str
    label: LazyString
    permissions: frozenset[Permission]


def _entry(endpoint: str, label: LazyString, *permissions: Permission) -> Entry:
    return Entry(endpoint=endpoint, label=label, permissions=frozenset(permissions))


_P = Permission
ENTRIES = (
    _entry("dashboards.board", _l("考核总览"), _P.READ_SCORES, _P.READ_OWN_SCORES),
    _entry("periods.index", _l("考核周期"), _P.RUN_PERIODS),
    _entry("campaigns.index", _l("评价活动"), _P.RUN_CAMPAIGNS, _P.READ_CAMPAIGNS),
    _entry("phone.index", _l("电话样本"), _P.UPLOAD_PHONE_SAMPLES, _P.READ_PHONE_SAMPLES),
    _entry("hotline.index", _l("热线导入"), _P.IMPORT_HOTLINE),
    _entry("hotline.review", _l("待人工判定"), _P.REVIEW_EVALUATIONS),
    _entry("audits.index", _l("抽样核查"), _P.REVIEW_EVALUATIONS, _P.RUN_AUDITS),
    _entry("themes.index", _l("热点问题"), _P.REVIEW_EVALUATIONS),
    _entry("engines.index", _l("语义模型"), _P.REVIEW_EVALUATIONS, _P.PROMOTE_MODELS),
    _entry("reverse.index", _l("反向测评"), _P.ORGANISE_BALLOTS),
    _entry("integrity.index", _l("评价效力"), _P.CHANGE_STANDING),
    _entry("scoring.index", _l("计分"), _P.MANAGE_SCORING),
    _entry("directory.index", _l("单位名录"), _P.READ_DIRECTORY),
    _entry("schemes.index", _l("方案审批"), _P.DECIDE_SCHEMES),
    _entry("accounts.index", _l("账号"), _P.MANAGE_ACCOUNTS),
    _entry("accounts.keys", _l("接口密钥"), _P.MANAGE_API_KEYS),
    _entry("dashboards.ledger", _l("操作记录"), _P.READ_LEDGER),
)


_SECTIONS: Mapping[str, str] = {
    "accounts.password": "",
    "accounts.revoke": "accounts.keys",
    "hotline.record": "hotline.index",
    "posters.index": "directory.index",
    "weights.show": "scoring.index",
    "weights.submit": "scoring.index",
}
"""Pages that belong to another section than their address says; an empty one belongs to none."""


def entries_for(who: Principal | None) -> list[Entry]:
    """Return the menu of a person; strangers have none."""
    if who is None:
        return []
    allowed = [entry for entry in ENTRIES if any(who.may(permission) for permission in entry.permissions)]
    return [entry for entry in allowed if entry.endpoint in current_app.view_functions]


def current_entry(menu: Sequence[Entry], endpoint: str | None) -> Entry | None:
    """Return the entry whose page is open, else the first one of the section that the page belongs to."""
    wanted = _SECTIONS.get(endpoint or "", endpoint or "")
    exact = next((entry for entry in menu if entry.endpoint == wanted), None)
    section = wanted.partition(".")[0]
    return exact or next((entry for entry in menu if entry.endpoint.partition(".")[0] == section), None)
