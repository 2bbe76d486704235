# Part of Services/up: what the build needs.

check_tools() {
  ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) || fail "this needs bash 5.1 or later"
  local version get="Install 6.2 or later from https://www.swift.org/install/linux/ and put it on PATH."
  command -v swift >/dev/null || fail $'there is no Swift here.\n'"$get"
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p')
  local major minor; read -r major minor <<<"$version" || true
  ((${major:-0} * 100 + ${minor:-0} >= 602)) || fail "Swift ${major:-?}.${minor:-?} is too old.
$get"
  local header packages=()
  has_header sqlite3.h || packages+=(libsqlite3-dev)
  has_header crypt.h || packages+=(libcrypt-dev)
  ((${#packages[@]} == 0)) || install "${packages[@]}"
  for header in sqlite3.h crypt.h; do
    has_header "$header" || fail "the header $header is still not found"
  done
}

has_header() { clang -E -x c - -o /dev/null <<<"#include <$1>" 2>/dev/null; }

install() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
  ((EUID == 0)) || apt=(sudo -n "${apt[@]}")
  if ! command -v apt-get >/dev/null || { ((EUID != 0)) && ! sudo -n true 2>/dev/null; }; then
    fail "$* is missing. Install it (Debian, Ubuntu: sudo apt-get install $*;
Fedora: sudo dnf install sqlite-devel libxcrypt-devel) and start again."
  fi
  say "installing $*"
  "${apt[@]}" install -y -qq "$@" >/dev/null 2>&1 \
    || { "${apt[@]}" update -qq && "${apt[@]}" install -y -qq "$@" >/dev/null; } \
    || fail "could not install $*; is there a network?"
}

build() {
  local product
  for product in "${programs[@]}"; do
    swift build --package-path "$root" -c release --product "$product"
  done
  bin=$(swift build --package-path "$root" -c release --show-bin-path)
}
