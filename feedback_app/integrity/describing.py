"""One evaluation in words: what it is about, and who read the verdict.

A room of its own because it knows the codes of the channels, which views need not.
"""

from flask_babel import gettext as _

from feedback_app.accounts.actors import spoken_actor
from feedback_app.campaigns.items import ItemWords
from feedback_app.campaigns.models import Channel
from feedback_app.channels.hotline.review import REVIEWER
from feedback_app.localisation import chosen_language
from feedback_app.responses.models import Evaluation


def item_of(evaluation: Evaluation) -> str:
    """Return what the questionnaire calls the item that an evaluation is about."""
    words = ItemWords(evaluation.response.campaign.period, chosen_language())
    return words.of_campaign(evaluation.campaign_id, evaluation.item)


def source_of(evaluation: Evaluation) -> str:
    """Say who read the verdict: the rater's own word, a person who read a text, or a model."""
    if evaluation.made_by.startswith(REVIEWER):
        return str(_("人工判定：%(who)s", who=evaluation.made_by.removeprefix(REVIEWER)))
    if evaluation.channel is Channel.HOTLINE:
        return str(_("机器判读，模型 %(version)s", version=evaluation.made_by))
    return spoken_actor(evaluation.made_by)
