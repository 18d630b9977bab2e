"""Which side of a public body's work the citizen judges."""

from enum import StrEnum


class Aspect(StrEnum):
    """The six aspects of the annotation guide; a message may judge several."""

    ATTITUDE = "attitude"  # 服务态度
    EFFICIENCY = "efficiency"  # 办事效率与时限
    OUTCOME = "outcome"  # 问题是否解决、办理质量
    CONDUCT = "conduct"  # 廉洁、公正、执法规范、乱收费
    FACILITY = "facility"  # 公共设施与公共服务质量
    OPENNESS = "openness"  # 信息公开、答复、沟通
