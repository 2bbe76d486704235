import RoomLog

/// Entries as the append script would add them: ids without a gap, and right sums.
struct LogWriter {
  private(set) var log: [Evidence.Entry] = []
  private var sum = ""
  private let epoch: Int

  init(epoch: Int = 1_795_521_600) { self.epoch = epoch }

  mutating func append(_ entry: LogEntry) {
    var fields: [(LogEntry.Field, String)] = [
      (.origin, entry.origin), (.number, "\(entry.number)"), (.firstLine, "\(entry.firstLine)"),
      (.time, "\(entry.time)"),
    ]
    if entry.isLate { fields.append((.late, "1")) }
    var raw = Evidence.Entry(id: "\(epoch)-\(log.count)", fields: [])
    for (field, value) in fields { raw.fields += [Array(field.rawValue.utf8), Array(value.utf8)] }
    raw.fields += [Array(LogEntry.Field.records.rawValue.utf8), entry.payload]
    sum = ReadLog.sum(after: sum, raw)
    raw.fields = [Array(LogEntry.Field.sum.rawValue.utf8), Array(sum.utf8)] + raw.fields
    log.append(raw)
  }

  /// `log`, with its entries changed and summed up anew.
  static func rewritten(_ log: [Evidence.Entry], _ change: (inout [LogEntry]) -> Void)
    -> [Evidence.Entry]
  {
    var entries = log.compactMap { LogEntry(fields: $0.fields) }
    change(&entries)
    var writer = LogWriter()
    for entry in entries { writer.append(entry) }
    return writer.log
  }
}
