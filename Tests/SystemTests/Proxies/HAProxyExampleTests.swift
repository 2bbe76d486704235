import Glibc
import Support
import Testing

/// The README's example for HAProxy, with HAProxy.
@Suite(.enabled(if: HAProxy.isInstalled, "HAProxy is not installed"))
struct HAProxyExampleTests {
  @Test func `people come through with their addresses, and a pipe is heard to its end`() throws {
    let house = try ProxiedHouse()
    let ann = try house.join(from: "127.0.0.21")
    try ann.waitForOutput("you are guest-")
    try house.chat.waitForErrors("peer=127.0.0.21:")

    // Half a minute's worth of lines and more than what is held, from somebody who has ended.
    let pipe = try ChildProcess([
      "sh", "-c", "seq -f 'line %g' 40 | nc.openbsd -N -s 127.0.0.22 127.0.0.1 \(house.port)",
    ])
    try ann.waitForOutput("> line 40\r\n", limit: .seconds(60))
    #expect(try pipe.waitForExit() == .code(0))
    let heard = ann.outputText.split(separator: "\r\n").filter { $0.contains("> line ") }
    #expect(heard.count == 40)
    try house.chat.waitForErrors("peer=127.0.0.22:")
  }

  @Test func `who says nothing is asked whether they are still there`() throws {
    let house = try ProxiedHouse()
    let ann = try house.join(from: "127.0.0.21")
    try ann.waitForOutput("you are guest-")
    try house.house.retry("a keepalive timer") { [port = house.port] in
      try HAProxy.asksTheSilent(at: port)
    }
    #expect(ann.isRunning)
  }

  @Test func `its checks find chat well, and are nobody's coming and going`() throws {
    let house = try ProxiedHouse()
    let ann = try house.join(from: "127.0.0.21")
    try ann.waitForOutput("you are guest-")
    // A check each 2 s; the proxy says when it has noticed.
    house.chat.signal(SIGSTOP)
    try house.proxy.waitForErrors("is DOWN", limit: .seconds(60))
    house.chat.signal(SIGCONT)
    try house.proxy.waitForErrors("is UP", limit: .seconds(60))
    ann.write("still here\n")
    let ben = try house.join(from: "127.0.0.22")
    try ben.waitForOutput("still here")
    try house.chat.waitForErrors("peer=127.0.0.22:")  // ben reads before the log says so
    #expect(!ann.outputText.contains("you are guest-2"))
    let joined = house.chat.errorText.split(separator: "\n").filter { $0.contains(" joined ") }
    #expect(joined.count == 2, "two people, and no check: \(joined)")
  }
}

/// Chat behind HAProxy as the README has it, but for the ports.
private final class ProxiedHouse {
  let house: Installation
  let proxy: ChildProcess
  let port: Int
  var chat: ChildProcess

  init() throws {
    let ports = freePorts(2)
    port = ports[0]
    house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(ports[1]):interface=127.0.0.1"])
    chat = try house[.chat]
    let example = try Readme.block(with: "backend chat")
      .replacing("bind :1400", with: "bind 127.0.0.1:\(port)")
      .replacing("127.0.0.1:1401", with: "127.0.0.1:\(ports[1])")
      .replacing("check port 8081", with: "check port \(house.chatHTTPPort)")
    let file = "\(house.folder.path)/haproxy.cfg"
    let writer = try ChildProcess(["tee", file])
    writer.write(example)
    writer.closeInput()
    _ = try writer.waitForExit()
    proxy = try ChildProcess(["haproxy", "-db", "-f", file])
    try house.retry("the proxy to listen") { [port, proxy] in
      guard proxy.isRunning else { throw TestFailure("haproxy ended: \(proxy.errorText)") }
      return try Self.isListening(port)
    }
  }

  /// As the kernel has it: whoever tried would be let in to chat.
  private static func isListening(_ port: Int) throws -> Bool {
    let place = String(port, radix: 16, uppercase: true)
    let search = try ChildProcess(["grep", "-q", ":\(place) 00000000:0000 0A ", "/proc/net/tcp"])
    return try search.waitForExit() == .code(0)
  }

  func join(from address: String) throws -> ChildProcess {
    try ChildProcess(Netcat.openbsd.command(["-s", address], port: port))
  }
}
