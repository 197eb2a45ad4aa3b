#!/bin/sh
# Installs what the tests need from the system and pip and npm cannot bring: Chromium and zstd, and on request
# (tests/system.sh firefox webkit) the other browsers; their tests are skipped where they are missing.
# tests/chromium.py and h5rec/conformance/engines/programs.py look for them in the same places.
set -eu

say() {
  echo "make browsers: $*" >&2
}

have_browser() {
  [ -n "${H5REC_CHROMIUM:-}" ] && return 0
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] ||
    [ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ]
}

missing=
have_browser || missing="$missing chromium"
command -v zstd >/dev/null 2>&1 || missing="$missing zstd"
for browser in "$@"; do
  case $browser in
    firefox)
      command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1 ||
        [ -x /Applications/Firefox.app/Contents/MacOS/firefox ] || missing="$missing firefox-esr"
      ;;
    webkit)
      if ! command -v safaridriver >/dev/null 2>&1; then
        command -v WebKitWebDriver >/dev/null 2>&1 || missing="$missing webkit2gtk-driver"
        command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
      fi
      ;;
    *)
      say "$browser is neither firefox nor webkit"
      exit 2
      ;;
  esac
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  say "the tests need:$missing; install it and run again (a browser elsewhere: H5REC_CHROMIUM=/path/to/it)"
  exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    say "the tests need:$missing; run: sudo apt-get install$missing"
    exit 1
  fi
  as_root="sudo -n"
fi

say "installing$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 # one word for each package
$as_root apt-get install -qq -y --no-install-recommends $missing </dev/null >/dev/null
