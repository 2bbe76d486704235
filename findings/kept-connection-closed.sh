#!/usr/bin/env bash
# A kept HTTP connection that the server closes without an answer to the second request.
#
# Expected: a client sends again what is safe to repeat, a GET, and reports an error for a POST, which
# may have been carried out (RFC 9110 §9.2.2: a user agent should not retry a method that is not
# idempotent by itself). The method decides, and all clients of any age agree.
#
# Seen: the method decides in one of four clients, and where it does not, the two extremes are both
# there. curl's command, and libcurl eight minor versions later, send a POST again that the server had
# read whole, say nothing and end with status 0: the server has it twice. (A connection that was used
# before and brings no byte counts as stale to libcurl, whatever was sent on it.) requests and httpx
# report an error even for a GET. Only aiohttp repeats the GET and not the POST.
#
# So a server that closes idle connections without a word makes one order two orders for some clients,
# and errors out of nothing for others: it should say how long it keeps a connection, keep it for a
# moment longer than it says, and let a key tell a repeated POST.
#
# Sources: RFC 9110 §9.2.2, RFC 9112 §9.3.1 and §9.5; each program's behaviour as printed below.
set -euo pipefail

curl_version=7.88.1-10+deb12u15
folder=$(mktemp -d)
server=
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
export PYTHONPATH=$folder/packages

apt-get download -qq "curl=$curl_version" "libcurl4=$curl_version" 2>/dev/null
for package in *.deb; do dpkg-deb -x "$package" debian; done
python3 -m pip -q --disable-pip-version-check install --root-user-action ignore --no-compile \
  --target packages pycurl==7.45.6 requests==2.32.3 urllib3==2.2.3 httpx==0.27.2 \
  httpcore==1.0.6 aiohttp==3.10.10

# Answers whatever comes, but closes its first connection when the second request on it is read whole.
cat > server.py <<'PY'
import socket, threading

def request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head.split(b"\r\n")[0].decode().rsplit(" ", 1)[0]

def serve(connection, closes):
    for number in (1, 2, 3):
        what = request(connection)
        if what is None:
            break
        print(what, flush=True)
        if closes and number == 2:
            break
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
    connection.close()

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
first = True
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection, first), daemon=True).start()
    first = False
PY

# Two requests of one method by one client, to /1 and /2; prints what became of the second.
cat > client.py <<'PY'
import asyncio, io, sys

client, method, base = sys.argv[1:]
body = b"order" if method == "POST" else None

def with_pycurl():
    import pycurl
    handle = pycurl.Curl()
    if body:
        handle.setopt(pycurl.POSTFIELDS, body)
    handle.setopt(pycurl.WRITEDATA, io.BytesIO())
    def ask(path):
        handle.setopt(pycurl.URL, base + path)
        handle.perform()
        return handle.getinfo(pycurl.RESPONSE_CODE)
    return ask

def with_requests():
    import requests
    session = requests.Session()
    return lambda path: session.request(method, base + path, data=body).status_code

def with_httpx():
    import httpx
    session = httpx.Client()
    return lambda path: session.request(method, base + path, content=body).status_code

async def with_aiohttp():
    import aiohttp
    async with aiohttp.ClientSession() as session:
        for path in ("/1", "/2"):
            async with session.request(method, base + path, data=body) as answer:
                await answer.read()
        return answer.status

try:
    if client == "aiohttp":
        print(asyncio.run(with_aiohttp()))
    else:
        ask = {"pycurl": with_pycurl, "requests": with_requests, "httpx": with_httpx}[client]()
        ask("/1")
        print(ask("/2"))
except Exception as error:
    print("error", type(error).__name__)
PY

# try CLIENT METHOD EXPECTED: the outcome of the second request, and how often the server read it.
failures=0
try() {
  local client=$1 method=$2 expected=$3 port outcome seen
  rm -f served
  python3 server.py > served & server=$!
  until [[ -s served ]]; do sleep 0.05; done
  port=$(head -n 1 served)
  if [[ $client == curl ]]; then
    local data=()
    [[ $method == GET ]] || data=(-d order)
    outcome=$(LD_LIBRARY_PATH=$(echo "$folder"/debian/usr/lib/*-linux-gnu) debian/usr/bin/curl -qsS \
      -o /dev/null -o /dev/null -w '%{http_code}\n' "${data[@]}" \
      "http://127.0.0.1:$port/1" "http://127.0.0.1:$port/2" 2>&1 | tail -n 1)
  else
    outcome=$(python3 client.py "$client" "$method" "http://127.0.0.1:$port")
  fi
  kill "$server"
  wait "$server" 2>/dev/null || true
  seen="$outcome, read $(grep -c "^$method /2" served) times"
  printf '%-9s %-4s %s\n' "$client" "$method" "$seen"
  [[ $seen == "$expected" ]] || { printf '  but expected: %s\n' "$expected"; failures=$((failures + 1)); }
}

printf 'curl %s; ' "$curl_version"
python3 -c 'import pycurl; print(pycurl.version.split(" ")[1], "in pycurl 7.45.6")'
printf 'requests 2.32.3, httpx 0.27.2, aiohttp 3.10.10\n\n'
try curl GET '200, read 2 times'
try curl POST '200, read 2 times'
try pycurl GET '200, read 2 times'
try pycurl POST '200, read 2 times'
try requests GET 'error ConnectionError, read 1 times'
try requests POST 'error ConnectionError, read 1 times'
try httpx GET 'error RemoteProtocolError, read 1 times'
try httpx POST 'error RemoteProtocolError, read 1 times'
try aiohttp GET '200, read 2 times'
try aiohttp POST 'error ServerDisconnectedError, read 1 times'

((failures == 0)) || { printf '\n%s of these have changed\n' "$failures"; exit 1; }
