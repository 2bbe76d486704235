/// What became of a banner that somebody wanted to store.
package enum BannerWords {
  package static let stored = Note.good(
    "The banner is stored. Whoever connects from now on sees it.")
  package static let unchanged = Note.good(
    "That is the banner already: nothing was changed.")
  /// The text typed before the session ended came through the login.
  package static let draftKept = Note.bad(
    "You were logged out meanwhile. Your text is kept below, and not stored yet.")
  package static let apiAway = Note.bad(
    "The API cannot be reached, so nothing was changed. Your text is kept below.")
  package static let busy = Note.bad(
    "Too many pages are being loaded at once, so nothing was changed. Your text is kept below.")
  /// The change was sent, and no answer came back.
  package static let outcomeUnknown = Note.bad(
    "The API did not confirm the change: it may or may not be stored. Your text is kept below.")

  /// With the API's own reason.
  package static func refused(_ reason: String) -> Note {
    .bad("The API refused the banner: \(reason)")
  }
}
