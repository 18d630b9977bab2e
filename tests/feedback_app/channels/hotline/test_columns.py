"""Headers as real systems write them, and mappings that can or cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.channels.hotline.columns import (
    Field,
    HotlineRow,
    UnusableMapping,
    check_mapping,
    column_specs,
    fingerprint,
    guess_mapping,
)

DISTRICT = (
    *("工单编号", "工单类型", "问题分类(一级->二级->三级)", "标签", "标题", "主要内容", "工单状态", "来电人"),
    *("来电人电话/账号", "被反映区", "被反映街乡镇", "办理结果", "回复内容", "处理受理方式", "办结时间", "企业名称"),
    *("是否解决", "是否满意", "工单性质", "村/社区", "小区点位"),
)
BOARD = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数")


def test_the_export_of_a_district_is_understood() -> None:
    assert guess_mapping(DISTRICT) == {
        "order_number": "工单编号",
        "title": "标题",
        "text": "主要内容",
        "caller": "来电人电话/账号",
        "official_unit": "被反映街乡镇",
        "official_class": "问题分类(一级->二级->三级)",
    }


def test_the_export_of_a_message_board_is_understood() -> None:
    assert guess_mapping(BOARD) == {
        "order_number": "留言编号",
        "title": "留言主题",
        "text": "留言详情",
        "occurred_at": "留言时间",
        "caller": "留言用户",
    }


@pytest.mark.parametrize(
    ("headers", "field", "header"),
    [
        (("派单时间", "来电时间"), Field.OCCURRED_AT, "来电时间"),  # both are known; when the citizen called is meant
        (("工　单 编号",), Field.ORDER_NUMBER, "工　单 编号"),  # blanks of every width
        (("ＩＤ", "内容"), Field.ORDER_NUMBER, "ＩＤ"),
        (("Order_No",), Field.ORDER_NUMBER, "Order_No"),
        (("主办单位", "承办单位"), Field.OFFICIAL_UNIT, "承办单位"),
        (("来电号码",), Field.CALLER, "来电号码"),
        (("来电人电话",), Field.CALLER, "来电人电话"),
        (("联系电话",), Field.CALLER, "联系电话"),
        (("来电人账号",), Field.CALLER, "来电人账号"),
        (("来电人",), Field.CALLER, "来电人"),
        (("来电人姓名",), Field.CALLER, "来电人姓名"),
        (("来电人", "来电人姓名", "电话"), Field.CALLER, "电话"),  # several people share a name
    ],
)
def test_the_best_known_header_wins_however_it_is_spelt(headers: tuple[str, ...], field: Field, header: str) -> None:
    assert guess_mapping(headers)[field] == header


@given(st.lists(st.text(max_size=12), max_size=12, unique=True))
def test_any_header_gives_a_guess_of_headers_that_are_there(headers: list[str]) -> None:
    assert set(guess_mapping(headers).values()) <= set(headers)


@pytest.mark.parametrize(
    "mapping",
    [
        {},
        {"order_number": "编号"},
        {"text": "内容"},
        {"order_number": "编号", "text": "编号"},
        {"order_number": "编号", "text": "没有的列"},
    ],
    ids=["nothing", "no text", "no number", "one column twice", "a column that is not there"],
)
def test_a_mapping_needs_a_number_and_a_text_of_their_own(mapping: dict[str, str]) -> None:
    with pytest.raises(UnusableMapping) as refused:
        check_mapping(mapping, ("编号", "内容"))
    assert "编号、内容" in refused.value.explain()


def test_fields_without_a_column_are_left_out() -> None:
    mapping = {"order_number": "编号", "text": "内容", "title": "", "nonsense": "内容"}
    assert check_mapping(mapping, ("编号", "内容")) == {"order_number": "编号", "text": "内容"}


def test_the_order_of_columns_is_part_of_what_names_a_header() -> None:
    assert fingerprint(("编号", "内容")) != fingerprint(("内容", "编号"))
    assert fingerprint(("编号", "内容")) == fingerprint(["编号", "内容"])


def test_the_title_is_the_first_line_of_what_is_read() -> None:
    row = HotlineRow(line=2, order_number="1", title="路灯\n不亮", text="三个月了")
    assert row.whole_text == "路灯 不亮\n三个月了"
    assert HotlineRow(line=2, order_number="1", text="三个月了").whole_text == "三个月了"


@pytest.mark.parametrize(
    ("cell", "caller"),
    [
        ("13800000000", "13800000000"),
        ("王小明", "王小明"),
        ("匿名", ""),
        ("匿名用户", ""),
        ("不详", ""),
        ("王先生", ""),
        ("女士", ""),
        ("——", ""),
    ],
)
def test_who_gave_no_name_is_nobody_in_particular(cell: str, caller: str) -> None:
    (spec,) = column_specs({"caller": "来电人"}, "Asia/Shanghai")
    assert spec.parse(cell) == caller
