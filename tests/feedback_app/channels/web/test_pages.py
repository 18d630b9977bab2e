import pytest
from playwright.sync_api import Page

from tests.browser import PHONE, accessibility_faults, follow, overflow_of
from tests.feedback_app.channels.web.conftest import OpenWindow, Window

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"])]


def test_a_rating_is_given_by_thumb_and_only_the_reasons_of_its_level_are_shown(page: Page, window: Window) -> None:
    page.set_viewport_size(PHONE)
    page.goto(window.path)
    assert page.locator(".why:visible").count() == 0
    page.get_by_role("radio", name="非常满意", exact=True).check()
    assert page.locator(".why:visible").count() == 1
    page.get_by_label("一窗受理一次办结").check()
    page.get_by_role("radio", name="不满意", exact=True).check()
    assert page.locator(".why:visible input").first.get_attribute("value") == "207"
    page.get_by_label("服务态度生硬").check()
    follow(page.get_by_role("button", name="提交评价"))
    assert page.get_by_text("回执码", exact=True).is_visible()
    (response,) = window.responses()
    assert response.content["answers"] == {"overall": ["dissatisfied"], "overall.options": ["214"]}


def test_what_can_be_touched_is_large_enough_for_a_thumb(page: Page, window: Window) -> None:
    page.set_viewport_size(PHONE)
    page.goto(window.path)
    page.get_by_role("radio", name="基本满意").check()
    for touched in page.locator(".rows > label, .tick:visible, button").all():
        box = touched.bounding_box()
        assert box is not None
        assert box["height"] >= 44


@pytest.mark.parametrize("survey", ["hcp_onsite", "public_phone_poll", "reverse_ballot"])
def test_a_form_reads_without_sideways_scrolling_and_for_everybody(
    page: Page, open_window: OpenWindow, survey: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(open_window(survey).path)
    assert overflow_of(page) <= 0
    assert accessibility_faults(page) == []
