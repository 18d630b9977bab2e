"""What evaluations are about, in words: a rating question, or one criterion of a ballot.

A room of its own because every page that shows an evaluation must call its item what the questionnaire calls it.
"""

from collections.abc import Iterator, Mapping

from feedback_app.campaigns.models import Channel
from feedback_app.campaigns.queries import definition_of, list_campaigns
from feedback_app.periods.models import Period
from surveys.questionnaire.definition import Definition


class ItemWords:
    """The words for the items of a period's campaigns; an item that no questionnaire knows keeps its code."""

    def __init__(self, period: Period, language: str) -> None:
        self._by_campaign: dict[int, Mapping[str, str]] = {}
        self._by_channel: dict[Channel, dict[str, str]] = {}
        for campaign in list_campaigns(period=period):
            words = dict(name_items(definition_of(campaign.survey_version), language))
            self._by_campaign[campaign.id] = words
            self._by_channel.setdefault(campaign.channel, {}).update(words)

    def of_campaign(self, campaign_id: int, item: str) -> str:
        """Return what an item is called in a campaign's questionnaire."""
        return self._by_campaign.get(campaign_id, {}).get(item, item)

    def of_channel(self, channel: str, item: str) -> str:
        """Return what an item is called in a channel's questionnaires, the latest campaign's word first."""
        return self._by_channel.get(Channel(channel), {}).get(item, item)


def name_items(definition: Definition, language: str) -> Iterator[tuple[str, str]]:
    """Yield each item of a questionnaire with its wording."""
    for question in definition.questions:
        if question.rules.is_rating:
            named = question.criteria or (question,)
            yield from ((one.code, one.text.in_language(language)) for one in named)
