import Support
import Testing

/// Somebody's browser is made to send to the chat (a form that posts to port 1400).
@Suite struct ChatWebRequestTests {
  /// curl's arguments before the address.
  @Test(arguments: [
    ("a form", ["-d", "text=/nick root"]),
    ("a link", []),
    ("a script", ["-X", "PUT", "-d", "hello"]),
    ("what a browser asks before", ["-X", "OPTIONS"]),
    ("a method of its own", ["-X", "SHOUT", "-d", "hello"]),
    ("a proxy's", ["--proxytunnel", "--proxy", "PROXY"]),
    ("HTTP/2", ["--http2-prior-knowledge"]),
    ("HTTP/1.0", ["-0", "-d", "hello"]),
    ("a file of many lines", ["--data-binary", "one\ntwo\nthree\n"]),
    ("a path longer than a line", ["-G", "-d", "LONG"]),
  ])
  func `a web request is cut at its first line, and nobody hears of it`(
    what: String, options: [String]
  ) throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let address = "http://127.0.0.1:\(house.chatPort)/"
    let options = options.map {
      $0 == "PROXY" ? address : $0 == "LONG" ? String(repeating: "x", count: 3_000) : $0
    }
    let curl = try ChildProcess(["curl", "-s", "-m", "10"] + options + [address])
    #expect(try curl.waitForExit() != .code(28), "it is not left to wait")
    try house[.chat].waitForErrors(" protocol=http\n")
    expectSilence(ann, try house.join())
  }

  /// curl's arguments up to the address, of which `PORT` is the port.
  @Test(arguments: [
    ("ssh", ["-k", "-u", "x:y", "sftp://127.0.0.1:PORT/"]),
    ("tls", ["-k", "https://127.0.0.1:PORT/"]),
    ("mqtt", ["mqtt://127.0.0.1:PORT/x"]),
    ("ldap", ["ldap://127.0.0.1:PORT/"]),
    ("smb", ["-u", "x:y", "smb://127.0.0.1:PORT/x/y"]),
    ("rtsp", ["rtsp://127.0.0.1:PORT/x"]),
    ("socks", ["--socks5", "127.0.0.1:PORT", "http://192.0.2.1/"]),
    ("socks", ["--socks4", "127.0.0.1:PORT", "http://192.0.2.1/"]),
    ("proxy", ["--haproxy-protocol", "http://127.0.0.1:PORT/"]),
  ])
  func `what speaks another protocol is cut as well`(kind: String, options: [String]) throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let options = options.map { $0.replacing("PORT", with: "\(house.chatPort)") }
    let curl = try ChildProcess(["curl", "-s", "-m", "3"] + options)
    try house[.chat].waitForErrors(" protocol=\(kind)\n")
    #expect(try curl.waitForExit() != .code(0))
    expectSilence(ann, try house.join())
  }

  @Test(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
  func `Chromium cannot be made to talk`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let browser = try Browser()
    let form = "<form method=post enctype=text/plain action=http://127.0.0.1:\(house.chatPort)/>"
    let words = "<input name=x value='/nick root'><textarea name=y>one%0Atwo</textarea>"
    try browser.open("data:text/html,\(form)\(words)<button>win</button></form>")
    try browser.click("button")
    try house[.chat].waitForErrors(" protocol=http\n")
    expectSilence(ann, try house.join())
  }

  @Test func `neither is a browser heard that wants to speak TLS`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let curl = try ChildProcess(
      ["curl", "-s", "-k", "-m", "10", "https://127.0.0.1:\(house.chatPort)/"])
    #expect(try curl.waitForExit() == .code(35), "it takes the banner for no handshake, and goes")
    expectSilence(ann, try house.join())
  }

  /// What `ben` says is the first thing that `ann` hears.
  private func expectSilence(_ ann: ChildProcess, _ ben: ChildProcess) {
    ben.write("hello\n")
    _ = try? ann.waitForOutput("> hello\r\n")
    let heard = ann.outputText.split(separator: "\r\n").filter { !$0.hasPrefix("--") }.dropFirst()
    #expect(heard.count == 1 && heard.allSatisfy { $0.hasSuffix("> hello") }, "\(heard)")
  }
}
