#!/usr/bin/env bash
# What a server behind HAProxy sees of its health checks, where traffic comes with a PROXY header.
#
# Expected: a check opens a connection, which the server accepts; with `send-proxy` on the server's
# line it begins with the header that traffic has; and since a check speaks for no client, the header
# says so: UNKNOWN in version 1, LOCAL in version 2 (PROXY protocol specification §2.1 and §2.2).
#
# Seen, each on its own server line:
# - A bare `check` never reaches the application: accept() does not return. HAProxy answers the
#   handshake's second packet with a reset in place of an acknowledgement, so that the connection is
#   never complete. Such a check is no load and no line in any log, and says no more than that the
#   kernel listens: a process that hangs passes for ever.
# - With `send-proxy` the same check is a connection with a header, and version 1 names the proxy's own
#   end as the client: `PROXY TCP4 127.0.0.1 127.0.0.1 …`. It cannot be told from a person on the
#   proxy's machine until the reset comes. Version 2 says LOCAL.
# - One `tcp-check connect` line silently takes `send-proxy` away from checks, not from traffic: with
#   nothing else they are invisible again, and with a `tcp-check expect` the server gets a connection
#   without the header that it insists on. `tcp-check connect send-proxy` brings it back.
#
# Sources: HAProxy 2.6 configuration manual, "check", "send-proxy", "tcp-check connect"; the PROXY
# protocol specification; each as printed below.
set -euo pipefail

haproxy_version=2.6.12-1+deb12u4
folder=$(mktemp -d)
proxy= server=
trap 'kill ${proxy:-} ${server:-} 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

apt-get download -qq "haproxy=$haproxy_version" liblua5.3-0=5.3.6-2 \
  libopentracing-c-wrapper0=1.1.3-3+b1 libopentracing1=1.6.0-4 2>/dev/null
for package in *.deb; do dpkg-deb -x "$package" debian; done
LD_LIBRARY_PATH=$(echo "$folder"/debian/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH

# Each line: the name of a server line, what stands on it, and the rules of its backend.
cat > cases <<'CASES'
bare|check|
v1|send-proxy check|
v2|send-proxy-v2 check|
connect|send-proxy check|option tcp-check;tcp-check connect
expect|send-proxy check|option tcp-check;tcp-check connect;tcp-check expect string hello
again|send-proxy check|option tcp-check;tcp-check connect send-proxy
CASES

# Listens once for each case; says what the application got: the header, and how it ended.
cat > server.py <<'PY'
import os, selectors, socket, threading

names = [line.split("|")[0] for line in open("cases")]
listeners = {name: socket.create_server(("127.0.0.1", 0)) for name in names}
with open("ports.new", "w") as ports:
    for name, listener in listeners.items():
        print(name, listener.getsockname()[1], file=ports)

def kind(data):
    if data.startswith(b"PROXY TCP4 127.0.0.1 127.0.0.1 "):
        return "v1 names the proxy as the client"
    if data.startswith(b"PROXY UNKNOWN"):
        return "v1 says UNKNOWN"
    if data.startswith(b"\r\n\r\n\x00\r\nQUIT\n"):
        return "v2 says " + ("LOCAL" if data[12] == 0x20 else "PROXY")
    return "no header" if not data else repr(data)

def hear(name, connection):
    connection.settimeout(3)
    data = b""
    try:
        connection.sendall(b"hello\n")
    except OSError:
        pass  # reset already; what came before can be read all the same
    try:
        while part := connection.recv(4096):
            data += part
    except OSError:
        pass  # reset, or nothing more
    print(name, kind(data), sep="|", flush=True)
    connection.close()

os.rename("ports.new", "ports")
waiting = selectors.DefaultSelector()
for name, listener in listeners.items():
    waiting.register(listener, selectors.EVENT_READ, name)
while True:
    for key, _ in waiting.select():
        connection, _ = key.fileobj.accept()
        threading.Thread(target=hear, args=(key.data, connection), daemon=True).start()
PY
python3 server.py > seen & server=$!
until [[ -s ports ]]; do sleep 0.05; done

{
  printf 'global\n  stats socket %s/control\n' "$folder"
  printf 'defaults\n  mode tcp\n  timeout connect 2s\n  timeout client 1h\n  timeout server 1h\n'
  while IFS='|' read -r name line rules; do
    port=$(awk -v name="$name" '$1 == name { print $2 }' ports)
    printf 'backend %s\n' "$name"
    [[ -z $rules ]] || printf '  %s\n' "${rules//;/$'\n  '}"
    printf '  server it 127.0.0.1:%s %s inter 300ms\n' "$port" "$line"
  done < cases
} > haproxy.cfg
debian/usr/sbin/haproxy -f haproxy.cfg -db 2> said & proxy=$!
sleep 4

# HAProxy's own view, so that "seen nothing" means that checks went by and not that none were made.
python3 - > view <<'PY'
import socket
control = socket.socket(socket.AF_UNIX)
control.connect("control")
control.sendall(b"show stat\n")
text = b""
while part := control.recv(65536):
    text += part
rows = [row.split(",") for row in text.decode().splitlines()]
columns = rows[0]
for row in rows[1:]:
    if len(row) > 1 and row[1] == "it":
        fields = dict(zip(columns, row))
        print(fields["# pxname"], fields["status"], fields["check_status"], sep="|")
PY

printf 'haproxy %s\n\n' "$haproxy_version"
failures=0
expect() {
  local name=$1 expected=$2 seen view
  seen=$(grep "^$name|" seen | cut -d '|' -f 2 | sort -u | paste -sd ',' || true)
  view=$(grep "^$name|" view | cut -d '|' -f 2,3)
  printf '%-8s the server: %-34s HAProxy: %s\n' "$name" "${seen:-accepts nothing}" "$view"
  [[ "${seen:-accepts nothing}, $view" == "$expected" ]] \
    || { printf '  but expected: %s\n' "$expected"; failures=$((failures + 1)); }
}
expect bare 'accepts nothing, UP|L4OK'
expect v1 'v1 names the proxy as the client, UP|L4OK'
expect v2 'v2 says LOCAL, UP|L4OK'
expect connect 'accepts nothing, UP|L4OK'
expect expect 'no header, UP|L7OK'
expect again 'v1 names the proxy as the client, UP|L4OK'

((failures == 0)) || { printf '\n%s of these have changed\n' "$failures"; exit 1; }
