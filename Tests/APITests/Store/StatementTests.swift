import API
import Support
import Testing
import Wire

/// Each text of a statement is compiled once and kept, so there must not be ever more of them.
@Suite struct `Statements that are kept`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `are no more for each set of kinds`() throws {
    let store = try open()
    try take(store, batch("one", "two"))
    let kinds = MessageKind.allCases
    var filter = MessageFilter()
    filter.kinds = [.said]
    _ = try store.page(filter)
    let before = store.db.statementCount
    for set in 1..<(1 << kinds.count) {
      filter.kinds = kinds.indices.filter { set >> $0 & 1 == 1 }.map { kinds[$0] }
      #expect(try store.page(filter).messages.count == (filter.kinds.contains(.said) ? 2 : 0))
      #expect(try store.page(filter).messages.allSatisfy { filter.kinds.contains($0.kind) })
    }
    #expect(store.db.statementCount == before)
  }

  @Test func `are no more than the limit, whatever is asked, and one under way goes on`() throws {
    let db = try Connection(path: folder.database)
    var answers: [Int] = []
    let outer = try db.rows("SELECT column1 FROM (VALUES (1), (2), (3))") { row in
      for number in 0..<2 * Connection.statementsMax {
        answers += (try? db.rows("SELECT \(number)") { $0.integer(0) }) ?? []
      }
      return row.integer(0)
    }
    #expect(outer == [1, 2, 3])
    let all = Array(0..<2 * Connection.statementsMax)
    #expect(answers == all + all + all)
    #expect(db.statementCount <= Connection.statementsMax)
  }
}
