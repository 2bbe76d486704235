#!/usr/bin/env bash
# By which name a browser's engine knows the time zone of whoever looks.
#
# Expected: where the system is set to Europe/Kyiv, `Intl.DateTimeFormat().resolvedOptions().timeZone`
# says Europe/Kyiv, since that is the name in the tz database (since 2022b), and old spellings are links
# to it; and a list of zones to choose from, `Intl.supportedValuesOf("timeZone")`, has the present names.
#
# Seen with V8 12.6: it is the other way round. Whatever the system or the caller says, the answer is the
# name that the zone had first in Unicode's CLDR: Europe/Kiev, Asia/Calcutta, Asia/Saigon, Asia/Rangoon,
# America/Godthab. The list has only these as well. So a page that shows the browser's zone by its name
# shows people in Kyiv a spelling that they have asked everybody to drop; one that compares it with a list of
# present names does not find it; and who sends it to a server relies on old links, which some systems
# package apart (Debian 13: tzdata-legacy). For US/Pacific and GB it is what one expects: the present name.
#
# Sources: ECMA-402 §6.5 (which leaves the choice to the implementation, and the proposal "Time Zone
# Canonicalization" that is about to end it); CLDR's timezone.xml, where an identifier never changes and
# `iana` has the present one; the tz database's `backward`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

pip3 -q download --no-deps --only-binary :all: mini-racer==0.12.4 tzdata==2025.2
for wheel in *.whl; do python3 -m zipfile -e "$wheel" packages; done
export PYTHONPATH=$folder/packages

cat > ask.py <<'PY'
import os, sys
from importlib.resources import files
from py_mini_racer import MiniRacer

zones = set(files("tzdata").joinpath("zones").read_text().split())
engine = MiniRacer()
own = engine.eval("Intl.DateTimeFormat().resolvedOptions().timeZone")
listed = set(engine.eval("Intl.supportedValuesOf('timeZone').join()").split(","))
wanted = os.environ["TZ"]
asked = engine.eval(f"Intl.DateTimeFormat('en', {{timeZone: '{wanted}'}}).resolvedOptions().timeZone")
assert wanted in zones and own in zones, "the tz database has both names"
print(f"{wanted}|{own}|{asked}|{'listed' if wanted in listed else 'not listed'}")
PY

python3 -c 'from py_mini_racer import MiniRacer; print("V8", MiniRacer().v8_version, "with tzdata 2025.2")'
printf '%-16s %-22s %-22s %s\n' 'system' 'engine' 'asked for by name' 'among its zones'
for zone in Europe/Kyiv Asia/Kolkata Asia/Ho_Chi_Minh Asia/Yangon America/Nuuk US/Pacific GB Asia/Tehran; do
  TZ=$zone python3 ask.py
done | tee seen | while IFS='|' read -r system own asked listed; do
  printf '%-16s %-22s %-22s %s\n' "$system" "$own" "$asked" "$listed"
done

diff seen - <<'SEEN' || { echo 'what was seen has changed' >&2; exit 1; }
Europe/Kyiv|Europe/Kiev|Europe/Kiev|not listed
Asia/Kolkata|Asia/Calcutta|Asia/Calcutta|not listed
Asia/Ho_Chi_Minh|Asia/Saigon|Asia/Saigon|not listed
Asia/Yangon|Asia/Rangoon|Asia/Rangoon|not listed
America/Nuuk|America/Godthab|America/Godthab|not listed
US/Pacific|America/Los_Angeles|America/Los_Angeles|not listed
GB|Europe/London|Europe/London|not listed
Asia/Tehran|Asia/Tehran|Asia/Tehran|listed
SEEN
