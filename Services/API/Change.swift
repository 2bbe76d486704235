/// Something to be put on disk: what, by whom, when.
package struct Change: Sendable, Equatable {
  package enum What: Sendable, Equatable {
    /// Setting the banner that is already there is no change and leaves no event.
    case banner(String)
    case serverJoined(id: String)
    case serverLeft(id: String, why: String)
  }

  package var what: What
  /// Who did it: `api` for a direct call, or what the caller named in `X-Actor`.
  package var actor: String
  /// RFC 3339, UTC.
  package var time: String

  package init(_ what: What, actor: String, time: String) {
    self.what = what
    self.actor = actor
    self.time = time
  }
}
