#!/bin/sh
# Sees to it that the browser tests find a Chromium and a font with Chinese characters.
set -eu

has_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_font() { command -v fc-list && fc-list :lang=zh family | grep -q .; }

if has_browser >/dev/null && has_font >/dev/null; then
    exit 0
fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "browser tests will be skipped: install Chromium and a Chinese font, e.g." >&2
    echo "  sudo apt-get install chromium fonts-wqy-microhei" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --no-install-recommends -o DPkg::Lock::Timeout=300 chromium fontconfig fonts-wqy-microhei >/dev/null
