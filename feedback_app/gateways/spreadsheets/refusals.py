"""Why a whole file is declined: each reason by name, with the place where it can be seen."""

from typing import ClassVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal

BINARY = "binary"
"""What a file looks like whose bytes are no text, and no format that is known here."""


class SpreadsheetRefused(Refusal):
    """A file that cannot be read as a table; ``name`` is the file's name, sequences are listed in the sentence."""

    status = 422
    sentence: ClassVar[LazyString] = _l("文件“%(name)s”不能作为表格读取。")

    def explain(self) -> str:
        """Return the sentence a person reads; lists of names are joined the Chinese way."""
        shown = {key: "、".join(value) if isinstance(value, tuple) else value for key, value in self.data.items()}
        return str(self.sentence) % shown


class EmptyFile(SpreadsheetRefused):
    """No bytes, or nothing but blanks."""

    sentence = _l("文件“%(name)s”是空的，没有任何内容。")


class HeaderOnly(SpreadsheetRefused):
    """There is a header, and no row below it."""

    sentence = _l("文件“%(name)s”只有表头（第 %(line)s 行），下面没有数据。")


class LegacyWorkbook(SpreadsheetRefused):
    """The binary format of Excel 97–2003, or a workbook behind a password: both begin alike."""

    sentence = _l("文件“%(name)s”是旧版 .xls 或加了密码的工作簿（改后缀名没有用）。请取消密码，另存为 .xlsx 或 CSV。")


class NotATable(SpreadsheetRefused):
    """Neither CSV nor XLSX, whatever the file's name says. ``found`` names what it looks like: a format, or BINARY."""

    sentence = _l("文件“%(name)s”不是 CSV 或 .xlsx 表格（内容像是 %(found)s）。请在表格软件里另存为 .xlsx 或 CSV。")

    def explain(self) -> str:
        """Return the sentence a person reads; formats are called by their names in every language."""
        found = _("二进制数据") if self.data["found"] == BINARY else self.data["found"]
        return str(self.sentence) % (self.data | {"found": found})


class WrongEncoding(SpreadsheetRefused):
    """Neither UTF-8 nor GB18030: ``line`` and ``byte`` (both from 1) are where the likelier of the two breaks."""

    sentence = _l(
        "文件“%(name)s”的文字编码不对：按 %(encoding)s 读到第 %(line)s 行第 %(byte)s 个字节时出错。"
        "UTF-8 和 GB18030 都可以，请用其中一种重新导出，或另存为 .xlsx。"
    )


class MalformedCsv(SpreadsheetRefused):
    """Quotation marks do not pair up, or a line is endless; what follows cannot be trusted."""

    sentence = _l("文件“%(name)s”第 %(line)s 行起格式有误：引号不成对，或这一行过长。请检查后重新导出。")


class DamagedWorkbook(SpreadsheetRefused):
    """The archive or its XML is incomplete, or holds what a workbook has no business to hold."""

    sentence = _l("工作簿“%(name)s”已损坏或不完整（%(part)s）。请用表格软件打开并另存一份。")


class WorkbookTooLarge(SpreadsheetRefused):
    """More parts, expanded bytes, compression or area than allowed: a bomb, or blank cells far away from the data."""

    sentence = _l(
        "工作簿“%(name)s”超出限制（%(measure)s：%(found)s，最多 %(allowed)s）。请删除数据区以外的行列，或改存为 CSV。"
    )


class UnknownSheet(SpreadsheetRefused):
    """The workbook has no sheet of that name; ``present`` lists those it has."""

    sentence = _l("工作簿“%(name)s”里没有工作表“%(sheet)s”，现有：%(present)s。")


class DuplicateHeaders(SpreadsheetRefused):
    """Two columns carry the same name, so that no value has a certain meaning."""

    sentence = _l("文件“%(name)s”的表头（第 %(line)s 行）有重复的列名：%(headers)s。")


class TooManyColumns(SpreadsheetRefused):
    """A table of a thousand columns is an accident or an attack."""

    sentence = _l("文件“%(name)s”第 %(line)s 行有 %(found)s 列，最多 %(allowed)s 列。")


class MissingColumns(SpreadsheetRefused):
    """Columns that must be there are not; ``present`` lists what is."""

    sentence = _l("文件“%(name)s”缺少列：%(missing)s。现有的列：%(present)s。")


class AmbiguousColumns(SpreadsheetRefused):
    """Several columns could be meant by one field."""

    sentence = _l("文件“%(name)s”里有几列都可能是“%(field)s”：%(headers)s。请只保留一列或指定列名。")


class TooManyRowsToExport(SpreadsheetRefused):
    """A worksheet ends at row 1,048,576; a shortened export would be a false one."""

    sentence = _l("内容有 %(found)s 行，超过一张工作表的上限 %(allowed)s 行。请改用 CSV 导出。")


class CellTooLongToExport(SpreadsheetRefused):
    """A worksheet's cell ends at 32,767 characters; ``line`` counts from 1, the header included."""

    sentence = _l("第 %(line)s 行有一格共 %(found)s 个字，超过工作表单元格上限 %(allowed)s。请改用 CSV 导出。")
