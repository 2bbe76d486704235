#!/usr/bin/env bash
# `echo hi | client` over TLS: how the server learns that the input has ended, and whether the client
# still shows an answer that comes a second later.
#
# Expected: a client says close_notify, may follow it with a FIN, and then either waits for the answer
# or leaves (RFC 8446 §6.1: each side closes its own direction; a FIN without the alert is truncation).
# A library's shutdown for writing does the same, and reading goes on decrypted.
#
# Seen: three clients, three answers, and none of the signals can be relied on.
# - ncat sends a bare FIN and no close_notify, which OpenSSL reports as an attack by default ("unexpected
#   eof while reading"); it goes on reading and shows the late answer.
# - socat sends close_notify and no FIN, and stops showing what comes half a second later, though it
#   stays connected until the server closes: the late answer arrives and is thrown away. -t5 shows it.
# - openssl s_client sends both and leaves at once. With -quiet it sends neither, ever.
# - Python's SSLSocket.shutdown(SHUT_WR) is a bare FIN too, and it takes the encryption off the reading
#   side: from then on recv() returns the raw TLS records, 23 3 3 …, as if they were data.
#
# So a server has to take either signal for the end of input, answer before it acts on it, and not take
# a FIN for a fault (SSL_OP_IGNORE_UNEXPECTED_EOF).
#
# Sources: RFC 8446 §6.1; ncat(1), socat(1), openssl-s_client(1); Python's ssl documentation, which does
# not mention it; each as printed below.
set -euo pipefail

folder=$(mktemp -d)
server=
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

apt-get download -qq ncat=7.93+dfsg1-1 socat=1.7.4.4-2 libpcap0.8=1.10.3-1 liblua5.3-0=5.3.6-2 \
  liblinear4=2.3.0+dfsg-5 libwrap0=7.6.q-32 libreadline8=8.2-1.3 \
  libssl3=3.0.22-1~deb12u2 openssl=3.0.22-1~deb12u2 2>/dev/null
for package in *.deb; do dpkg-deb -x "$package" debian; done
libraries=$(echo "$folder"/debian/usr/lib/*-linux-gnu):$(echo "$folder"/debian/lib/*-linux-gnu)
debian() { env LD_LIBRARY_PATH="$libraries" "$folder/debian/usr/bin/$1" "${@:2}"; }

debian openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
  -config "$folder/debian/etc/ssl/openssl.cnf" -keyout key.pem -out cert.pem 2>/dev/null

# One connection at a time. Says what came after the line: FIN, close_notify, or nothing in 3 s. The
# answer is sent a second after the first of them; then it closes in good order.
cat > server.py <<'PY'
import os, socket, ssl, time

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("cert.pem", "key.pem")
context.num_tickets = 0
context.options |= 1 << 7  # SSL_OP_IGNORE_UNEXPECTED_EOF: else a bare FIN ends the writing side too

def serve(raw):
    raw.settimeout(0.1)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    signals, first, shaken, began = [], None, False, time.monotonic()

    def flush():
        if outgoing.pending:
            raw.sendall(outgoing.read())

    while time.monotonic() - began < 3 and not (first and time.monotonic() - first > 1):
        try:
            data = raw.recv(65536)
            if data:
                incoming.write(data)
            elif "FIN" not in signals:
                signals.append("FIN")
            else:
                time.sleep(0.1)
        except TimeoutError:
            pass
        try:
            if not shaken:
                tls.do_handshake()
                shaken = True
            if "close_notify" not in signals and shaken and tls.read() == b"":
                signals.append("close_notify")
        except ssl.SSLWantReadError:
            pass
        flush()
        first = first or (time.monotonic() if signals else None)
    print("+".join(sorted(signals)) or "nothing", flush=True)
    try:
        tls.write(b"late\n")
        flush()
        time.sleep(0.3)
        try:
            tls.unwrap()
        except ssl.SSLError:
            pass
        flush()
        raw.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # it has left
    raw.close()

listener = socket.create_server(("127.0.0.1", 0))
with open("port.new", "w") as file:
    print(listener.getsockname()[1], file=file)
os.rename("port.new", "port")
while True:
    connection, _ = listener.accept()
    try:
        serve(connection)
    except OSError as error:
        print("error", type(error).__name__, flush=True)
PY

cat > client.py <<'PY'
import socket, ssl, sys

context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
connection = context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1]))))
connection.sendall(b"hi\n")
connection.shutdown(socket.SHUT_WR)
data = connection.recv(100)
print("records as data" if data[:3] == b"\x17\x03\x03" else data.decode(errors="replace").strip())
PY

python3 server.py > signals & server=$!
until [[ -s port ]]; do sleep 0.05; done
port=$(< port)

failures=0 number=0
try() {
  local name=$1 expected=$2 shown seen
  number=$((number + 1))
  shown=$(echo hi | "${@:3}" 2>/dev/null | grep -a -oE 'late|records as data' | head -n 1 || true)
  until (($(wc -l < signals) >= number)); do sleep 0.05; done
  seen="$(sed -n "${number}p" signals); shows ${shown:-nothing}"
  printf '%-22s %s\n' "$name" "$seen"
  [[ $seen == "$expected" ]] \
    || { printf '  but expected: %s\n' "$expected"; failures=$((failures + 1)); }
}

printf 'ncat 7.93, socat 1.7.4.4, %s, %s\n\n' \
  "$(debian openssl version | cut -d ' ' -f 1,2)" "$(python3 --version)"
try 'ncat --ssl' 'FIN; shows late' debian ncat --ssl 127.0.0.1 "$port"
try 'socat' 'close_notify; shows nothing' debian socat - "OPENSSL:127.0.0.1:$port,verify=0"
try 'socat -t5' 'close_notify; shows late' debian socat -t5 - "OPENSSL:127.0.0.1:$port,verify=0"
try 's_client' 'FIN+close_notify; shows nothing' debian openssl s_client -connect "127.0.0.1:$port"
try 's_client -quiet' 'nothing; shows late' debian openssl s_client -quiet -connect "127.0.0.1:$port"
try 'Python shutdown' 'FIN; shows records as data' python3 client.py "$port"

((failures == 0)) || { printf '\n%s of these have changed\n' "$failures"; exit 1; }
