"""Fields that several slices' forms share."""

from typing import Any

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget


def checkboxes(label: Any, **settings: Any) -> SelectMultipleField:
    """Return a field for several of a few choices: boxes to tick, because nobody finds Ctrl+click in a list."""
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **settings)
