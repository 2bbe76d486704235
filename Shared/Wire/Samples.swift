/// `GET /samples`: how many were there and how much they said, minute by minute.
///
/// Both lists have a value for each minute from `start` to the last that is over; nil where nobody
/// counted, since there was no chat server, or no API.
package struct SampleList: Codable, Sendable, Equatable {
  /// The first minute: RFC 3339, UTC.
  package var start: String
  /// The most people at once.
  package var people: [Int?]
  /// Lines that were said.
  package var lines: [Int?]

  package init(start: String, people: [Int?], lines: [Int?]) {
    self.start = start
    self.people = people
    self.lines = lines
  }
}
