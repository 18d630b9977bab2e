"""Our own stock of what people say, by verdict. Written for the simulated city; nobody ever said any of it."""

from collections.abc import Mapping

from surveys.questionnaire.scales import Verdict

_VERY_SATISFIED = Verdict.VERY_SATISFIED
_SATISFIED = Verdict.SATISFIED
_BASICALLY = Verdict.BASICALLY_SATISFIED
_DISSATISFIED = Verdict.DISSATISFIED
_VERY_DISSATISFIED = Verdict.VERY_DISSATISFIED

WEB_COMMENTS: Mapping[Verdict, tuple[str, ...]] = {
    _VERY_SATISFIED: (
        "窗口的姑娘讲得很清楚，一次就办好了。",
        "比想象中快得多，点赞。",
        "保安师傅还帮老人复印，很暖心。",
    ),
    _SATISFIED: ("办得挺顺利。", "总体不错，就是车不好停。", "态度好，等的时间稍长。"),
    _BASICALLY: ("还行吧，办成了。", "一般，排队有点久。", "凑合，材料清单可以再写明白些。"),
    _DISSATISFIED: ("跑了两趟才告诉我缺一样材料。", "等了快一个小时，开的窗口太少。", "问什么都说不清楚。"),
    _VERY_DISSATISFIED: (
        "说好今天能取，到了又让下周再来，耽误人。",
        "工作人员低头玩手机，喊了几声没人理。",
        "推来推去，没有一个窗口肯管。",
    ),
}

OPENINGS: tuple[str, ...] = (
    "市民来电反映：",
    "来电人住在{place}。",
    "您好，我是{place}的居民。",
    "来电人称，",
    "{place}李女士来电：",
    "",
    "我想说一件事。",
    "来电人姓王，联系电话13800138000。",
)
CLOSINGS: tuple[str, ...] = (
    "请转告有关单位。",
    "希望尽快回复。",
    "来电人不需要回电。",
    "请记录在案。",
    "方便的话请回个电话。",
)
ENQUIRIES: tuple[str, ...] = (
    "请问{errand}需要带哪些材料，{body}周末上班吗？",
    "想问一下{errand}在哪个窗口办，要不要提前预约？",
    "咨询{errand}的流程，网上能不能办？",
    "{errand}一般几个工作日能办好，请问怎么查进度？",
    "想了解{errand}有没有新的政策，{body}的咨询电话是多少？",
)
REQUESTS: tuple[str, ...] = (
    "{trouble}，请{body}派人到现场看一下。",
    "我们这里{trouble}，希望{body}尽快处理。",
    "{trouble}，请协调{body}解决。",
    "最近{trouble}，麻烦{body}来核实。",
)
ERRAND_VERDICTS: Mapping[Verdict, tuple[str, ...]] = {
    _VERY_SATISFIED: (
        "上周去{body}办{errand}，工作人员一项一项教我填，不到二十分钟就办完了，非常满意，特意打电话来表扬。",
        "我腿脚不方便，{body}的同志上门帮我办好了{errand}，服务特别周到，真心感谢。",
        "{errand}原以为要跑好几趟，{body}一次就给办成了，效率太高了，给他们点赞。",
        "要感谢{body}，{errand}当天就拿到了结果，从头到尾没让我多跑一步，十分满意。",
        "{body}办{errand}的小伙子耐心极了，我妈听不懂他讲了五遍也不烦，这样的服务必须表扬。",
    ),
    _SATISFIED: (
        "在{body}办{errand}挺顺利的，态度也好，比较满意。",
        "{body}办{errand}的速度比去年快了，窗口的人客客气气，满意。",
        "{errand}三天就办好了，{body}做得不错。",
        "去{body}办{errand}，人虽然多，秩序很好，工作人员也热心，满意。",
    ),
    _BASICALLY: (
        "{errand}在{body}办是办下来了，就是等得久了点，基本满意。",
        "{body}办{errand}还可以，材料说明再清楚一点就更好了。",
        "{errand}总算办好了，{body}的服务一般，说不上好也说不上坏。",
    ),
    _DISSATISFIED: (
        "办个{errand}跑了三趟，{body}每次都说还缺材料，就不能一次说清楚吗，不满意。",
        "{body}办{errand}的窗口只开一个，排了两个小时队，工作人员爱理不理，很不高兴。",
        "{errand}说好五个工作日，现在都半个月了，{body}电话也没人接，效率太低。",
        "网上申请{errand}被{body}退回四次，理由每次都不一样，办事太麻烦了。",
    ),
    _VERY_DISSATISFIED: (
        "为了{errand}前后跑了七趟，{body}互相推诿，没有一个人负责，非常不满意。",
        "{body}办{errand}的人态度恶劣，多问一句就骂人，太气人了，必须投诉。",
        "{errand}拖了大半年，{body}一直敷衍，这种不作为让人寒心。",
        "{body}收了材料又说弄丢了，{errand}要从头再来，还不肯道歉，简直不把老百姓当回事。",
    ),
}
TROUBLE_VERDICTS: Mapping[Verdict, tuple[str, ...]] = {
    _VERY_SATISFIED: ("之前反映{trouble}，{body}第二天就解决了，还专门回访，非常满意。",),
    _SATISFIED: ("前阵子{trouble}，{body}处理得挺及时，满意。",),
    _BASICALLY: (
        "{trouble}，{body}来处理过一次，好了一些，基本满意，希望能坚持。",
        "{trouble}，{body}管是管了，效果一般。",
    ),
    _DISSATISFIED: (
        "{trouble}，找过{body}两回，答复都是正在研究，到现在没有动静，不满意。",
        "{trouble}，{body}来看了一眼就走了，问题一点没解决，对处理结果不满意。",
        "{trouble}已经反映过了，{body}回复说已处理，其实根本没人来过，这样办事太敷衍。",
        "{trouble}，打{body}的电话半天没人接，接了又说不归他们管，办事效率太低。",
    ),
    _VERY_DISSATISFIED: (
        "{trouble}，反映了一年，{body}不闻不问，完全是不作为，非常不满意。",
        "{trouble}，{body}的人到了现场还替对方说话，态度蛮横，实在让人气愤。",
        "{trouble}，{body}三番五次拿假话糊弄我们，太失望了，要求追究责任。",
    ),
}
