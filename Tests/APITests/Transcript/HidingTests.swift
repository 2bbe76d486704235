import API
import Support
import Testing
import Wire

@Suite struct `Lines that are hidden`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let words = "The Pässword is Hunterzwei"
  /// As the file has it: as it was said, and folded.
  static let traces = ["Pässword", "Hunterzwei", "hunterzwei", "passwor"]

  func traces() -> [String] { Self.traces.filter { !files(with: $0).isEmpty } }

  @Test func `hiding and showing is a way there and back`() throws {
    let store = try open()
    try take(store, lines(1), batch(Self.words, first: 2), lines(1, first: 3))
    let before = try page(store)
    let key = (0..<Self.words.utf8.count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    for _ in 1...3 {
      #expect(try store.hide(2, by: "zoe", key: key) == .changed)
      #expect(try texts(store) == ["line 1", "line 3"])
      #expect(try texts(store) { $0.query = "hunterzwei" } == [])
      #expect(try problem(withIndexOf: store) == nil)
      #expect(try store.show(2, key: key) == .changed)
      #expect(try page(store) == before)
      #expect(try texts(store) { $0.query = "hunterzwei" } == [Self.words])
      #expect(try problem(withIndexOf: store) == nil)
    }
    #expect(try store.extent() == (3, 3))
  }

  @Test(arguments: ["", "x", "日本語のログ 👩‍👩‍👧", String(repeating: "é", count: 512)])
  func `any text comes back, byte for byte`(text: String) throws {
    let store = try open()
    try take(store, batch(text))
    #expect(try store.hide(1, by: "zoe", key: key(text)) == .changed)
    #expect(try texts(store) == [])
    #expect(try store.show(1, key: key(text)) == .changed)
    #expect(try texts(store).map { Array($0.utf8) } == [Array(text.utf8)])
    #expect(try problem(withIndexOf: store) == nil)
  }

  @Test func `what is so already stays, and what is not there is said`() throws {
    let store = try open()
    try take(store, lines(1), lines(1, first: 4))
    let key = key("line 1")
    #expect(try store.show(1, key: key) == .unchanged)
    #expect(try store.hide(1, by: "zoe", key: key) == .changed)
    #expect(try store.hide(1, by: "max", key: key) == .unchanged)
    #expect(try store.line(1)?.hiddenBy == "zoe")
    #expect(try store.hide(9, by: "zoe", key: key) == .missing)
    #expect(try store.show(9, key: key) == .missing)
    #expect(try page(store).map(\.kind) == [.missing, .said])
    #expect(try store.hide(2, by: "zoe", key: Array("2".utf8)) == .missing, "nobody said it")
  }

  @Test(arguments: [[], [1], [UInt8](repeating: 1, count: 5), [UInt8](repeating: 1, count: 7)])
  func `a key of another length changes nothing`(key: [UInt8]) throws {
    let store = try open()
    try take(store, lines(1))
    #expect(try store.hide(1, by: "zoe", key: key) == .unchanged)
    #expect(try texts(store) == ["line 1"])
    #expect(try store.hide(1, by: "zoe", key: self.key("line 1")) == .changed)
    #expect(try store.show(1, key: key) == .unchanged)
    #expect(try store.show(1, key: self.key("line 1")) == .changed)
    #expect(try texts(store) == ["line 1"])
  }

  @Test func `a line is hidden again only if it is the one that was meant`() throws {
    let store = try open()
    try take(store, lines(1))
    func key(_ origin: String, _ number: Int, line: Int = 1) -> Store.HiddenKey {
      Store.HiddenKey(
        line: Change.HiddenLine(id: line, origin: origin, number: number), actor: "zoe",
        key: self.key("line 1"))
    }
    #expect(try store.rehide(key("b.1", 1)) == .missing)
    #expect(try store.rehide(key("a.1", 2)) == .missing)
    #expect(try store.rehide(key("a.1", 1, line: 2)) == .missing)
    #expect(try texts(store) == ["line 1"])
    #expect(try store.rehide(key("a.1", 1)) == .changed)
    #expect(try store.rehide(key("a.1", 1)) == .unchanged)
    #expect(try texts(store) == [])
  }

  @Test func `a key is in no file any more when the line is shown again`() throws {
    let store = try Store.open(folder.database)
    let key = Array("Hunterzwei-as-random-key".utf8)
    let line = Change.HiddenLine(id: 1, origin: "a.1", number: 1)
    _ = try store.commit([Change(.messageHidden(line, key: key), actor: "zoe", time: "t")])
    try store.database.checkpoint()
    #expect(files(with: "Hunterzwei-as") == ["test.db"])
    _ = try store.commit([Change(.messageShown(id: 1), actor: "zoe", time: "t")])
    try store.database.checkpoint()
    #expect(files(with: "Hunterzwei-as") == [])
  }

  @Test func `the words are in no file when all steps are done`() throws {
    let store = try open()
    try take(store, lines(1), batch(Self.words, first: 2), lines(1, first: 3))
    #expect(traces() == ["Pässword", "Hunterzwei", "hunterzwei", "passwor"], "to be found at all")
    #expect(try store.hide(2, by: "zoe", key: key(Self.words)) == .changed)
    #expect(try store.remains() > 0)
    try clean(store)
    #expect(traces() == [])
    #expect(try store.remains() == 0)
    #expect(try problem(withIndexOf: store) == nil)
    #expect(try store.show(2, key: key(Self.words)) == .changed)
    #expect(try texts(store) == ["line 1", Self.words, "line 3"])
  }

  @Test func `the words go from among many, while lines come in between`() throws {
    let store = try open()
    var number = 1
    func talk(_ count: Int) throws {
      try take(store, lines(count, first: number))
      number += count
    }
    for _ in 1...50 { try talk(200) }
    try take(store, batch(Self.words, first: number))
    let id = number
    number += 1
    for _ in 1...50 { try talk(200) }
    try store.database.checkpoint()
    #expect(!traces().isEmpty)
    #expect(try store.hide(id, by: "zoe", key: key(Self.words)) == .changed)
    var steps = 0
    try clean(store) {
      steps += 1
      try talk(3)
    }
    #expect(steps > 3, "in steps")
    #expect(traces() == [])
    #expect(try store.extent().lines == number - 1)
    #expect(
      try texts(store) { ($0.query, $0.limit) = ("line", 3) } == ["line 1", "line 2", "line 3"])
    #expect(try problem(withIndexOf: store) == nil)
    try store.database.checkpoint()
    #expect(traces() == [])
  }

  @Test func `what was hidden meanwhile is left for the next time`() throws {
    let store = try open()
    try take(store, batch("first"), batch(Self.words, first: 2))
    #expect(try store.hide(1, by: "zoe", key: key("first")) == .changed)
    let mark = try store.remains()
    while try store.merge(isFirst: false) {}
    #expect(try store.hide(2, by: "zoe", key: key(Self.words)) == .changed)
    try store.removeRemains(mark)
    #expect(try store.remains() > 0)
    #expect(try openCopy().remains() > 0, "after a crash, too")
    try clean(store)
    #expect(try store.remains() == 0)
    #expect(traces() == [])
  }
}
