import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// The real programs, killed while people talk.
@Suite struct `What is said to the executables` {
  let folder: TemporaryFolder
  let reactor: Reactor

  init() throws {
    folder = try TemporaryFolder()
    reactor = try Reactor()
  }

  /// The API at the same port each time.
  func startAPI(after before: APIProcess? = nil) throws -> APIProcess {
    guard let port = before?.url.split(separator: ":").last else {
      return try APIProcess(in: folder)
    }
    return try APIProcess(in: folder, ["API_LISTEN": "tcp:\(port):interface=127.0.0.1"])
  }

  func kill(_ api: APIProcess) throws {
    api.process.signal(9)
    #expect(try api.process.waitForExit() == .signal(9))
  }

  /// All lines, in order.
  func messages(_ api: APIProcess) throws -> [Message] {
    var all: [Message] = []
    while true {
      let page = try api.curl("/messages?limit=200&after=\(all.last?.id ?? 0)").body
      let list = try JSON.decode(MessageList.self, from: Array(page.utf8))
      all += list.messages
      if !list.more { return all }
    }
  }

  /// Waits until so many lines of theirs are there.
  func wait(_ api: APIProcess, for talkers: [Talker]) throws -> [Message] {
    var all: [Message] = []
    try reactor.wait {
      all = (try? messages(api)) ?? []
      return talkers.allSatisfy { talker in numbers(talker, all).last == talker.said }
    }
    return all
  }

  func numbers(_ talker: Talker, _ all: [Message]) -> [Int] {
    all.filter { $0.kind == .said && $0.name == talker.name }
      .compactMap { $0.text?.split(separator: " ").last.flatMap { Int($0) } }
  }

  /// Nothing twice, nothing missing in between, and each origin's lines in its order.
  func check(_ all: [Message], _ talkers: [Talker]) {
    #expect(all.map(\.id) == all.map(\.id).sorted())
    #expect(Set(all.map(\.id)).count == all.count)
    #expect(!all.contains { $0.kind == .missing })
    for (origin, lines) in Dictionary(grouping: all, by: \.origin) {
      #expect(lines.map(\.number) == Array(1...lines.count), "\(origin)")
    }
    for talker in talkers {
      let numbers = numbers(talker, all)
      #expect(numbers == Array(1..<(numbers.count + 1)), "\(talker.name)")
    }
  }

  @Test func `an API that is killed again and again has each line once, and in order`() throws {
    var api = try startAPI()
    let chat = try ChatProcess(on: reactor, api: api.url)
    let talkers = [try chat.join("ann"), try chat.join("bob"), try chat.join("cyd")]
    for round in 1...4 {
      for number in 1...120 {
        for talker in talkers { talker.say() }
        reactor.turn(waitingAtMost: .milliseconds(4))
        // In the middle of whatever it does.
        if number == 20 + 20 * round { try kill(api) }
      }
      if round < 4 { api = try startAPI(after: api) }
    }
    let last = try startAPI(after: api)
    let all = try wait(last, for: talkers)
    check(all, talkers)
    for talker in talkers { #expect(numbers(talker, all).count == 480) }
    #expect(chat.process.isRunning)
    #expect(try last.stop() == .code(0))
  }

  @Test func `what was read of a chat server that is killed stays, and its next one goes on`()
    throws
  {
    let api = try startAPI()
    var talkers: [Talker] = []
    for round in 1...3 {
      let chat = try ChatProcess(on: reactor, api: api.url)
      let pair = [try chat.join("ann\(round)"), try chat.join("bob\(round)")]
      talkers += pair
      for _ in 1...100 {
        for talker in pair { talker.say() }
        reactor.turn(waitingAtMost: .milliseconds(5))
      }
      var seen: [Message] = []
      try reactor.wait {
        seen = (try? messages(api)) ?? []
        return pair.contains { !numbers($0, seen).isEmpty }
      }
      try chat.kill()
      let after = try messages(api)
      #expect(Array(after.prefix(seen.count)) == seen, "what can be read is kept")
      check(after, talkers)
    }
    let chat = try ChatProcess(on: reactor, api: api.url)
    var past = ""
    try reactor.wait {
      guard let newcomer = try? chat.join("zoe") else { return false }
      past = newcomer.client.text
      newcomer.write("/quit\n")
      return past.contains("] <")
    }
    let lines = past.split(separator: "\r\n").filter { $0.hasPrefix("[") }
    #expect(lines.count == 10)
    let talk = try messages(api).filter { $0.kind == .said }.suffix(10)
    #expect(
      lines.map { $0.drop { $0 != "<" } } == talk.map { "<\($0.name)> \($0.text ?? "")"[...] })
  }

  @Test func `all that was said is there when both have ended in good order`() throws {
    let api = try startAPI()
    let chat = try ChatProcess(on: reactor, api: api.url)
    let talkers = [try chat.join("ann"), try chat.join("bob")]
    for _ in 1...300 { for talker in talkers { talker.say() } }
    try reactor.wait { talkers[0].client.text.contains("bob says 300") }
    chat.process.signal(15)
    try reactor.wait { !chat.process.isRunning }
    let all = try messages(api)
    check(all, talkers)
    for talker in talkers { #expect(numbers(talker, all).count == 300) }
    #expect(all.last?.text == "the server is shutting down; goodbye")
    #expect(try api.stop() == .code(0))
    #expect(folder.contents().keys.sorted() == ["test-transcript.db", "test.db"])
    let again = try startAPI(after: api)
    #expect(try messages(again) == all)
  }

  @Test func `a hidden line is shown to no newcomer, and after a kill it stays hidden`() throws {
    let api = try startAPI()
    let chat = try ChatProcess(on: reactor, api: api.url)
    let ann = try chat.join("ann")
    ann.write("my password is Hunterzwei\n")
    ann.say()
    let all = try wait(api, for: [ann])
    let id = try #require(all.first { $0.text?.contains("Hunterzwei") == true }?.id)
    #expect(
      try api.json("/messages/\(id)/hidden", "-X", "PUT", "-H", "X-Actor: zoe")
        == ["status": "SUCCESS"])
    var count = 0
    try reactor.wait {
      count += 1
      guard let newcomer = try? chat.join("new\(count)") else { return false }
      newcomer.write("/quit\n")
      return !newcomer.client.text.contains("Hunterzwei")
    }
    try kill(api)
    let again = try startAPI(after: api)
    #expect(try !messages(again).contains { $0.text?.contains("Hunterzwei") == true })
    try reactor.wait {
      !folder.contents().contains {
        $0.key.contains("transcript")
          && ($0.value.holds("Hunterzwei") || $0.value.holds("hunterzwei"))
      }
    }
    #expect(
      try again.json("/messages/\(id)/hidden", "-X", "DELETE") == ["status": "SUCCESS"])
    #expect(try messages(again).contains { $0.text == "my password is Hunterzwei" })
  }
}
