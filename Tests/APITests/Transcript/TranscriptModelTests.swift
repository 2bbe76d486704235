import API
import Support
import Testing
import Wire

/// The store beside a plain list of lines: whatever is done, both answer the same.
@Suite struct `The transcript beside a plain list`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  struct Line {
    let id: Int
    let origin: String
    let time: Int
    let kind: MessageKind
    let name: String
    let text: String
    var isHidden = false
  }

  static let words = ["backup", "failed", "Straße", "ok", "日本", "don't", "back", "été"]
  /// Folded, word by word.
  static let folded = [
    "backup": "backup", "failed": "failed", "Straße": "strasse", "ok": "ok", "日本": "日 本",
    "don't": "dont", "back": "back", "été": "ete",
  ]
  static let names = ["ann", "Bob", "bobby", "Zoë"]
  static let foldedNames = ["ann": "ann", "Bob": "bob", "bobby": "bobby", "Zoë": "zoe"]

  /// What a search for one word finds, said plainly.
  func finds(_ query: String, in line: Line) -> Bool {
    let query = Self.folded[query] ?? query
    let text = line.text.split(separator: " ").map { Self.folded[String($0)] ?? String($0) }
    if query.hasPrefix("日") { return text.contains { $0.hasPrefix(query) } }
    return text.contains { $0.hasPrefix(query) }
  }

  final class Model {
    var lines: [Line] = []
    var last: [String: Int] = [:]
    var nextID = 1
  }

  @Test(arguments: 1...6)
  func `they agree, whatever is said, hidden, shown and purged`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var place = folder
    var store = try open()
    let model = Model()
    var gone = 0
    for round in 1...120 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0...4: try say(store, model, &random)
      case 5:
        try change(store, model, hides: true, &random)
        try change(store, model, hides: true, &random)
      case 6: try change(store, model, hides: false, &random)
      case 7:
        let cutoff = Self.noon + Int.random(in: 0...round, using: &random) * 10_000
        gone += try purge(store, before: cutoff)
        model.lines.removeAll { $0.time / Self.minute < cutoff / Self.minute }
      case 8: while try store.merge(isFirst: .random(using: &random)), .random(using: &random) {}
      default:
        // A crash.
        let next = try TemporaryFolder()
        for (name, bytes) in place.contents() { next.write(bytes, to: name) }
        store = try TranscriptStore.open(next.database)
        place = next
      }
      try compare(store, model, &random)
      #expect(try problem(withVisitsOf: store) == nil)
    }
    #expect(gone > 0)
    #expect(model.nextID > 100)
    #expect(try problem(withIndexOf: store) == nil)
    #expect(try problem(withMinutesOf: store) == nil)
    try store.check()
  }

  private func say(
    _ store: TranscriptStore, _ model: Model, _ random: inout SplitMix
  ) throws {
    let origin = ["a.1", "b.1", "b.2"].randomElement(using: &random) ?? ""
    let last = model.last[origin] ?? 0
    let first = max(1, last + Int.random(in: -2...2, using: &random))
    let messages = (0..<Int.random(in: 1...6, using: &random)).map { _ in
      NewMessage(
        time: Self.noon + Int.random(in: 0..<1_200, using: &random) * 1_000,
        kind: MessageKind.talk.randomElement(using: &random) ?? .said,
        member: [nil, 1, 2].randomElement(using: &random) ?? nil,
        name: Self.names.randomElement(using: &random) ?? "",
        text: (0..<Int.random(in: 0...4, using: &random)).map { _ in
          Self.words.randomElement(using: &random) ?? ""
        }.joined(separator: " "))
    }
    try take(
      store, MessageBatch(room: "lobby", origin: origin, first: first, messages: messages))
    func add(_ message: NewMessage) {
      model.lines.append(
        Line(
          id: model.nextID, origin: origin, time: message.time, kind: message.kind,
          name: message.name, text: message.text))
      model.nextID += 1
    }
    if first > last + 1 {
      add(
        NewMessage(
          time: messages[0].time, kind: .missing, name: "", text: "\(first - last - 1)"))
    }
    for (index, message) in messages.enumerated() where first + index > last { add(message) }
    model.last[origin] = max(last, first + messages.count - 1)
  }

  private func change(
    _ store: TranscriptStore, _ model: Model, hides: Bool, _ random: inout SplitMix
  ) throws {
    let candidates = model.lines.indices.filter {
      model.lines[$0].kind != .missing && model.lines[$0].isHidden != hides
    }
    guard let index = candidates.randomElement(using: &random) else { return }
    let line = model.lines[index]
    let change =
      try hides
      ? store.hide(line.id, by: "zoe", key: key(line.text))
      : store.show(line.id, key: key(line.text))
    #expect(change == .changed)
    model.lines[index].isHidden = hides
  }

  private func compare(
    _ store: TranscriptStore, _ model: Model, _ random: inout SplitMix
  ) throws {
    for _ in 1...8 {
      var filter = MessageFilter(limit: Int.random(in: 1...40, using: &random))
      func maybe<T>(_ value: @autoclosure () -> T) -> T? {
        Int.random(in: 0..<3, using: &random) == 0 ? value() : nil
      }
      filter.after = maybe(Int.random(in: 0...model.nextID, using: &random))
      filter.before = maybe(Int.random(in: 1...(model.nextID + 1), using: &random))
      filter.since = maybe(Self.noon + Int.random(in: -10...1_300, using: &random) * 1_000)
      filter.until = maybe(Self.noon + Int.random(in: -10...1_300, using: &random) * 1_000)
      filter.query = maybe(Self.words.randomElement(using: &random) ?? "")
      filter.name = maybe(Self.names.randomElement(using: &random) ?? "")
      filter.kinds = maybe([MessageKind.allCases.randomElement(using: &random) ?? .said]) ?? []
      filter.showsHidden = Bool.random(using: &random)
      var expected = model.lines.filter { fits($0, filter) }
      if filter.after == nil { expected.reverse() }
      let page = try store.page(filter)
      #expect(page.messages.map(\.id) == expected.prefix(filter.limit).map(\.id), "\(filter)")
      #expect(page.more == (expected.count > filter.limit), "\(filter)")
      for (message, line) in zip(page.messages, expected) {
        #expect(message.text == (line.isHidden ? nil : line.text))
        #expect(message.name == line.name && message.kind == line.kind)
        #expect(message.origin == line.origin)
      }
    }
    #expect(try store.extent() == (model.lines.count, model.nextID - 1))
  }

  private func fits(_ line: Line, _ filter: MessageFilter) -> Bool {
    if line.isHidden {
      // It cannot be found by what it says or who said it.
      guard filter.showsHidden, filter.query == nil, filter.name == nil else { return false }
    }
    if let after = filter.after, line.id <= after { return false }
    if let before = filter.before, line.id >= before { return false }
    if let since = filter.since, line.time < since { return false }
    if let until = filter.until, line.time >= until { return false }
    if !filter.kinds.isEmpty, !filter.kinds.contains(line.kind) { return false }
    if let name = filter.name, Self.foldedNames[name] != Self.foldedNames[line.name] {
      return false
    }
    if let query = filter.query, !finds(query, in: line) { return false }
    return true
  }
}
