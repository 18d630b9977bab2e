// Keep what a job's page says of its progress fresh without loading the page anew, so that focus and the place one reads
// at stay. Without this file the page loads itself anew (noscript).
"use strict";
const EVERY_MILLISECONDS = 2000;
const fresh = (page) => [...page.querySelectorAll("[data-fresh]")];
const stateOf = (page) => page.getElementById("progress")?.dataset.state;
async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (stateOf(page) !== stateOf(document)) {
      location.reload(); // other buttons belong there now, or somebody has to sign in again
      return;
    }
    const told = fresh(page);
    fresh(document).forEach((shown, place) => shown.replaceChildren(...told[place].childNodes));
  } catch {
    // The server is away for a moment; the next look may find it.
  }
  setTimeout(refresh, EVERY_MILLISECONDS);
}
setTimeout(refresh, EVERY_MILLISECONDS);
