import FoundationEssentials
import Glibc
import Support
import TinyHTTP

/// A real Chromium, steered through chromedriver (W3C WebDriver).
final class Browser {
  /// The name that leads to this machine with `isRebound`.
  static let reboundName = "evil.example"

  /// Where Chromium keeps what it does not take along when it goes.
  let folder: TemporaryFolder
  private let driver: ChildProcess
  private let base: String
  private(set) var session = ""

  static var isInstalled: Bool { Programs.has("chromedriver") && Programs.has("chromium") }

  /// With `isRebound` somebody's `reboundName` has been made to point here (DNS rebinding).
  init(width: Int = 1_000, javaScript: Bool = true, isRebound: Bool = false) throws {
    folder = try TemporaryFolder()
    let port = freePorts(1)[0]
    driver = try ChildProcess(
      ["chromedriver", "--port=\(port)"],
      environment: ["TMPDIR": folder.path, "HOME": folder.path])
    base = "http://127.0.0.1:\(port)/session"
    try driver.waitForOutput("started successfully")
    let options = ChromeOptions(
      args: [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--window-size=\(width),900",
      ] + (isRebound ? ["--host-resolver-rules=MAP \(Self.reboundName) 127.0.0.1"] : []),
      prefs: javaScript ? [:] : ["profile.managed_default_content_settings.javascript": 2])
    let wish = NewSession(capabilities: .init(alwaysMatch: .init(options: options)))
    let answer: NewSessionAnswer = try post("", wish)
    session = "/\(answer.sessionId)"
  }

  deinit {
    _ = try? Curl.run(["-X", "DELETE", base + session])
    driver.signal(SIGTERM)
    _ = try? driver.waitForExit()
  }

  func open(_ url: String) throws { try command("/url", ["url": url]) }

  /// Opens another window, as large as the first, and goes on in it; returns its handle.
  @discardableResult
  func openWindow() throws -> String {
    struct Window: Decodable { let handle: String }
    let window: Window = try post(session + "/window/new", ["type": "window"])
    try go(to: window.handle)
    return window.handle
  }

  /// Goes on in a window that is open.
  func go(to window: String) throws { try command("/window", ["handle": window]) }

  /// The window that is gone on in.
  func window() throws -> String { try decode(try Curl.run([base + session + "/window"])) }

  /// What a person would read on the page.
  func text() throws -> String { try read("body", "text") }

  func value(of selector: String, _ property: String = "value") throws -> String {
    try read(selector, "property/\(property)")
  }

  /// Replaces what an input holds by typing.
  func type(_ text: String, into selector: String) throws {
    try withElement(selector) { element in
      try command("/element/\(element)/clear", [:])
      try command("/element/\(element)/value", ["text": text])
    }
  }

  func click(_ selector: String) throws {
    try withElement(selector) { try command("/element/\($0)/click", [:]) }
  }

  /// The role and the name that an element has for those who do not see it.
  func accessibility(of selector: String) throws -> (role: String, name: String) {
    (try read(selector, "computedrole"), try read(selector, "computedlabel"))
  }

  /// What a JavaScript expression comes to on the page, as text.
  func evaluate(_ expression: String) throws -> String {
    struct Script: Encodable {
      let script: String
      var args: [String] = []
    }
    return try post(session + "/execute/sync", Script(script: "return String(\(expression))"))
  }

  /// What a promise on the page comes to, as text.
  func evaluateLater(_ promise: String) throws -> String {
    struct Script: Encodable {
      let script: String
      var args: [String] = []
    }
    let script = "const done = arguments[0]; (\(promise)).then(String, String).then(done)"
    return try post(session + "/execute/async", Script(script: script))
  }

  /// Waits until a JavaScript expression comes to true.
  func waitUntil(_ expression: String, limit: Duration = .seconds(60)) throws {
    let end = ContinuousClock.now + limit
    while try evaluate(expression) != "true" {
      guard ContinuousClock.now < end else {
        throw TestFailure("never true: \(expression); the page shows: \(try text())")
      }
      usleep(50_000)
    }
  }

  /// Waits until the page shows `text`, or `other`.
  func waitFor(_ text: String, orElse other: String? = nil, limit: Duration = .seconds(60)) throws {
    let end = ContinuousClock.now + limit
    func isShown() throws -> Bool {
      let shown = try self.text()
      return shown.contains(text) || other.map(shown.contains) ?? false
    }
    while !(try isShown()) {
      guard ContinuousClock.now < end else {
        throw TestFailure(
          "the page never showed \(text.debugDescription); it shows: \(try self.text())")
      }
      usleep(50_000)
    }
  }

  // MARK: - The protocol

  private struct ChromeOptions: Encodable {
    let args: [String]
    let prefs: [String: Int]
  }

  private struct NewSession: Encodable {
    struct Capabilities: Encodable { let alwaysMatch: Match }
    struct Match: Encodable {
      let options: ChromeOptions
      enum CodingKeys: String, CodingKey { case options = "goog:chromeOptions" }
    }
    let capabilities: Capabilities
  }

  private struct NewSessionAnswer: Decodable { let sessionId: String }

  private struct Answer<Value: Decodable>: Decodable { let value: Value }

  /// What updates itself may be another element by now.
  private func withElement<T>(_ selector: String, _ use: (String) throws -> T) throws -> T {
    for _ in 0..<3 {
      do {
        return try use(try find(selector))
      } catch let failure as TestFailure where "\(failure)".contains("stale element") {}
    }
    throw TestFailure("\(selector) is replaced all the time")
  }

  func find(_ selector: String) throws -> String {
    let found: [String: String] = try post(
      "\(session)/element", ["using": "css selector", "value": selector])
    guard let element = found.values.first else { throw TestFailure("no \(selector)") }
    return element
  }

  private func read(_ selector: String, _ what: String) throws -> String {
    try withElement(selector) { element in
      try decode(try Curl.run(["\(base)\(session)/element/\(element)/\(what)"]))
    }
  }

  private func command(_ path: String, _ body: [String: String]) throws {
    let _: String? = try post(session + path, body)
  }

  func post<Value: Decodable>(_ path: String, _ body: some Encodable) throws -> Value {
    let json = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
    let arguments = ["-H", "Content-Type: application/json", "--data-binary", "@-", base + path]
    return try decode(try Curl.run(arguments, input: json))
  }

  private func decode<Value: Decodable>(_ json: String) throws -> Value {
    do {
      return try JSON.decode(Answer<Value>.self, from: Array(json.utf8)).value
    } catch {
      throw TestFailure("chromedriver answered \(json)")
    }
  }
}

/// curl, run to its end.
enum Curl {
  /// The answer's body, or the error.
  static func run(_ arguments: [String], input: String = "") throws -> String {
    let curl = try ChildProcess(["curl", "-sS", "--max-time", "60"] + arguments)
    curl.write(input)
    curl.closeInput()
    _ = try curl.waitForExit(limit: .seconds(70))
    return curl.outputText + curl.errorText
  }
}
