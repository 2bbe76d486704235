#!/usr/bin/env bash
# What a reader that waits in XREAD learns when its stream is deleted, or replaced by an older copy.
#
# Expected: Redis wakes whoever waits on a key when the key goes, as it does for readers of a group
# since version 7.0 ("-UNBLOCKED the stream key no longer exists"); at the latest the new entries wake
# it, or bring an error that says that its place is not there.
#
# Seen: a reader of a group is woken and told. One in plain XREAD, on the same key at the same moment,
# is told nothing, neither by DEL, nor by COPY … REPLACE, nor when the key becomes a string. It goes on
# waiting for ids above its own. Entries that the new stream takes up to that id never come to it, and
# the first one above does, as if nothing had happened: of 60 entries it sees the last 9. Asked outright
# for what stands behind its place (XREAD without BLOCK), Redis says "nothing", not "no such place".
# So a reader has to look for its last entry itself, and with dense ids (`1-*`) not even the id tells
# it: the entry under it is another one.
#
# Sources: Redis 7.0 documentation of XREAD, XREADGROUP and COPY; Redis 7.0 release notes (unblocking of
# XREADGROUP); each as printed below.
set -euo pipefail

version=5:7.0.15-1~deb12u10
folder=$(mktemp -d)
server=
trap 'kill ${server:-} 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

apt-get download -qq "redis-tools=$version" liblzf1=3.6-3 libjemalloc2=5.3.0-1 2>/dev/null
for package in *.deb; do dpkg-deb -x "$package" debian; done
LD_LIBRARY_PATH=$(echo "$folder"/debian/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH

# One executable that goes by its name.
cp debian/usr/bin/redis-check-rdb redis-server
./redis-server --port 0 --unixsocket "$folder/redis.sock" --save "" --appendonly no >server.log &
server=$!

cat > readers.py <<'PY'
import socket, time

class Client:
    def __init__(self):
        for _ in range(100):
            try:
                self.socket = socket.socket(socket.AF_UNIX)
                self.socket.connect("redis.sock")
                break
            except OSError:
                time.sleep(0.1)
        self.socket.settimeout(20)
        self.file = self.socket.makefile("rb")

    def send(self, *words):
        words = [str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(words) + b"".join(
            b"$%d\r\n%s\r\n" % (len(word), word) for word in words))

    def reply(self):
        line = self.file.readline()[:-2]
        kind, rest = line[:1], line[1:].decode()
        if kind in b"+:":
            return rest
        if kind == b"-":
            return "error: " + rest
        if int(rest) < 0:
            return None
        if kind == b"$":
            return self.file.read(int(rest) + 2)[:-2].decode()
        return [self.reply() for _ in range(int(rest))]

    def ask(self, *words):
        self.send(*words)
        return self.reply()

def add(count, what):
    for number in range(count):
        admin.ask("XADD", "log", "1-*", "entry", f"{what} {number}")

def waiting(place):
    reader.send("XREAD", "BLOCK", 1500, "STREAMS", "log", place)
    time.sleep(0.2)

admin, reader, member = Client(), Client(), Client()
print("version", admin.ask("INFO", "server").split("redis_version:")[1].split()[0])

add(51, "old")
admin.ask("XGROUP", "CREATE", "log", "group", "$")
member.send("XREADGROUP", "GROUP", "group", "m", "BLOCK", 1500, "STREAMS", "log", ">")
waiting("1-50")
admin.ask("DEL", "log")
add(51, "new")
print("deleted and begun anew: a group's reader gets", member.reply())
print("deleted and begun anew: XREAD gets", reader.reply())
print("asked again without waiting:", reader.ask("XREAD", "STREAMS", "log", "1-50"))
print("under its id stands", admin.ask("XRANGE", "log", "1-50", "1-50")[0][1][1])
add(9, "later")
entries = reader.ask("XREAD", "STREAMS", "log", "1-50")[0][1]
print("of 60 new entries it sees", len(entries), "from", entries[0][0])

admin.ask("DEL", "log")
add(10, "copied")
admin.ask("COPY", "log", "copy")
add(10, "lost")
waiting("1-19")
admin.ask("COPY", "copy", "log", "REPLACE")
print("replaced by an older copy: XREAD gets", reader.reply())

waiting("1-9")
admin.ask("SET", "log", "text")
print("made a string: XREAD gets", reader.reply())
print("asked again:", reader.ask("XREAD", "STREAMS", "log", "1-9"))
PY
python3 readers.py | tee seen

cat > expected <<'EXPECTED'
version 7.0.15
deleted and begun anew: a group's reader gets error: UNBLOCKED the stream key no longer exists
deleted and begun anew: XREAD gets None
asked again without waiting: None
under its id stands new 50
of 60 new entries it sees 9 from 1-51
replaced by an older copy: XREAD gets None
made a string: XREAD gets None
asked again: error: WRONGTYPE Operation against a key holding the wrong kind of value
EXPECTED
if ! diff expected seen; then
  echo "this has changed" >&2
  exit 1
fi
