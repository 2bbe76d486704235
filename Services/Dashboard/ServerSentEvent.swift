/// One event of a `text/event-stream` (WHATWG HTML §9.2).
package struct ServerSentEvent {
  package let name: String
  package let data: String

  package init(_ name: String, _ data: String = "") {
    self.name = name
    self.data = data
  }

  /// Each line of the data in a field of its own: a line end inside would end the field.
  package var bytes: [UInt8] {
    var text = "event: \(name)\n"
    for line in TerminalText.withLineFeeds(data).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      text += "data: \(line)\n"
    }
    return Array((text + "\n").utf8)
  }
}
