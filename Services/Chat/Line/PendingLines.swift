/// What a peer has sent that is not said yet, in order.
struct PendingLines {
  private var decoder = LineDecoder()
  /// An event that was taken and had to wait after all.
  private var first: LineDecoder.Event?

  var heldBytes: Int { decoder.heldBytes }
  var speaksTelnet: Bool { decoder.speaksTelnet }
  var hidesTyping: Bool { decoder.hidesTyping }
  var refusesToHide: Bool { decoder.refusesToHide }
  /// Returns what to send to the peer's telnet for that.
  mutating func hideTyping(_ hides: Bool) -> [UInt8] { decoder.hideTyping(hides) }
  /// The peer's telnet has said that its input has ended.
  var isOver: Bool { decoder.isOver }
  /// Whether the end was a Ctrl-C in telnet.
  var isInterrupted: Bool { decoder.isInterrupted }

  mutating func feed(_ data: Span<UInt8>) { decoder.feed(data) }

  /// The peer sends no more: what is left counts as a line.
  mutating func finish() { decoder.finish() }

  mutating func next() -> LineDecoder.Event? { first.take() ?? decoder.next() }

  /// The event comes next again.
  mutating func putBack(_ event: LineDecoder.Event) { first = event }

  /// Drops everything, or everything up to the last `/stop`, and returns how many lines that were.
  /// Replies to telnet are not dropped but handed to `reply`.
  mutating func drop(upToLastStop: Bool = false, _ reply: ([UInt8]) -> Void) -> Int {
    var stops = upToLastStop ? stopCount : 0
    var count = 0
    while let event = next() {
      if event.isStop {
        stops -= 1
        if stops == 0 { return count }
        continue
      }
      switch event {
      case .line, .beginning: count += 1
      case .reply(let bytes): reply(bytes)
      case .dropped: break
      case .end:
        putBack(event)
        return count
      }
    }
    return count
  }

  private var stopCount: Int {
    var rest = self
    var count = 0
    while let event = rest.next(), event != .end { if event.isStop { count += 1 } }
    return count
  }
}

extension LineDecoder.Event {
  /// The line of the event; nil when it has none.
  var line: [UInt8]? {
    switch self {
    case .line(let line), .beginning(let line): line
    case .dropped, .reply, .end: nil
    }
  }

  var isCommand: Bool {
    guard let line else { return false }
    return line.starts(with: "/".utf8) && !line.starts(with: "//".utf8)
  }

  fileprivate var isStop: Bool { line.map(StopWord.isStop) ?? false }
}
