import TinyHTTP

/// Where on the dashboard the lines of the room are.
package enum RoomAddress {
  /// The room as it is now.
  package static let now = "/room/"
  /// Some lines of it, for a page that has others.
  package static let lines = "/room/lines"
  /// All of it as a file.
  package static let export = "/room/export"
  /// Whom a ban would put out, before it is asked for.
  package static let ban = "/room/ban"

  /// A line among its neighbours: the link to it that does not change.
  package static func line(_ id: Int) -> String { "\(now)?line=\(id)#line-\(id)" }

  /// The lines around an RFC 3339 time.
  package static func moment(_ time: String) -> String {
    "\(now)?" + Form.encode([("at", time)]) + "#moment"
  }
}

/// A moment as people enter it.
package enum EnteredTime {
  /// RFC 3339 in UTC from what a `datetime-local` field sends (`2026-11-24T12:03`), from the same
  /// with seconds, and from RFC 3339 in UTC itself; nil for anything else. That there is no 13th
  /// month is the API's to say.
  package static func utc(_ text: String?) -> String? {
    guard var text = text?.uppercased() else { return nil }
    if text.hasSuffix("Z") { text.removeLast() }
    let shape = "0000-00-00T00:00:00.000"
    guard [16, 19, 23].contains(text.utf8.count), zip(text.utf8, shape.utf8).allSatisfy(fits)
    else { return nil }
    return text + (text.utf8.count == 16 ? ":00Z" : "Z")
  }

  private static func fits(_ byte: UInt8, _ place: UInt8) -> Bool {
    place == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == place
  }

  /// What such a field shows of it.
  package static func field(_ time: String?) -> String { String((time ?? "").prefix(19)) }
}
