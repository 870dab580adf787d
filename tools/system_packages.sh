#!/bin/sh
# Chromium and a Chinese font for the browser tests: install them where that is possible, else say
# what is missing. On a machine of a CI service (CI=true) a missing one is a failure.
set -eu

has_browser() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  [ -d "/Applications/Chromium.app" ] || [ -d "/Applications/Google Chrome.app" ]
}

has_chinese_font() {
  [ "$(uname -s)" = Darwin ] && return 0 # part of the system
  command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]
}

missing() {
  has_browser || printf 'chromium '
  # fontconfig brings fc-list, which tells whether the font is there
  has_chinese_font || printf 'fonts-noto-cjk fontconfig '
}

wanted=$(missing)
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing: $wanted"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086  # a list of package names
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null ||
    echo "apt-get could not install: $wanted" >&2
fi
wanted=$(missing)
[ -n "$wanted" ] || exit 0
echo "Missing: $wanted- tests that need a browser are skipped." >&2
[ "${CI:-}" != true ]
