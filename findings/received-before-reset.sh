#!/usr/bin/env bash
# A line that arrived whole, from a peer that has gone, while the server was about to write.
#
# Expected: what the kernel has received in order is handed to the program, in whatever framework; and
# uvloop, "a drop-in replacement of the asyncio event loop", does what asyncio does.
#
# Seen: a peer that closes while bytes for it are unread ends by a reset (RFC 1122 §4.2.2.13). Linux
# tells that once, to whichever call comes first, and still hands out afterwards what came before it.
# If that first call is a write, the frameworks part: asyncio (protocols and streams) and tornado close
# at once, and the line is lost; uvloop, Twisted and trio read on, and deliver it. The same program
# loses lines with asyncio's own loop and none with uvloop's.
#
# `echo done > /dev/tcp/host/port` is such a peer towards every server that greets. On a quiet server
# the read comes first and all frameworks get the line; only a busy one loses it.
#
# Sources: RFC 1122 §4.2.2.13; send(2), tcp(7); each framework's behaviour as printed below.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PYTHONPATH=$folder/packages
python3 -m pip -q --disable-pip-version-check install --root-user-action ignore --no-compile \
  --target packages uvloop==0.21.0 twisted==24.11.0 trio==0.27.0 tornado==6.4.2

cat > server.py <<'PY'
import asyncio, socket, sys, threading, time

greeted, gone = threading.Event(), threading.Event()
seen = []

def peer(port):
    """Reads nothing, says one line and goes: with the greeting unread, so by a reset."""
    connection = socket.create_connection(("127.0.0.1", port))
    greeted.wait(5)
    time.sleep(0.1)
    connection.sendall(b"order\n")
    connection.close()
    gone.set()

def send_peer_to(address):
    threading.Thread(target=peer, args=(address[1],)).start()

def be_busy():
    """The loop does something else until the line is there and its sender gone."""
    greeted.set()
    gone.wait(5)
    time.sleep(0.1)

def plain():
    listener = socket.create_server(("127.0.0.1", 0))
    send_peer_to(listener.getsockname())
    connection, _ = listener.accept()
    connection.sendall(b"hello\n")
    time.sleep(0.2)
    be_busy()
    try:
        connection.sendall(b"tick\n")
    except OSError:
        seen.append("write failed")
    try:
        seen.append("got " + connection.recv(100).decode().strip())
    except OSError:
        seen.append("read failed")

def protocols():
    loop = asyncio.new_event_loop()

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport):
            self.transport = transport
            transport.write(b"hello\n")
            loop.call_later(0.2, self.later)

        def later(self):
            be_busy()
            self.transport.write(b"tick\n")

        def data_received(self, data):
            seen.append("got " + data.decode().strip())

        def connection_lost(self, error):
            seen.append("lost")
            loop.stop()

    server = loop.run_until_complete(loop.create_server(Protocol, "127.0.0.1", 0))
    send_peer_to(server.sockets[0].getsockname())
    loop.run_forever()

def uvloop():
    import uvloop
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    protocols()

def streams():
    async def hear(reader, writer):
        writer.write(b"hello\n")
        await asyncio.sleep(0.2)
        be_busy()
        writer.write(b"tick\n")
        try:
            seen.append("got " + (await reader.readline()).decode().strip())
        except OSError:
            seen.append("read failed")
        done.set()

    async def run():
        server = await asyncio.start_server(hear, "127.0.0.1", 0)
        send_peer_to(server.sockets[0].getsockname())
        await done.wait()

    done = asyncio.Event()
    asyncio.run(run())

def twisted():
    from twisted.internet import protocol, reactor

    class Hearing(protocol.Protocol):
        def connectionMade(self):
            self.transport.write(b"hello\n")
            reactor.callLater(0.2, self.later)

        def later(self):
            be_busy()
            self.transport.write(b"tick\n")

        def dataReceived(self, data):
            seen.append("got " + data.decode().strip())

        def connectionLost(self, reason):
            seen.append("lost")
            reactor_stop()

    reactor_stop = reactor.stop
    factory = protocol.Factory.forProtocol(Hearing)
    send_peer_to((None, reactor.listenTCP(0, factory, interface="127.0.0.1").getHost().port))
    reactor.run()

def tornado():
    from tornado import iostream, tcpserver

    class Server(tcpserver.TCPServer):
        async def handle_stream(self, stream, address):
            await stream.write(b"hello\n")
            await asyncio.sleep(0.2)
            be_busy()
            try:
                await stream.write(b"tick\n")
            except iostream.StreamClosedError:
                seen.append("write failed")
            try:
                seen.append("got " + (await stream.read_until(b"\n")).decode().strip())
            except iostream.StreamClosedError:
                seen.append("read failed")
            done.set()

    async def run():
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        server = Server()
        server.add_socket(listener)
        send_peer_to(listener.getsockname())
        await done.wait()

    done = asyncio.Event()
    asyncio.run(run())

def with_trio():
    import trio

    async def hear(stream):
        await stream.send_all(b"hello\n")
        await trio.sleep(0.2)
        be_busy()
        try:
            await stream.send_all(b"tick\n")
        except trio.BrokenResourceError:
            seen.append("write failed")
        try:
            seen.append("got " + (await stream.receive_some()).decode().strip())
        except trio.BrokenResourceError:
            seen.append("read failed")
        done.set()

    async def run():
        global done
        done = trio.Event()
        async with trio.open_nursery() as nursery:
            listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
            nursery.start_soon(trio.serve_listeners, hear, listeners)
            send_peer_to(listeners[0].socket.getsockname())
            await done.wait()
            nursery.cancel_scope.cancel()

    trio.run(run)

{"sockets": plain, "protocols": protocols, "streams": streams, "uvloop": uvloop,
 "twisted": twisted, "tornado": tornado, "trio": with_trio}[sys.argv[1]]()
print(", ".join(seen))
PY

failures=0
try() {
  local which=$1 expected=$2 seen
  seen=$(timeout 15 python3 server.py "$which" 2>&1 | tail -n 1 || true)
  printf '%-10s %s\n' "$which" "$seen"
  [[ $seen == "$expected" ]] \
    || { printf '  but expected: %s\n' "$expected"; failures=$((failures + 1)); }
}

python3 -c 'import platform; print("Python", platform.python_version(), "on Linux", platform.release())'
printf 'uvloop 0.21.0, Twisted 24.11.0, trio 0.27.0, tornado 6.4.2\n\n'
try sockets 'write failed, got order'
try protocols 'lost'
try streams 'read failed'
try tornado 'write failed, read failed'
try uvloop 'got order, lost'
try twisted 'got order, lost'
try trio 'write failed, got order'

((failures == 0)) || { printf '\n%s of these have changed\n' "$failures"; exit 1; }
