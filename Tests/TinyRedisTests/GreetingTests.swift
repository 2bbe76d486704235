import Support
import Testing
import TinyReactor
import TinyRedis

@Suite struct `the greeting` {
  @Test(arguments: [
    ("redis://bus", ["HELLO 2", "PING"]),
    ("redis://:p%40ss@bus", ["AUTH p@ss", "HELLO 2", "PING"]),
    ("redis://ann:secret@bus/3", ["AUTH ann secret", "HELLO 2", "SELECT 3", "PING"]),
    ("redis://ann@bus", ["AUTH ann ", "HELLO 2", "PING"]),
  ])
  func `is one write with all that the address says`(_ url: String, _ commands: [String]) throws {
    let bench = try ClientBench(url)
    bench.client?.start()
    #expect(bench.last.transport.writeCount == 1)
    #expect(bench.last.commands() == commands)
  }

  @Test func `names the client`() throws {
    var options = RedisOptions()
    options.name = "chat-1/a"
    let bench = try ClientBench("redis://bus", options)
    bench.client?.start()
    #expect(bench.last.commands() == ["HELLO 2 SETNAME chat-1/a", "PING"])
  }

  private static let hello = "*2\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n"

  @Test(
    arguments: [
      (
        "-WRONGPASS invalid username-password pair or user is disabled.\r\n-NOAUTH x\r\n-NOAUTH x\r\n",
        .refused(.wrongPassword)
      ),
      (
        "-ERR AUTH <password> called without any password configured for the default user.\r\n",
        .refused(.noPasswordSet)
      ),
      ("+OK\r\n-NOAUTH HELLO must be called\r\n", .refused(.passwordNeeded)),
      (
        "+OK\r\n\(hello)-NOPERM this user has no permissions to run the 'ping' command\r\n",
        .refused(.notPermitted("this user has no permissions to run the 'ping' command"))
      ),
      ("+OK\r\n\(hello)-LOADING Redis is loading\r\n", .refused(.loading)),
      ("+OK\r\n*2\r\n$7\r\nversion\r\n$6\r\n6.2.14\r\n", .refused(.tooOld(RedisVersion("6.2")))),
      ("+OK\r\n-ERR unknown command `HELLO`, with args\r\n", .refused(.tooOld(nil))),
      (
        "-ERR max number of clients reached\r\n",
        .refused(.other(RESPError(code: "ERR", message: "max number of clients reached")))
      ),
      (
        "+OK\r\n\(hello)-MASTERDOWN Link with MASTER is down\r\n",
        .refused(.other(RESPError(code: "MASTERDOWN", message: "Link with MASTER is down")))
      ),
      ("+QUEUED\r\n", .outOfStep("the answer to the greeting's auth is none")),
      ("+OK\r\n*0\r\n", .outOfStep("the answer to HELLO has no version")),
      (
        "+OK\r\n*2\r\n$7\r\nversion\r\n$3\r\nnew\r\n",
        .outOfStep("the answer to HELLO has no version")
      ),
      ("+OK\r\n*1\r\n$7\r\nversion\r\n", .outOfStep("the answer to HELLO has no version")),
      ("SSH-2.0-OpenSSH\r\n", .badReply(.unknownType(0x53))),
    ] as [(String, RedisLoss)])
  func `that is refused says why, and is tried again`(_ reply: String, _ loss: RedisLoss) throws {
    let bench = try ClientBench("redis://:x@bus")
    bench.client?.start()
    bench.send("GET")
    bench.last.reply(reply)
    #expect(
      bench.takeEvents() == [
        "connecting", "lost: \(loss)", "GET: \(loss); the command was not sent",
      ])
    #expect(bench.last.transport.isAborted)
    bench.pass()
    #expect(bench.connections.count == 2)
    bench.last.welcome()
    #expect(bench.takeEvents() == ["connecting", "ready, version 7.0"])
  }

  @Test func `half a greeting and then a loss is a loss`() throws {
    let bench = try ClientBench()
    bench.client?.start()
    bench.last.reply("*2\r\n$7\r\nver")
    bench.last.lose()
    #expect(bench.takeEvents() == ["connecting", "lost: the connection was lost: closed"])
  }

  @Test func `versions are compared by numbers`() {
    #expect(RedisVersion("7.0.15") == .oldest && RedisVersion("10.1") ?? .oldest > .oldest)
    #expect(RedisVersion("6.99") ?? .oldest < .oldest)
    for text in ["", "7", "7.x", "v7.0", "-7.0"] { #expect(RedisVersion(text) == nil, "\(text)") }
  }
}

