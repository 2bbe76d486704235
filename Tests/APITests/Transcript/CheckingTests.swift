import API
import Support
import Testing
import Wire

@Suite struct `The check of a transcript in parts`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Fills the file, and closes it.
  func fill() throws {
    let store = try open()
    for first in stride(from: 1, through: 1_801, by: 200) {
      try take(store, lines(200, first: first))
    }
    let long = String(repeating: "much is said here ", count: 500)
    try take(store, batch(long, long, first: 2_001))
  }

  /// Which parts there were.
  func check(_ store: TranscriptStore, wholeMax: Int = 0) throws -> [TranscriptStore.Check] {
    var parts: [TranscriptStore.Check] = [.start]
    while let next = try store.check(parts[parts.count - 1], wholeMax: wholeMax) {
      parts.append(next)
    }
    return parts
  }

  @Test func `reads all lines and all of the index, and finds nothing wrong`() throws {
    try fill()
    let store = try open()
    let parts = try check(store)
    for id in [0, 500, 1_000, 1_500, 2_000, 2_002] { #expect(parts.contains(.lines(after: id))) }
    let words = parts.drop { $0 != .words(after: 0) }
    #expect(words.count >= 2)
    let last = try number(store, "SELECT max(id) FROM words_data")
    #expect(parts.last == .words(after: last))
    #expect(try check(store, wholeMax: 10_000_000) == [.start], "a small one is read at once")
  }

  @Test func `finds the damaged pages that are found in one go`() throws {
    try fill()
    let whole = readFile(folder.database)
    var (found, missed) = (0, 0)
    // The first page is needed for opening, the second says only who uses the others.
    for start in stride(from: 2 * 4_096, to: whole.count, by: 4_096) {
      var bytes = whole
      bytes.replaceSubrange(start..<(start + 64), with: repeatElement(0xEE, count: 64))
      let copy = try TemporaryFolder()
      copy.write(bytes, to: "test.db")
      guard let store = try? TranscriptStore.open(copy.database) else { continue }
      #expect(throws: SQLiteError.self) { try store.check() }
      do {
        _ = try check(store)
        missed += 1
      } catch let error as SQLiteError where error.isDamage {
        found += 1
      }
    }
    #expect(found > 20)
    #expect(missed == 2, "the last page of a long text is read as it is, and there are two")
  }
}
