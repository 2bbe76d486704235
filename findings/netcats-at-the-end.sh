#!/usr/bin/env bash
# What Debian's netcats and telnet do when their input ends, and when the server has.
#
# Expected: `nc -q 1` quits a second after the end of its input, as both manuals say ("after EOF on
# stdin, wait the specified number of seconds and then quit"). A client whose server has closed ends;
# what it has not read of a pipe is there for whoever reads next, so `tail -F log | while :; do nc …;
# done` loses nothing. `telnet host port < file` sends the file.
#
# Seen:
# - OpenBSD's `-q 1` is no timer. It ends its side at once, then waits for the server, without a limit,
#   and only then for its second. The traditional netcat keeps to the manual.
# - When the server has closed, the traditional netcat and busybox's end at once. OpenBSD's stays until
#   its input brings something, reads that, and loses it; ncat reads and loses two. Each ends with what
#   it has read gone: all but the first two lose a line of a log for every restart of the server.
# - inetutils' telnet that finds the end of its input at once has sent nothing, and says success; the
#   same bytes from a pipe that stays open for a second arrive.
#
# Sources: nc_openbsd(1) and nc_traditional(1), "-q"; each as printed below.
set -euo pipefail

packages=(
  netcat-openbsd=1.219-1 netcat-traditional=1.10-47 busybox=1:1.35.0-4+deb12u1+b1 ncat=7.93+dfsg1-1
  inetutils-telnet=2:2.4-2+deb12u3 libbsd0=0.11.7-2 libmd0=1.0.4-2 liblua5.3-0=5.3.6-2
  libpcap0.8=1.10.3-1 libkrb5-3=1.20.1-2+deb12u5 libk5crypto3=1.20.1-2+deb12u5
  libkrb5support0=1.20.1-2+deb12u5 libcom-err2=1.47.0-2+b2 libkeyutils1=1.6.3-2
)
folder=$(mktemp -d)
server=
trap 'kill ${server:-} 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq "${packages[@]}" 2>/dev/null
for package in *.deb; do dpkg-deb -x "$package" debian; done
LD_LIBRARY_PATH=$(printf '%s:' "$folder"/debian/{usr/,}lib/*-linux-gnu)
export LD_LIBRARY_PATH
PATH=$folder/debian/bin:$folder/debian/usr/bin:$PATH

# Three servers: one closes 3 s after its client has finished, one never, one after the first line.
cat > server.py <<'PY'
import socket, sys, threading, time

def patient(connection, seconds):
    heard = b""
    while part := connection.recv(4096):
        heard += part
    print(heard.decode().strip() or "nothing", flush=True)
    time.sleep(seconds)
    connection.close()

def short(connection):
    connection.recv(4096)
    connection.close()

def serve(listener, handle, *more):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=handle, args=(connection, *more), daemon=True).start()

listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
for listener, work in zip(listeners, [(patient, 3), (patient, 3600), (short,)]):
    threading.Thread(target=serve, args=(listener, *work), daemon=True).start()
with open("ports", "w") as file:
    print(*(listener.getsockname()[1] for listener in listeners), file=file)
time.sleep(3600)
PY
python3 server.py >> heard &
server=$!
while [[ ! -s ports ]]; do sleep 0.1; done
read -r closing silent short < ports

printf '%s\n' "${packages[@]:0:5}" ''
failures=0
expect() {
  printf '%-46s %s\n' "$1" "$2"
  [[ "$2" == "$3" ]] || { printf '  but expected: %s\n' "$3"; failures=$((failures + 1)); }
}

# How many whole seconds a client takes whose input ends at once; 6 is cut off.
seconds() {
  local start=$SECONDS status=0
  echo order | timeout 6 "$@" > /dev/null || status=$?
  ((status == 124)) && { echo 'still there after 6 s'; return; }
  ((SECONDS - start >= 3)) && echo 'ends after the server' || echo 'ends after a second'
}
# Each twice, all side by side.
clients=()
for round in 1 2; do
  seconds nc.openbsd -q 1 127.0.0.1 "$closing" > "o.closing.$round" & clients+=($!)
  seconds nc.openbsd -q 1 127.0.0.1 "$silent" > "o.silent.$round" & clients+=($!)
  seconds nc.traditional -q 1 127.0.0.1 "$closing" > "t.closing.$round" & clients+=($!)
  seconds nc.traditional -q 1 127.0.0.1 "$silent" > "t.silent.$round" & clients+=($!)
done
wait "${clients[@]}"
for round in 1 2; do
  expect 'nc.openbsd -q 1, the server ends after 3 s' "$(< o.closing.$round)" 'ends after the server'
  expect 'nc.openbsd -q 1, the server never ends' "$(< o.silent.$round)" 'still there after 6 s'
  expect 'nc.traditional -q 1, the server ends after 3 s' "$(< t.closing.$round)" 'ends after a second'
  expect 'nc.traditional -q 1, the server never ends' "$(< t.silent.$round)" 'ends after a second'
done

# A line every two seconds, to a server that closes after the first: what is left in the pipe for the next?
left() {
  local left
  left=$(for line in 1 2 3 4 5; do sleep 2; echo $line; done \
    | { "$@" 127.0.0.1 "$short" > /dev/null 2>&1 || true; tr '\n' ' '; })
  echo "leaves ${left% }"
}
clients=()
for round in 1 2; do
  left nc.traditional > "left.t.$round" & clients+=($!)
  left busybox nc > "left.b.$round" & clients+=($!)
  left nc.openbsd > "left.o.$round" & clients+=($!)
  left ncat > "left.n.$round" & clients+=($!)
done
wait "${clients[@]}"
for round in 1 2; do
  expect 'nc.traditional, the server closes after line 1' "$(< left.t.$round)" 'leaves 2 3 4 5'
  expect 'busybox nc, the server closes after line 1' "$(< left.b.$round)" 'leaves 2 3 4 5'
  expect 'nc.openbsd, the server closes after line 1' "$(< left.o.$round)" 'leaves 3 4 5'
  expect 'ncat, the server closes after line 1' "$(< left.n.$round)" 'leaves 4 5'
done

telnet=$(type -P inetutils-telnet || type -P telnet)
for round in 1 2; do
  : > heard
  status=0
  echo order > file
  "$telnet" 127.0.0.1 "$silent" < file > /dev/null 2>&1 || status=$?
  sleep 0.5
  expect 'telnet < file' "the server hears $(< heard), status $status" 'the server hears nothing, status 0'
  : > heard
  { echo order; sleep 1; } | "$telnet" 127.0.0.1 "$silent" > /dev/null 2>&1 || true
  sleep 0.5
  expect 'the same from a pipe open for a second' "the server hears $(< heard)" 'the server hears order'
done

((failures == 0)) || { printf '\n%s of these have changed\n' "$failures"; exit 1; }
