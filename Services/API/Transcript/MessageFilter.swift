package import Wire

/// Which lines to read.
package struct MessageFilter: Sendable, Equatable {
  package var room: String
  /// Only lines with smaller ids.
  package var before: Int?
  /// Only lines with larger ids, in order; without it, newest first.
  package var after: Int?
  /// What people typed to search for.
  package var query: String?
  /// Who said it.
  package var name: String?
  /// Empty: all.
  package var kinds: [MessageKind] = []
  /// From this moment on, in milliseconds.
  package var since: Int?
  /// Before this moment.
  package var until: Int?
  /// Hidden lines too, without their text.
  package var showsHidden = false
  package var limit: Int

  package init(room: String = Limits.lobby, limit: Int = Limits.messagesPageDefault) {
    self.room = room
    self.limit = limit
  }
}
