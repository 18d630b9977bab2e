#!/bin/sh
# Sees to it that the browser tests find a Chromium, a font with Chinese characters, and what Playwright's driver links.
set -eu
PATH="$PATH:/usr/sbin:/sbin"

has_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_font() { command -v fc-list && fc-list :lang=zh family | grep -q .; }
has_library() { ldconfig -p | grep -q libatomic.so.1; }

if has_browser >/dev/null && has_font >/dev/null && has_library; then
    exit 0
fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "the browser tests need Chromium, a Chinese font and libatomic, e.g." >&2
    echo "  sudo apt-get install chromium fontconfig fonts-wqy-microhei libatomic1" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --no-install-recommends -o DPkg::Lock::Timeout=300 \
    chromium fontconfig fonts-wqy-microhei libatomic1 >/dev/null
