"""The departments of the simulated city: generic names, what people call them, what they answer for, what goes wrong.

``errands`` are things citizens come to get done, ``troubles`` things they complain of; both fit into the sentences of
``sentences``. A department's ``regard`` is its hidden standing with the public, in standard deviations of one person's
opinion; ``rapport`` likewise with the grassroots; ``task`` its score for the year's tasks.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Department:
    """One department of the city, with the truth about it that no channel sees directly."""

    code: str
    name: str
    short_name: str
    category: str
    aliases: tuple[str, ...]
    duties: tuple[str, ...]
    errands: tuple[str, ...]
    troubles: tuple[str, ...]
    regard: float
    rapport: float
    task: str


def _department(heading: str, names: str, duties: str, errands: str, troubles: str, figures: str) -> Department:
    code, name, short_name, category = heading.split()
    regard, rapport, task = figures.split()
    return Department(
        code=code,
        name=name,
        short_name=short_name,
        category=category,
        aliases=tuple(names.split()),
        duties=tuple(duties.split()),
        errands=tuple(errands.split()),
        troubles=tuple(troubles.split()),
        regard=float(regard),
        rapport=float(rapport),
        task=task,
    )


DEPARTMENTS: tuple[Department, ...] = (
    _department(
        "D01 安澜市教育局 市教育局 public_service",
        "教育局 教委",
        "入学 学区 校外培训 学校食堂",
        "孩子转学 学籍证明 教师资格认定",
        "校外培训机构不退费 学校周边放学时段拥堵 学区划分说不清楚",
        "0.35 0.30 93.50",
    ),
    _department(
        "D02 安澜市公安局 市公安局 public_service",
        "公安局 派出所 交警",
        "户籍 身份证 治安 酒驾",
        "身份证补办 户口迁移 居住证办理",
        "夜间飙车炸街 小区门口违停占道 电动车被盗一直没有回音",
        "0.75 0.40 95.20",
    ),
    _department(
        "D03 安澜市民政局 市民政局 public_service",
        "民政局",
        "低保 养老院 殡葬 婚姻登记",
        "婚姻登记 低保申请 高龄补贴申领",
        "养老院收费不透明 高龄补贴迟迟不到账",
        "0.55 0.65 92.80",
    ),
    _department(
        "D04 安澜市人力资源和社会保障局 市人社局 public_service",
        "人社局 社保局 劳动监察",
        "社保 养老金 拖欠工资 劳动合同",
        "社保转移 养老金资格认证 失业金申领",
        "工地拖欠农民工工资 社保断缴补不了 单位不签劳动合同",
        "0.15 0.20 91.60",
    ),
    _department(
        "D05 安澜市自然资源和规划局 市资规局 public_service",
        "资规局 自然资源局 不动产登记中心",
        "不动产 房产证 规划 征地",
        "房产证办理 不动产过户 抵押登记",
        "小区规划的绿地变成了商铺 房产证拖了三年办不下来",
        "-0.20 -0.10 89.40",
    ),
    _department(
        "D06 安澜市住房和城乡建设局 市住建局 public_service",
        "住建局 房管局",
        "物业 公租房 公积金 烂尾楼",
        "公租房申请 网签备案 维修资金提取",
        "物业乱收费还不开票 新房交付质量差 电梯三天两头坏",
        "-0.45 -0.25 88.10",
    ),
    _department(
        "D07 安澜市城市管理和综合执法局 市城管局 public_service",
        "城管局 城管",
        "占道经营 垃圾 路灯 渣土车",
        "门头招牌备案 占道许可 户外广告审批",
        "烧烤摊油烟直排 路灯坏了半个月 垃圾站臭气熏天 渣土车半夜扰民",
        "-0.30 0.05 90.30",
    ),
    _department(
        "D08 安澜市交通运输局 市交通局 public_service",
        "交通局 交通运输局",
        "公交 出租车 地铁 公路",
        "网约车资格证办理 公交卡年审 货运资格证换发",
        "公交车半小时等不来一班 出租车拒载绕路 乡道坑洼没人修",
        "0.00 0.10 91.00",
    ),
    _department(
        "D09 安澜市水务局 市水务局 public_service",
        "水务局 自来水公司 水利局",
        "自来水 排水 内涝 河道",
        "用水报装 水表过户 取水许可",
        "自来水发黄有异味 下雨路面积水排不出去 河道发黑发臭",
        "0.10 0.35 92.10",
    ),
    _department(
        "D10 安澜市卫生健康委员会 市卫健委 public_service",
        "卫健委 卫生局",
        "医院 预约挂号 疫苗 社区卫生服务中心",
        "生育登记 疫苗接种证补办 独生子女补助申领",
        "医院排队两小时看病三分钟 社区卫生服务中心常年缺药",
        "0.25 0.15 93.00",
    ),
    _department(
        "D11 安澜市医疗保障局 市医保局 public_service",
        "医保局",
        "医保 异地就医 门诊慢特病",
        "异地就医备案 医保报销 门诊慢特病认定",
        "医保报销等了三个月 异地结算总是失败",
        "0.40 0.45 94.10",
    ),
    _department(
        "D12 安澜市行政审批服务局 市审批局 public_service",
        "审批局 政务服务中心 办事大厅",
        "营业执照 一窗受理 审批",
        "营业执照办理 食品经营许可办理 公司注销",
        "网上提交材料反复退回 取号机一上午都是坏的",
        "0.95 0.70 96.30",
    ),
    _department(
        "D13 安澜市生态环境局 市生态环境局 regulatory",
        "环保局 生态环境局",
        "噪音 废气 污水 焚烧",
        "排污许可办理 环评审批",
        "工地夜间施工噪音吵得睡不着 化工厂半夜排放刺鼻气味",
        "-0.15 -0.30 90.80",
    ),
    _department(
        "D14 安澜市市场监督管理局 市市场监管局 regulatory",
        "市场监管局 工商局 消协",
        "食品安全 假货 价格欺诈 电梯检验",
        "商标注册咨询 计量器具检定",
        "超市卖过期食品 健身房卷款跑路 早餐店卫生太差",
        "0.05 0.00 92.40",
    ),
    _department(
        "D15 安澜市应急管理局 市应急局 regulatory",
        "应急局 安监局",
        "安全生产 消防隐患 烟花爆竹",
        "安全生产许可办理 特种作业证换证",
        "厂房消防通道被堵死 仓库违规存放烟花爆竹",
        "0.20 -0.45 91.90",
    ),
    _department(
        "D16 安澜市农业农村局 市农业农村局 regulatory",
        "农业局 农业农村局",
        "农机补贴 宅基地 种子 畜禽养殖",
        "农机补贴申请 种畜禽许可办理",
        "养猪场污水直排农田 买到假种子减产",
        "0.30 0.55 93.70",
    ),
    _department(
        "D17 安澜市文化旅游广电局 市文旅局 regulatory",
        "文旅局 旅游局",
        "景区 旅行社 图书馆 演出",
        "导游证办理 演出审批",
        "旅行社强制购物 景区门票价格乱涨",
        "0.50 0.25 94.60",
    ),
    _department(
        "D18 安澜市商务局 市商务局 regulatory",
        "商务局",
        "预付卡 加油站 家政 以旧换新",
        "以旧换新补贴申领 外贸备案",
        "以旧换新补贴迟迟不到账 预付卡商家关门不退钱",
        "0.10 0.10 90.00",
    ),
    _department(
        "D19 安澜市发展和改革委员会 市发改委 regulatory",
        "发改委 物价局",
        "电价 停车收费 充电桩",
        "项目备案 节能审查",
        "小区充电桩乱加价 停车场不按标准收费",
        "0.00 -0.20 95.80",
    ),
    _department(
        "D20 安澜市总工会 市总工会 party_affairs",
        "总工会 工会",
        "职工互助 疗休养 劳模",
        "职工互助保障申请 困难职工帮扶申请",
        "工会福利发放不公开",
        "0.45 0.50 92.00",
    ),
    _department(
        "D21 安澜市妇女联合会 市妇联 party_affairs",
        "妇联",
        "家庭暴力 妇女儿童 维权",
        "家庭教育指导报名 妇女创业贷款申请",
        "遇到家庭暴力求助没有下文",
        "0.40 0.60 93.10",
    ),
    _department(
        "D22 安澜市残疾人联合会 市残联 party_affairs",
        "残联",
        "残疾人证 无障碍 辅具",
        "残疾人证办理 辅具申领",
        "盲道被占无人管 辅具申请半年没有消息",
        "0.35 0.55 91.20",
    ),
)