@Suite struct `an address` {
  @Test(
    arguments: [
      ("tcp:bus:6379", "tcp:bus:6379", nil, nil, 0),
      ("unix:/run/redis.sock", "unix:/run/redis.sock", nil, nil, 0),
      ("redis://bus", "tcp:bus:6379", nil, nil, 0),
      ("REDIS://bus/", "tcp:bus:6379", nil, nil, 0),
      ("redis://127.0.0.1:6380/15", "tcp:127.0.0.1:6380", nil, nil, 15),
      ("redis://[::1]:1", "tcp:\\:\\:1:1", nil, nil, 0),
      ("redis://[2001:db8::1]/2", "tcp:2001\\:db8\\:\\:1:6379", nil, nil, 2),
      ("redis://:secret@bus", "tcp:bus:6379", nil, "secret", 0),
      ("redis://ann:a:b%2F%40%25@bus", "tcp:bus:6379", "ann", "a:b/@%", 0),
      ("redis://ann@bus", "tcp:bus:6379", "ann", nil, 0),
      ("redis://bus?db=4", "tcp:bus:6379", nil, nil, 4),
      ("redis+unix:///run/redis.sock", "unix:/run/redis.sock", nil, nil, 0),
      ("unix:///run/a%20b:c.sock?db=2", "unix:/run/a b\\:c.sock", nil, nil, 2),
      ("redis+unix://ann:secret@/run/r", "unix:/run/r", "ann", "secret", 0),
    ] as [(String, String, String?, String?, Int)])
  func `is read`(
    _ text: String, _ endpoint: String, _ user: String?, _ password: String?, _ database: Int
  ) throws {
    let address = try RedisAddress(text)
    #expect("\(address.endpoint)" == endpoint)
    #expect(address.user == user && address.password == password && address.database == database)
    #expect(!"\(address)".contains(password ?? "ß"))
  }

  @Test(arguments: [
    ("", "begins with none of"), ("bus", "begins with none of"),
    ("bus:6379", "begins with none of"),
    ("http://bus", "begins with none of"), ("rediss://bus", "TLS is not spoken here"),
    ("tcp:bus", "the port is missing"), ("tcp:bus:x", "not 'x'"), ("unix:", "the path is missing"),
    ("redis://", "the host is missing"), ("redis://:1", "the host is missing"),
    ("redis:///1", "the host is missing"),
    ("redis://bus:", "the port must be"), ("redis://bus:0", "the port must be"),
    ("redis://bus:65536", "the port must be"), ("redis://::1", "the host is missing"),
    ("redis://2001:db8::1", "stands in brackets"), ("redis://[::1", "closes the bracket"),
    ("redis://[bus]", "no IPv6 address"), ("redis://[::1]x", "closes the bracket"),
    ("redis://b/us/1", "the database is a number"), ("redis://bus/-1", "the database is a number"),
    ("redis://bus?x=1", "only thing behind a ?"), ("redis://bus/1?db=2", "only thing behind a ?"),
    ("redis://b us", "visible ASCII"), ("redis://büs", "visible ASCII"),
    ("redis://b,us", "not a name"),
    ("redis://@bus", "neither user nor password"), ("redis://:@bus", "neither user nor password"),
    ("redis+unix://host/run/r", "three slashes"), ("redis+unix://", "the path is missing"),
    ("unix:///", "the path is missing"),
    ("redis+unix:///\(String(repeating: "x", count: 108))", "too long for a unix socket"),
  ])
  func `that cannot be used says what is wrong`(_ text: String, _ reason: String) {
    #expect {
      _ = try RedisAddress(text)
    } throws: { "\($0)".contains(reason) }
  }

  @Test(arguments: [
    ("redis://:sec/ret@bus", "%2F"), ("redis://:sec?ret@bus", "%3F"),
    ("redis://:sec@ret@bus", "%40"), ("redis://:sec#ret@bus", "%23"),
    ("redis://:sec%zzret@bus", "bad percent escape"), ("redis://:sec%00ret@bus", "bad percent"),
    ("redis://:sec%FFret@bus", "not UTF-8"), ("redis://sec:ret@bus:x", "the port must be"),
    ("redis://bus?password=secret", "stand before an @"),
  ])
  func `that is wrong does not give its password away`(_ text: String, _ reason: String) {
    #expect {
      _ = try RedisAddress(text)
    } throws: { error in
      !"\(error)".contains("sec") && !"\(error)".contains("ret") && "\(error)".contains(reason)
    }
  }
}
