"""The end-to-end example that the assessment must reproduce digit by digit, retyped: three bureaus, four channels.

The published example gives means of rater groups; the ballots here were composed so that their trimmed means are those.
A ballot is three grades, E/G/F/P, for three criteria with weights 0.5, 0.3 and 0.2.
"""

from decimal import Decimal

from surveys.assessment import GroupBallots, UnitEvidence, VerdictCount
from surveys.questionnaire.scales import FIVE_LEVEL

SCHEME = """
scheme: worked_example
version: "1"
title: 示例
places: 4
tree:
  code: total
  kind: weighted
  label: 总分
  children:
    - {code: task, weight: 0.7, kind: imported, label: 目标任务}
    - code: satisfaction
      weight: 0.3
      kind: weighted
      label: 满意度组件
      children:
        - code: public
          weight: 0.7
          kind: weighted
          label: 公众满意度
          children:
            - {code: phone, weight: 0.50, kind: channel, channel: phone, label: 电话, score_map: M5A,
               items: {overall: 1}, minimum_base: 10}
            - {code: web, weight: 0.20, kind: channel, channel: web, label: 扫码, score_map: M5A,
               items: {overall: 1}, minimum_base: 10}
            - {code: sms, weight: 0.15, kind: channel, channel: sms, label: 短信, score_map: M5A,
               items: {overall: 1}, minimum_base: 10}
            - {code: hotline, weight: 0.15, kind: channel, channel: hotline, label: 热线, score_map: M5A,
               items: {overall: 1}, minimum_base: 10}
        - code: reverse
          weight: 0.3
          kind: reverse
          label: 反向测评
          score_map: M4
          criteria: {attitude: 0.5, fairness: 0.3, results: 0.2}
          groups:
            - {code: district, label: 区县, weight: 0.3}
            - {code: township, label: 街镇, weight: 0.5}
            - {code: village, label: 村居, weight: 0.2}
          trim: {each_end: 1, least_ballots: 5}
          group_minimum: 5
"""

CITIZENS = {
    "A": {
        "web": (620, 210, 90, 40, 40),
        "phone": (120, 160, 80, 30, 10),
        "sms": (50, 70, 50, 20, 10),
        "hotline": (30, 90, 60, 60, 40),
    },
    "B": {
        "web": (2400, 300, 60, 10, 30),
        "phone": (90, 170, 95, 35, 10),
        "sms": (40, 60, 60, 30, 10),
        "hotline": (20, 60, 50, 90, 80),
    },
    "C": {
        "web": (12, 6, 2, 1, 1),
        "phone": (140, 150, 70, 25, 15),
        "sms": (8, 7, 4, 1, 0),
        "hotline": (3, 6, 2, 2, 1),
    },
}
BALLOTS = {
    "A": {
        "district": "PPF FPF EPF EEP EGG EEF EGE EEG EEG",
        "township": "FPF FPG EPP FFE GFF EFF EFG EEP EEP EGG EEF EEF",
        "village": "PPG PGP FFP GPP EFP EGP GEF EFG EGF EFE EEF EEF EGE EEG EEG EEG EEE",
    },
    "B": {
        "district": "EPG GFE EFG EGF EEP EEF EEG EEG EEE",
        "township": "PPG PPG FPG GPP FFF PEG GFP GEP EGP GEF EGG EGG",
        "village": "PPP PFP PGP PGP PFG PGF GPP PEF FFF FFF GPF GPF FFG GPG GFE EFF EGF",
    },
    "C": {
        "district": "EPG EEP EGG EGG EEF EEG EEG EEE EEE",
        "township": "EFP GEF EGF EEP EEP EFE EGG EGE EEG EEG EEE EEE",
    },
}
TASKS = {"A": "92.5", "B": "94", "C": "90"}

_GRADES = {"E": "excellent", "G": "good", "F": "fair", "P": "poor"}
_CRITERIA = ("attitude", "fairness", "results")


def ballots(written: str) -> GroupBallots:
    """Read ballots such as ``EGF PPP``."""
    cast = [dict(zip(_CRITERIA, (_GRADES[grade] for grade in word), strict=True)) for word in written.split()]
    return GroupBallots(ballots=cast)


def evidence(unit: str, *, category: str = "") -> UnitEvidence:
    """Build what the example knows about a bureau."""
    return UnitEvidence(
        unit=unit,
        category=category,
        counts=[
            VerdictCount(channel=channel, item="overall", verdict=verdict, n=n)
            for channel, counted in CITIZENS[unit].items()
            for verdict, n in zip(FIVE_LEVEL.levels, counted, strict=True)
        ],
        ballots={group: ballots(written) for group, written in BALLOTS[unit].items()},
        imported={"task": Decimal(TASKS[unit])},
    )
