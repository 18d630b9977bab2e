"""Forms of phone samples."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, SubmitField
from wtforms.fields import SelectChoice

NUMBERING_LABELS = {
    "": _l("文件里写的是文字或代码，没有数字等级"),
    "gb39046": _l("1 = 非常满意 … 5 = 非常不满意（GB/T 39046）"),
    "hcp": _l("5 = 非常满意 … 1 = 非常不满意（全国好差评接口）"),
}


class UploadForm(FlaskForm):
    """A polling firm's file for one campaign."""

    campaign = SelectField(_l("评价活动"))
    file = FileField(_l("文件（CSV 或 XLSX）"), validators=[FileRequired(_l("请选择文件。"))])
    numbering = SelectField(_l("满意等级的写法"), choices=[SelectChoice(*pair) for pair in NUMBERING_LABELS.items()])
    submit = SubmitField(_l("检查文件"))
