/// What a chat server needs to know: `GET /config`.
package struct ChatConfiguration: Codable, Sendable, Equatable {
  /// Grows by at least one with every change; what `?after=` compares with. A caller takes it over
  /// even when it is smaller than its own: the database was replaced by an older one.
  package var seq: Int
  package var banner: String

  package init(seq: Int, banner: String) {
    self.seq = seq
    self.banner = banner
  }
}
