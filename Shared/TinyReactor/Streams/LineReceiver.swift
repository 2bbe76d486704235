/// A protocol whose unit is the line (Twisted's LineReceiver).
///
/// `dataReceived` is written for you; keep a `lines` buffer and say what to do with a line:
///
///     final class Greeter: LineReceiver {
///       var lines = LineBuffer()
///       func lineReceived(_ line: [UInt8]) { … }
///     }
package protocol LineReceiver: StreamProtocol {
  var lines: LineBuffer { get set }
  func lineReceived(_ line: [UInt8])
  /// A line longer than the limit was skipped. Default: nothing (Twisted's drops the connection).
  func lineLengthExceeded()
  /// Bytes in raw mode. Default: nothing.
  func rawDataReceived(_ data: [UInt8])
}

/// What a `LineReceiver` remembers between packets.
package struct LineBuffer {
  fileprivate var splitter: LineSplitter
  fileprivate var isPaused = false
  fileprivate var isRaw = false
  fileprivate var isDelivering = false

  package init(delimiter: [UInt8] = LineSplitter.crlf, lineBytesMax: Int = 16_384) {
    splitter = LineSplitter(delimiter: delimiter, lineBytesMax: lineBytesMax)
  }
}

extension LineReceiver {
  package func lineLengthExceeded() {}
  package func rawDataReceived(_ data: [UInt8]) {}

  package func dataReceived(_ data: Span<UInt8>) {
    lines.splitter.feed(data)
    deliverLines()
  }

  /// Holds lines back; pair it with the transport's `pauseProducing` to stop more from coming, or
  /// what comes piles up.
  package func pauseLines() { lines.isPaused = true }

  /// Delivers what was held back.
  package func resumeLines() {
    lines.isPaused = false
    deliverLines()
  }

  /// From here on bytes come as they are, beginning with what follows the current line.
  package func setRawMode() { lines.isRaw = true }

  /// Back to lines; `extra` comes first.
  package func setLineMode(_ extra: [UInt8] = []) {
    lines.isRaw = false
    let rest = lines.splitter.takeRemainder()
    lines.splitter.feed(extra.span)
    lines.splitter.feed(rest.span)
    deliverLines()
  }

  /// After closing, the rest of a packet is not for anybody.
  package func connectionClosing() { discardLines() }

  /// Throws away what was received and not delivered.
  package func discardLines() {
    _ = lines.splitter.takeRemainder()
  }

  private func deliverLines() {
    guard !lines.isDelivering else { return }
    lines.isDelivering = true
    defer { lines.isDelivering = false }
    while !lines.isPaused {
      if lines.isRaw {
        let rest = lines.splitter.takeRemainder()
        if rest.isEmpty { return }
        rawDataReceived(rest)
      } else {
        switch lines.splitter.next() {
        case .line(let line)?: lineReceived(line)
        case .tooLong?: lineLengthExceeded()
        case nil: return
        }
      }
    }
  }
}
