import Wire

/// Turns events into lines of a file.
struct EventEncoder: Sendable {
  private let format: ExportFormat

  /// `csv` or `jsonl`.
  init(_ format: ExportFormat) {
    precondition(format == .csv || format == .jsonl, "a log is no talk")
    self.format = format
  }

  /// What comes before the first one. Why CSV has a byte order mark: `ExportEncoder+CSV.swift`.
  var beginning: [UInt8] {
    format == .csv ? Array("\u{FEFF}seq,time,actor,note,action,target,old,new\r\n".utf8) : []
  }

  func append(_ event: Event, to bytes: inout [UInt8]) {
    if format == .csv { appendCSV(event, &bytes) } else { appendJSON(event, &bytes) }
  }

  private func appendCSV(_ event: Event, _ bytes: inout [UInt8]) {
    bytes.append(decimal: event.seq)
    bytes += ",\(event.time),".utf8
    let cells = [event.actor, event.note, event.action, event.target, event.old, event.new]
    for (place, cell) in cells.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      if let cell { bytes.append(cell: Array(cell.utf8).span) }
    }
    bytes.append("\r\n")
  }

  private func appendJSON(_ event: Event, _ bytes: inout [UInt8]) {
    bytes.append("{\"seq\":")
    bytes.append(decimal: event.seq)
    let members: [(StaticString, String?)] = [
      (",\"time\":\"", event.time), (",\"actor\":\"", event.actor), (",\"note\":\"", event.note),
      (",\"action\":\"", event.action), (",\"target\":\"", event.target),
      (",\"old\":\"", event.old), (",\"new\":\"", event.new),
    ]
    for (name, value) in members {
      guard let value else { continue }
      bytes.append(name)
      bytes.append(json: Array(value.utf8).span)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append("}\n")
  }
}
