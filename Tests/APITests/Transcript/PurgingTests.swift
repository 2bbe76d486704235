import API
import Support
import Testing
import Wire

@Suite struct `Lines that are too old`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `whole minutes go, and of a half one all stays`() throws {
    let store = try open()
    for (index, seconds) in [0, 30, 59, 60, 90, 119, 120].enumerated() {
      try take(store, batch("\(seconds)", first: index + 1, time: Self.noon + seconds * 1_000))
    }
    for (cutoff, gone, left) in [
      (0, 0, 7), (59_999, 0, 7), (60_000, 3, 4), (60_000, 0, 4), (119_999, 0, 4), (120_001, 3, 1),
      (180_000, 1, 0), (999_000, 0, 0),
    ] {
      #expect(try purge(store, before: Self.noon + cutoff) == gone, "\(cutoff)")
      #expect(try store.extent() == (left, 7))
      #expect(try page(store).count == left)
      #expect(try problem(withMinutesOf: store) == nil)
      #expect(try problem(withIndexOf: store) == nil)
    }
  }

  @Test(arguments: [1, 199, 200, 201, 400, 500])
  func `in steps of at most 200, and each line is counted once`(count: Int) throws {
    let store = try open()
    for first in stride(from: 1, through: count, by: 200) {
      try take(store, lines(min(200, count - first + 1), first: first))
    }
    try take(store, batch("stays", origin: "b.1", time: Self.noon + Self.minute))
    var steps: [Int] = []
    while let gone = try store.deleteLines(before: Self.noon + Self.minute) {
      steps.append(gone)
      #expect(try problem(withMinutesOf: store) == nil)
      #expect(try store.extent().lines == count + 1 - steps.reduce(0, +))
    }
    #expect(steps.reduce(0, +) == count)
    #expect(steps.allSatisfy { $0 <= 200 })
    #expect(try texts(store) == ["stays"])
    #expect(try problem(withIndexOf: store) == nil)
  }

  @Test func `a line that came late goes with those of its minute`() throws {
    let store = try open()
    try take(store, batch("new", time: Self.noon + 5 * Self.minute))
    try take(store, batch("old", first: 2, time: Self.noon))
    try take(store, batch("newer", first: 3, time: Self.noon + 6 * Self.minute))
    #expect(try purge(store, before: Self.noon + Self.minute) == 1)
    #expect(try texts(store) == ["new", "newer"])
    try take(store, batch("older", first: 4, time: Self.noon))
    #expect(try purge(store, before: Self.noon + Self.minute) == 1)
    #expect(try texts(store) == ["new", "newer"])
    #expect(try problem(withMinutesOf: store) == nil)
    #expect(try problem(withIndexOf: store) == nil)
  }

  @Test func `a late line between two steps is not forgotten`() throws {
    let store = try open()
    try take(store, lines(200), lines(150, first: 201))
    #expect(try store.deleteLines(before: Self.noon + Self.minute) == 200)
    try take(store, batch("late", first: 351))
    #expect(try problem(withMinutesOf: store) == nil)
    #expect(try purge(store, before: Self.noon + Self.minute) == 151)
    #expect(try page(store).isEmpty)
    #expect(try number(store, "SELECT count(*) FROM minutes") == 0)
  }

  @Test func `hidden lines go too, and what is left can be found`() throws {
    let store = try open()
    try take(store, lines(4), batch("line last", first: 5, time: Self.noon + Self.minute))
    for id in [2, 3] { #expect(try store.hide(id, by: "zoe", key: key("line 2")) == .changed) }
    #expect(try purge(store, before: Self.noon + Self.minute) == 4)
    #expect(try texts(store) { $0.query = "line" } == ["line last"])
    #expect(try page(store) { $0.showsHidden = true }.count == 1)
    #expect(try problem(withIndexOf: store) == nil)
  }

  @Test func `no word is left in a file, and the files shrink`() throws {
    let store = try open()
    let old = Self.noon
    for first in stride(from: 1, to: 20_000, by: 200) {
      try take(store, lines(200, first: first, time: old + first, step: 1))
      if first % 4_000 == 1 {
        try take(store, batch("Wéstminster", origin: "b.\(first)", time: old + first))
      }
    }
    try store.database.checkpoint()
    let full = readFile(folder.database).count
    #expect(files(with: "Wéstminster") == ["test.db"])
    #expect(files(with: "westminster") == ["test.db"])
    var number = 1
    let gone = try purge(store, before: old + Self.minute) {
      let time = old + 2 * Self.minute
      try take(store, batch("stays \(number)", first: number, origin: "c.1", time: time))
      number += 1
    }
    #expect(gone == 20_005)
    for word in ["Wéstminster", "westminster", "line 1"] { #expect(files(with: word) == []) }
    let left = folder.contents().values.reduce(0) { $0 + $1.count }
    #expect(left < full / 4, "\(left) of \(full)")
    #expect(try texts(store) { $0.query = "stays" }.count == number - 1)
    #expect(try problem(withIndexOf: store) == nil)
    #expect(try problem(withMinutesOf: store) == nil)
    try store.check()
  }

  @Test(arguments: ["x", "some words that people say", String(repeating: "word ", count: 200)])
  func `a file that is full can be purged, and then takes lines again`(text: String) throws {
    let store = try open(pagesMax: 400)
    var number = 1
    for size in [200, 20, 1] {
      while true {
        let messages = (0..<size).map {
          NewMessage(
            time: Self.noon, kind: .said, name: "ann", text: "\(number + $0) \(text)")
        }
        do {
          try take(
            store, MessageBatch(room: "lobby", origin: "a.1", first: number, messages: messages))
        } catch {
          break
        }
        number += size
      }
    }
    #expect(throws: SQLiteError.self) { try take(store, batch(text, first: number)) }
    #expect(try store.hide(1, by: "zoe", key: key("1 \(text)")) == .changed)
    #expect(try purge(store, before: Self.noon + Self.minute) == number - 1)
    try take(store, batch(text, first: number))
    #expect(try texts(store) == [text])
    #expect(try problem(withIndexOf: store) == nil)
  }

  @Test func `origins are forgotten when they have long been silent`() throws {
    let store = try open()
    try take(store, lines(2), at: Self.noon)
    try take(store, lines(2, origin: "b.1"), at: Self.noon + 10)
    try store.forgetOrigins(before: Self.noon + 100)
    #expect(try number(store, "SELECT count(*) FROM origins") == 2, "there is room for them")
    try store.forgetOrigins(before: Self.noon, butNewest: 0)
    #expect(try number(store, "SELECT count(*) FROM origins") == 2, "they are not silent")
    try store.forgetOrigins(before: Self.noon + 100, butNewest: 1)
    #expect(try number(store, "SELECT count(*) FROM origins") == 1)
    #expect(try take(store, lines(2, origin: "b.1")).words == ["2 2 0"])
  }

  @Test func `a forgotten origin that goes on misses nothing, others do`() throws {
    let store = try open()
    #expect(try take(store, lines(2, first: 9, origin: "z.1")).words == ["10 0 8"])
    try take(store, lines(7), at: Self.noon)
    try take(store, lines(2, origin: "b.1"), at: Self.noon + 10)
    try store.forgetOrigins(before: Self.noon + 10, butNewest: 1)
    #expect(try take(store, lines(2, first: 8)).words == ["9 0 0"])
    #expect(try take(store, lines(2, first: 5, origin: "b.1")).words == ["6 0 2"])
    #expect(try take(store, lines(2, first: 12)).words == ["13 0 2"], "it is known again")
    #expect(try page(store).filter { $0.kind == .missing }.count == 3)
  }

  @Test func `a file that shrinks while people talk is not taken for one that was cut`() throws {
    let store = try open()
    let text = String(repeating: "x", count: 2_000)
    let messages = (1...200).map { _ in
      NewMessage(time: Self.noon, kind: .said, name: "ann", text: text)
    }
    for first in stride(from: 1, through: 9_801, by: 200) {
      try take(
        store, MessageBatch(room: Limits.lobby, origin: "a.1", first: first, messages: messages))
    }
    let full = readFile(folder.database).count
    var number = 1
    // A checkpoint of SQLite's own falls now on a step, now on what is said meanwhile.
    try purge(store, before: Self.noon + Self.minute) {
      for _ in 1...3 {
        try take(
          store, batch(text, first: number, origin: "b.1", time: Self.noon + 2 * Self.minute))
        number += 1
      }
    }
    #expect(readFile(folder.database).count < full)
    #expect(try store.extent().lines == number - 1)
  }
}
