"""Forms as ministries, pollsters and aid workers draw them, re-drawn by us: one shape of XLSForm each."""

SETTINGS = """
| settings |
| | form_title | form_id | version | default_language |
| | 窗口评价 | window | 3 | 中文 (zh-Hans) |
"""
YES_NO = """
| choices |
| | list_name | name | label |
| | yes_no | yes | 是 |
| | yes_no | no | 否 |
"""

SHAPES: dict[str, str] = {
    "flat": """
| survey |
| | type | name | label | required | hint |
| | text | shop | 您去了哪个窗口？ | yes | 写窗口号 |
| | integer | times | 今年来过几次？ | | |
| | decimal | hours | 办了几个小时？ | | |
| | date | day | 哪天办的？ | true() | |
""",
    "ranges": """
| survey |
| | type | name | label | constraint | constraint_message |
| | integer | age | 年龄 | . >= 16 and . <= 120 | 16到120岁 |
| | integer | wait | 等了几分钟 | . > 0 and .<480 | 不到八小时 |
| | decimal | cost | 花费 | 0 <= . | 不能为负 |
""",
    "a slider": """
| survey |
| | type | name | label | parameters |
| | range | mark | 打几分？ | start=0 end=10 step=1 |
| | range | share | 百分之几？ | start=0 end=100 step=1 |
""",
    "yes and no": """
| survey |
| | type | name | label | relevant |
| | select_one yes_no | came | 来过吗？ | |
| | text | why | 为什么没来？ | ${came} = 'no' |
| | text | where | 来的哪里？ | ${came} != 'no' and ${came} != '' |
"""
    + YES_NO,
    "nested groups": """
| survey |
| | type | name | label | relevant |
| | select_one yes_no | came | 来过吗？ | |
| | begin_group | visit | 这次到访 | ${came} = 'yes' |
| | integer | wait | 等了几分钟？ | |
| | begin_group | long | 等得久 | ${wait} > 30 |
| | text | reason | 原因？ | |
| | text | told | 有人解释吗？ | ${reason} != '' |
| | end_group | | | |
| | integer | windows | 跑了几个窗口？ | |
| | end_group | | | |
| | text | end | 还有吗？ | |
"""
    + YES_NO,
    "selected": """
| survey |
| | type | name | label | relevant |
| | select_multiple trouble | trouble | 遇到哪些问题？ | |
| | text | slow | 慢在哪里？ | selected(${trouble}, 'slow') |
| | text | both | 两样都有？ | selected(${trouble}, 'slow') and selected(${trouble}, 'rude') |
| | text | other | 其他？ | selected(${trouble}, 'far') or selected(${trouble}, 'rude') |
| | text | fine | 都好？ | not(selected(${trouble}, 'slow')) and ${trouble} != '' |
| choices |
| | list_name | name | label |
| | trouble | slow | 慢 |
| | trouble | rude | 态度差 |
| | trouble | far | 远 |
""",
    "none of these": """
| survey |
| | type | name | label | constraint | constraint_message |
| | select_multiple need | need | 需要什么？ | not(selected(., 'none') and count-selected(.) > 1) | 不能同时选 |
| | select_multiple need | two | 最要紧的两样 | count-selected(.) <= 2 | 最多两样 |
| choices |
| | list_name | name | label |
| | need | road | 修路 |
| | need | light | 路灯 |
| | need | none | 都不需要 |
""",
    "a scale by name": """
| survey |
| | type | name | label | required |
| | select_one level | overall | 总体评价 | yes |
| | select_one level | manner | 态度 | no |
| choices |
| | list_name | name | label |
| | level | very_satisfied | 非常满意 |
| | level | satisfied | 满意 |
| | level | basically_satisfied | 基本满意 |
| | level | dissatisfied | 不满意 |
| | level | very_dissatisfied | 非常不满意 |
| | level | dont_know | 不了解 |
""",
    "a scale by label, worst first": """
| survey |
| | type | name | label | relevant |
| | select_one level | overall | 总体评价 | |
| | text | why | 哪里不满意？ | ${overall} = '1' or ${overall} = '2' |
| choices |
| | list_name | name | label |
| | level | 1 | 非常不满意 |
| | level | 2 | 不满意 |
| | level | 3 | 基本满意 |
| | level | 4 | 满意 |
| | level | 5 | 非常满意 |
""",
    "two languages": """
| survey |
| | type | name | label::中文 (zh-Hans) | label::English (en) | hint::中文 (zh-Hans) | hint::English (en) |
| | select_one yes_no | came | 来过吗？ | Did you come? | 今年以来 | This year |
| | text | why | 为什么？ | Why? | | |
| choices |
| | list_name | name | label::中文 (zh-Hans) | label::English (en) |
| | yes_no | yes | 是 | Yes |
| | yes_no | no | 否 | No |
""",
    "a table of departments": """
| survey |
| | type | name | label | feedback_kind | required |
| | begin_group | ballot | 请评价 | matrix | yes |
| | select_one level | ballot__speed | 速度 | | |
| | select_one level | ballot__manner | 态度 | | |
| | end_group | | | | |
| choices |
| | list_name | name | label |
| | level | excellent | 优秀 |
| | level | good | 良好 |
| | level | fair | 一般 |
| | level | poor | 较差 |
| | level | dont_know | 不了解 |
""",
    "reasons under a level": """
| survey |
| | type | name | label | choice_filter |
| | select_one level | overall | 评价 | |
| | select_multiple reasons | overall_options | 原因 | level=${overall} |
| choices |
| | list_name | name | label | level |
| | level | satisfied | 满意 | |
| | level | basically_satisfied | 基本满意 | |
| | level | dissatisfied | 不满意 | |
| | reasons | fast | 快 | satisfied |
| | reasons | slow | 慢 | dissatisfied |
""",
    "consent first": """
| survey |
| | type | name | label | required | relevant |
| | acknowledge | agree | 愿意参加吗？ | yes | |
| | integer | age | 年龄 | | ${agree} = 'OK' |
""",
    "required under a condition": """
| survey |
| | type | name | label | required | appearance |
| | select_one yes_no | fine | 顺利吗？ | yes | |
| | text | why | 为什么？ | ${fine} = 'no' | multiline |
"""
    + YES_NO,
    "two days": """
| survey |
| | type | name | label | constraint | constraint_message |
| | date | asked | 哪天申请 | . >= date('2020-01-01') | 太早 |
| | date | done | 哪天办好 | . >= ${asked} | 不能早于申请 |
""",
    "an earlier answer in the words": """
| survey |
| | type | name | label | constraint |
| | text | Place-Name | 哪个大厅？ | string-length(.) < 21 |
| | text | more | 您在${Place-Name}遇到了什么？ | |
""",
    "introduction and facts": """
| survey |
| | type | name | label | relevant |
| | hidden | fact_channel | | |
| | note | introduction | 您好 | |
| | text | sms | 短信里说一句 | ${fact_channel} = 'sms' |
| | note | closing | 谢谢 | |
""",
}
