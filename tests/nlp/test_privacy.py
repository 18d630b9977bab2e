import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalize import normalise
from nlp.privacy import Secret, is_genuine, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我叫李晓明，住三栋", "我叫【姓名】，住三栋"),
        ("联系人：欧阳小红 13800138000", "联系人：【姓名】 【手机】"),
        ("电话13800138000.0", "电话【手机】"),
        ("手机138 0013 8000或+86-13900139000", "手机【手机】或【手机】"),
        ("座机0731-82881234", "座机【电话】"),
        ("身份证11010519491231002X", "身份证【证件号】"),
        ("身份证号：110101199003074512，一位写错", "身份证号：【证件号】，一位写错"),
        ("身份证号码是110105491231002，老证", "身份证号码是【证件号】，老证"),
        ("卡号6222 0202 0011 2230", "卡号【银行卡】"),
        ("卡号6222021234567890123，打到账号: 1234-5678-9012-3", "卡号【银行卡】，打到账号: 【银行卡】"),
        ("车牌粤B12345和粤BD12345", "车牌【车牌】和【车牌】"),
        ("邮箱li.xm@example.com.cn", "邮箱【邮箱】"),
        ("微信：abc_12345，QQ 123456789", "微信：【社交账号】，QQ 【社交账号】"),
        ("１３８００１３８０００", "【手机】"),
        ("住锦绣里3栋2单元502室", "住锦绣里3栋2单元【房号】"),
        ("12幢1103的住户，楼上1203号房漏水", "12幢【房号】的住户，楼上【房号】漏水"),
        ("2单元0304户和东成大厦2108室", "2单元【房号】和东成大厦【房号】"),
        ("三栋二单元五零二室，一单元一二零三室", "三栋二单元【房号】，一单元【房号】"),
        ("住3-2-502，2单元5层502，八楼802", "住【房号】，2单元5层【房号】，八楼【房号】"),
        ("16#1602，B栋12A05，2号楼-1单元-301", "16#【房号】，B栋【房号】，2号楼-1单元-【房号】"),
    ],
)
def test_secrets_are_masked(text: str, masked: str) -> None:
    assert mask(normalise(text)).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "工单号202311051234567890",
        "编号110105194912310021不是证件",
        "房卡号12345",
        "拨打12345和12319",
        "共计1380013800元",
        "我叫天天有人来吵",
        "2019年10月11日7:30分",
        "一期3栋2018年交房，二期23栋6578套",
        "2019房价，买房，3室2厅，1000室内足球场",
        "希望路12号3栋",
        "19-10-2019报的修，2019-10-11又报，每月500元2018年起",
        "大楼2000平米，楼1000多户，二楼三百人",
    ],
)
def test_other_numbers_and_words_stay(text: str) -> None:
    assert mask(text).text == text


def test_the_kinds_are_counted() -> None:
    assert mask("13800138000，13900139000").found == ((Secret.MOBILE, 2),)


@given(st.integers(0, 10**8 - 1))
def test_no_mobile_number_survives(tail: int) -> None:
    number = f"139{tail:08d}"
    assert number not in mask(f"请打{number}给我").text


@given(st.from_regex(r"[3-6][0-9]{15}", fullmatch=True))
def test_exactly_one_check_digit_makes_a_card_number_genuine(number: str) -> None:
    assert sum(is_genuine(Secret.BANK_CARD, number[:-1] + digit) for digit in "0123456789") == 1


@given(st.text())
def test_masking_never_fails_and_is_stable(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once
