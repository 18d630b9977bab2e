"""Forms of accounts."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Regexp

from feedback_app.accounts.permissions import ApiScope, Role
from feedback_app.fields import at_least_one, checkboxes

ROLE_LABELS = {
    Role.ADMINISTRATOR: _l("系统管理员"),
    Role.ASSESSMENT_OFFICE: _l("考核办"),
    Role.POLLER: _l("调查机构"),
    Role.ANALYST: _l("分析员"),
    Role.DEPARTMENT: _l("被考核部门"),
    Role.ORGANISER: _l("基层组织员"),
}
SCOPE_LABELS = {ApiScope.UPLOAD_PHONE_SAMPLES: _l("上传电话样本")}
_REQUIRED = _l("请填写这一项。")


class SignInForm(FlaskForm):
    """Login name and password."""

    login_name = StringField(_l("登录名"), validators=[DataRequired(_REQUIRED)])
    password = PasswordField(_l("密码"), validators=[DataRequired(_REQUIRED)])
    submit = SubmitField(_l("登录"))


class AccountForm(FlaskForm):
    """A new account."""

    login_name = StringField(
        _l("登录名"),
        validators=[
            DataRequired(_REQUIRED),
            Length(max=60),
            Regexp(r"^[A-Za-z0-9._-]+$", message=_l("登录名只能用字母、数字、点、横线和下划线。")),
        ],
    )
    display_name = StringField(_l("姓名或称呼"), validators=[DataRequired(_REQUIRED), Length(max=60)])
    role = SelectField(_l("角色"), choices=[SelectChoice(*pair) for pair in ROLE_LABELS.items()])
    organisation = StringField(_l("所属机构编号（调查机构必填）"), validators=[Length(max=40)])
    organisation_name = StringField(_l("机构名称（新机构填写）"), validators=[Length(max=120)])
    unit_code = StringField(_l("所属单位编号（被考核部门必填）"), validators=[Length(max=40)])
    password = PasswordField(_l("初始密码"), validators=[InputRequired(_REQUIRED)])
    submit = SubmitField(_l("开通账号"))


class PasswordForm(FlaskForm):
    """A new password for oneself."""

    current = PasswordField(_l("现在的密码"), validators=[InputRequired(_REQUIRED)])
    password = PasswordField(_l("新密码"), validators=[InputRequired(_REQUIRED)])
    repeated = PasswordField(
        _l("再输一次新密码"), validators=[EqualTo("password", message=_l("两次输入的新密码不一致。"))]
    )
    submit = SubmitField(_l("修改密码"))


class ApiKeyForm(FlaskForm):
    """A new API key."""

    organisation = SelectField(_l("机构"))
    label = StringField(_l("用途说明"), validators=[DataRequired(_REQUIRED), Length(max=60)])
    scopes = checkboxes(
        _l("权限"), choices=[SelectChoice(*pair) for pair in SCOPE_LABELS.items()], validators=[at_least_one(_REQUIRED)]
    )
    submit = SubmitField(_l("签发密钥"))
