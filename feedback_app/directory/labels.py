"""What the codes of the directory are called, on pages and in files."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from feedback_app.directory.models import ServicePointKind, UnitCategory, UnitKind

KINDS: Mapping[UnitKind, LazyString] = {
    UnitKind.CITY_DEPARTMENT: _l("市直部门"),
    UnitKind.DISTRICT: _l("区县"),
    UnitKind.TOWNSHIP: _l("乡镇"),
    UnitKind.SUBDISTRICT: _l("街道"),
    UnitKind.BUREAU: _l("区县局"),
    UnitKind.OTHER: _l("其他"),
}
CATEGORIES: Mapping[UnitCategory, LazyString] = {
    UnitCategory.PUBLIC_SERVICE: _l("社会服务较多"),
    UnitCategory.REGULATORY: _l("社会服务较少"),
    UnitCategory.PARTY_AFFAIRS: _l("党群部门"),
    UnitCategory.URBAN_SERVICE: _l("城市服务型"),
    UnitCategory.INDUSTRIAL: _l("工业和综合发展型"),
    UnitCategory.AGRO_ECOLOGICAL: _l("农业生态型"),
    UnitCategory.NONE: _l("不分类"),
}
SERVICE_POINT_KINDS: Mapping[ServicePointKind, LazyString] = {
    ServicePointKind.WINDOW: _l("窗口"),
    ServicePointKind.COUNTER: _l("服务大厅柜台"),
    ServicePointKind.ONLINE: _l("网上事项"),
    ServicePointKind.OTHER: _l("其他"),
}
FIELDS: Mapping[str, LazyString] = {
    "code": _l("编码"),
    "name": _l("名称"),
    "short_name": _l("简称"),
    "kind": _l("类型"),
    "category": _l("考核类别"),
    "parent_code": _l("上级单位编码"),
    "credit_code": _l("统一社会信用代码"),
    "division_code": _l("行政区划代码"),
    "aliases": _l("别名"),
    "duties": _l("职责词"),
    "is_active": _l("启用"),
    "unit_code": _l("所属单位编码"),
    "address": _l("地址"),
}
