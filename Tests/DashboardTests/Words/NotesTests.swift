import Dashboard
import Testing

@Suite struct NotesTests {
  /// Notes by reference: `#expect` cannot change a value.
  private final class Board {
    private var notes = Notes()
    func leave(_ text: String, at now: Duration) -> String { notes.leave(.good(text), at: now) }
    func take(_ key: String?, at now: Duration) -> String? { notes.take(key, at: now)?.text }
  }

  @Test func `a note is read once, by its key alone`() {
    let board = Board()
    let key = board.leave("done", at: .zero)
    #expect(board.take("0", at: .zero) == nil)
    #expect(board.take(nil, at: .zero) == nil)
    #expect(board.take(key, at: .zero) == "done")
    #expect(board.take(key, at: .zero) == nil)
  }

  @Test func `a note that nobody reads is forgotten`() {
    let board = Board()
    let key = board.leave("done", at: .zero)
    #expect(board.take(key, at: Notes.timeMax) == nil)
  }

  @Test func `past the limit the oldest is dropped`() {
    let board = Board()
    let keys = (0...Notes.notesMax).map { board.leave("\($0)", at: .zero) }
    #expect(board.take(keys[0], at: .zero) == nil)
    #expect(board.take(keys[1], at: .zero) == "1")
    #expect(board.take(keys[Notes.notesMax], at: .zero) == "\(Notes.notesMax)")
  }
}
