"""Forms of the directory; their rules are those of files."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from feedback_app.directory.labels import CATEGORIES, KINDS, SERVICE_POINT_KINDS
from feedback_app.directory.models import ServicePoint, ServicePointKind, Unit, UnitCategory, UnitKind
from feedback_app.directory.records import (
    ServicePointRecord,
    UnitRecord,
    parse_code,
    parse_credit_code,
    parse_division_code,
)
from feedback_app.gateways.spreadsheets.parsing import BadCell, several, text

_REQUIRED = DataRequired(_l("请填写这一项。"))

parse_aliases = several(text(longest=120))
parse_duties = several(text(longest=60))


class Parsed:
    """Let a field be what a file's cell may be, and keep the parsed value on it."""

    def __init__(self, parse: Callable[[str], Any]) -> None:
        self._parse = parse

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        try:
            self._parse(field.data.strip())
        except BadCell as error:
            raise StopValidation(str(error.reason)) from error


class UnitForm(FlaskForm):
    """A unit. Its code is given once and stays, because files and years refer to it."""

    code = StringField(_l("单位编码"), validators=[_REQUIRED, Parsed(parse_code)])
    name = StringField(_l("单位名称"), validators=[_REQUIRED, Length(max=120)])
    short_name = StringField(_l("简称"), validators=[Optional(), Length(max=60)])
    kind = SelectField(_l("单位类型"), choices=[SelectChoice(*pair) for pair in KINDS.items()])
    category = SelectField(
        _l("考核类别"),
        choices=[SelectChoice(*pair) for pair in CATEGORIES.items()],
        default=UnitCategory.NONE,
    )
    parent_code = StringField(_l("上级单位编码"), validators=[Optional(), Parsed(parse_code)])
    credit_code = StringField(_l("统一社会信用代码"), validators=[Optional(), Parsed(parse_credit_code)])
    division_code = StringField(_l("行政区划代码"), validators=[Optional(), Parsed(parse_division_code)])
    aliases = TextAreaField(_l("别名"), validators=[Optional(), Parsed(parse_aliases)])
    duties = TextAreaField(_l("职责词"), validators=[Optional(), Parsed(parse_duties)])
    is_active = BooleanField(_l("启用"), default=True)
    submit = SubmitField(_l("保存"))

    def show(self, unit: Unit) -> None:
        """Fill the form with what a unit says now."""
        self.process(obj=unit)
        self.parent_code.data = unit.parent.code if unit.parent else ""
        self.aliases.data = "\n".join(alias.name for alias in unit.aliases)
        self.duties.data = "\n".join(duty.word for duty in unit.duties)

    def entry(self) -> UnitRecord:
        """Return what was filled in, once it is valid."""
        return UnitRecord(
            code=parse_code(self.code.data.strip()),
            name=self.name.data.strip(),
            short_name=_stripped(self.short_name),
            kind=UnitKind(self.kind.data),
            category=UnitCategory(self.category.data),
            parent_code=_parsed(self.parent_code, parse_code),
            credit_code=_parsed(self.credit_code, parse_credit_code),
            division_code=_parsed(self.division_code, parse_division_code),
            aliases=parse_aliases(_stripped(self.aliases)),
            duties=parse_duties(_stripped(self.duties)),
            is_active=self.is_active.data,
        )


class ServicePointForm(FlaskForm):
    """A service point of a unit."""

    code = StringField(_l("服务点编码"), validators=[_REQUIRED, Parsed(parse_code)])
    name = StringField(_l("服务点名称"), validators=[_REQUIRED, Length(max=120)])
    kind = SelectField(_l("服务点类型"), choices=[SelectChoice(*pair) for pair in SERVICE_POINT_KINDS.items()])
    address = StringField(_l("地址"), validators=[Optional(), Length(max=200)])
    is_active = BooleanField(_l("启用"), default=True)
    submit = SubmitField(_l("保存"))

    def show(self, point: ServicePoint) -> None:
        """Fill the form with what a service point says now."""
        self.process(obj=point)

    def entry(self, unit_code: str) -> ServicePointRecord:
        """Return what was filled in, once it is valid."""
        return ServicePointRecord(
            code=parse_code(self.code.data.strip()),
            name=self.name.data.strip(),
            unit_code=unit_code,
            kind=ServicePointKind(self.kind.data),
            address=_stripped(self.address),
            is_active=self.is_active.data,
        )


class UploadForm(FlaskForm):
    """A file to look at before it is imported."""

    file = FileField(_l("CSV 或 XLSX 文件"), validators=[FileRequired(_l("请选择一个文件。"))])
    submit = SubmitField(_l("上传并预览"))


class ConfirmForm(FlaskForm):
    """The word that the preview is wanted as it was shown."""

    new = HiddenField()
    changed = HiddenField()
    unchanged = HiddenField()
    submit = SubmitField(_l("确认导入"))

    def counts(self) -> dict[str, int]:
        """Return the numbers that the person saw; nonsense agrees with nothing."""
        shown = {"new": self.new.data, "changed": self.changed.data, "unchanged": self.unchanged.data}
        return {name: int(value) if str(value).isdecimal() else -1 for name, value in shown.items()}


def _stripped(field: Field) -> str:
    return (field.data or "").strip()


def _parsed(field: Field, parse: Callable[[str], str]) -> str:
    given = _stripped(field)
    return parse(given) if given else ""
