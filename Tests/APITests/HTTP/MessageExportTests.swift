import API
import FoundationEssentials
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// `GET /messages/export`, as somebody gets it who reads slowly.
@Suite struct `An export over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  /// Lines of `text`, enough to be too much for one piece.
  func pour(_ count: Int, _ text: String) throws {
    for first in stride(from: 1, through: count, by: Limits.messagesBatchMax) {
      let lines = (first...min(count, first + Limits.messagesBatchMax - 1)).map { _ in
        NewMessage(
          time: TestSite.start.milliseconds, kind: .said, member: 7, name: "Zoë", text: text)
      }
      let batch = MessageBatch(room: Limits.lobby, origin: "a.b", first: first, messages: lines)
      let body = String(decoding: try JSONEncoder().encode(batch), as: UTF8.self)
      try site.json(.post, "/messages", body)
    }
  }

  /// The longest in each format: as it is, with what is quoted, and with what must be no formula.
  @Test(arguments: ["x", "\"", "\t", ";=", "日"])
  func `a piece of the longest lines fits into what a reader may leave unread`(sign: String) throws
  {
    let count = 1_100
    try pour(
      count, String(repeating: sign, count: Limits.lineBytesMax / sign.utf8.count))
    let server = HTTPServer(on: site.clock, router: site.router)
    for format in ExportFormat.allCases {
      let reader = try `The stream of what is said`.Reader(
        server, "/messages/export?format=\(format.rawValue)")
      var largest = 0
      var lines = 0
      var isOver = false
      reader.transport.producer?.pauseProducing()
      while !isOver {
        // Nothing more is asked for until all of a piece is read.
        try site.reactor.wait {
          if !reader.transport.written.isEmpty || reader.transport.isAborted { return true }
          reader.transport.producer?.resumeProducing()
          reader.transport.producer?.pauseProducing()
          return false
        }
        let piece = reader.transport.takeBytes()
        largest = max(largest, piece.count)
        // The second half of the ë in each line's name, and nowhere else.
        lines += piece.count { $0 == 0xAB }
        isOver = reader.transport.isAborted || piece.ends(with: "0\r\n\r\n")
      }
      #expect(!reader.transport.isAborted, "\(format)")
      #expect(lines == count, "\(format)")
      #expect(largest + OutputLimits.highWaterBytes <= OutputLimits.bytesMax, "\(format)")
    }
  }
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
