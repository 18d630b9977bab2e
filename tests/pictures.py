"""Take the README's pictures of the demonstration city: ``make pictures``."""

import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from feedback_app.app import create_app
from feedback_app.config import Settings
from feedback_app.database import database
from feedback_app.demonstration import loading
from feedback_app.periods.queries import get_period
from feedback_app.schema import upgrade
from feedback_app.scoring.cli import compute_run
from tests.browser import FLAGS, find_chromium, follow

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1100, 820


def _board(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(f"{address}/sign-in?next=/board/{loading.PERIOD}")
    page.fill("[name=login_name]", "office")
    page.fill("[name=password]", loading.PASSWORD)
    follow(page.locator("[type=submit]"))
    return page


def main() -> None:
    """Load the city into a folder that goes away again, and keep the picture of its board."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment({"FEEDBACK_INSTANCE": folder}))
        with app.app_context():
            upgrade(database())
            for step in loading.steps():
                step.run(lambda _done: None)
            compute_run(get_period(loading.PERIOD))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
            FOLDER.mkdir(parents=True, exist_ok=True)
            _board(browser, f"http://127.0.0.1:{server.server_port}").screenshot(path=FOLDER / "board.png")
            browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
