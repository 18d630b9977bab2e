"""XLSForms, the spreadsheets of ODK and Kobo, in and out.

Stands apart from :mod:`surveys.questionnaire` because it loads pyxform, which takes two seconds and is needed only by
those who exchange forms.
"""

from surveys.questionnaire.xlsform.exporting import export_xlsform
from surveys.questionnaire.xlsform.importing import ImportedForm, import_xlsform
from surveys.questionnaire.xlsform.sheets import Notice, XlsFormProblems

__all__ = ["ImportedForm", "Notice", "XlsFormProblems", "export_xlsform", "import_xlsform"]
