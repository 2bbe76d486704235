import Wire

extension TranscriptStore: DatabaseOwner {
  /// Lines that wait to be purged go, and what merging has not yet taken out of the index: the same
  /// steps as in the file itself, which may be at any of them.
  ///
  /// The text of a hidden line stays: it cannot be read without its key, which is in another file.
  package func clean(_ copy: Database) throws(SQLiteError) -> Bool {
    let store = TranscriptStore(copy, pagesMax: pagesMax)
    if try store.deleteLines(before: copiedSince) != nil { return true }
    let mark = try store.remains()
    guard mark > 0 else { return false }
    // Nothing is added here meanwhile, so each of them may be the first.
    if try store.merge(isFirst: true) { return true }
    if try store.shrink() { return true }
    try store.removeRemains(mark)
    return false
  }
}
