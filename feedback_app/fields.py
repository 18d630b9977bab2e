"""Fields and checks that several slices' forms share."""

from collections.abc import Callable
from typing import Any

from wtforms import SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget


def checkboxes(label: Any, **settings: Any) -> SelectMultipleField:
    """Return a field for several of a few choices: boxes to tick, because nobody finds Ctrl+click in a list."""
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **settings)


def at_least_one(message: Any) -> Callable[[Any, Any], None]:
    """Return the check that something is ticked.

    Not WTForms' DataRequired: that marks every single box as required, and browsers then ask for all of them.
    """

    def check(_form: Any, field: Any) -> None:
        if not field.data:
            raise ValidationError(str(message))

    return check
