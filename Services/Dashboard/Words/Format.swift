/// Numbers and times as people read them.
package enum Format {
  /// `42 s`, `3 min 5 s`, `2 h 5 min`, `4 d 3 h`.
  package static func span(_ duration: Duration) -> String {
    let seconds = max(0, duration.components.seconds)
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400)
    func pair(_ big: String, _ rest: Int64, _ small: String) -> String {
      rest == 0 ? big : "\(big) \(rest) \(small)"
    }
    if minutes == 0 { return "\(seconds) s" }
    if hours == 0 { return pair("\(minutes) min", seconds % 60, "s") }
    if days == 0 { return pair("\(hours) h", minutes % 60, "min") }
    return pair("\(days) d", hours % 24, "h")
  }

  /// Adds a capital and a full stop, which messages of programs often lack.
  package static func sentence(_ text: String) -> String {
    guard let first = text.first, let last = text.last else { return text }
    return first.uppercased() + text.dropFirst() + (".?!…".contains(last) ? "" : ".")
  }

  /// `1 line`, `2 lines`, `12,345 lines`.
  package static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(grouped(number)) \(number == 1 ? one : many)"
  }

  /// `12,345`.
  package static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// `512 B`, `1.2 MB`, `34 MB`: two digits at least, in powers of 1,000.
  package static func bytes(_ count: Int) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
    if count < 1_000 { return "\(max(0, count)) B" }
    var (value, unit) = (Double(count) / 1_000, 0)
    while value >= 999.5, unit < units.count - 1 { (value, unit) = (value / 1_000, unit + 1) }
    let tenths = Int((value * 10).rounded())
    return tenths < 100
      ? "\(tenths / 10).\(tenths % 10) \(units[unit])" : "\(Int(value.rounded())) \(units[unit])"
  }

  /// `12:03:10` of an RFC 3339 time, with its day (`24 Nov 12:03:10`) unless that is `today`'s;
  /// anything else is returned as it is.
  package static func moment(_ time: String, today: String) -> String {
    if let clock = clock(of: time, on: today) { return String(clock) }
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let parts = time.split(separator: "T", maxSplits: 1)
    guard parts.count == 2, parts[1].utf8.count >= 8 else { return time }
    let date = parts[0].split(separator: "-").map { Int($0) ?? 0 }
    guard date.count == 3, months.indices.contains(date[1] - 1) else { return time }
    let clock = parts[1].prefix(8)
    let day = "\(date[2]) \(months[date[1] - 1])"
    let isThisYear = today.hasPrefix("\(date[0])-")
    return isThisYear ? "\(day) \(clock)" : "\(day) \(date[0]) \(clock)"
  }

  /// `12:03:10` of `2026-11-24T12:03:10…` when that is today; a page has hundreds of these.
  private static func clock(of time: String, on today: String) -> Substring? {
    let day = "2026-11-24T".utf8.count
    guard time.utf8.count >= day + 8, time.utf8.prefix(day).elementsEqual(today.utf8.prefix(day)),
      time.utf8.dropFirst(day - 1).first == UInt8(ascii: "T")
    else { return nil }
    let start = time.utf8.index(time.startIndex, offsetBy: day)
    return time[start..<time.utf8.index(start, offsetBy: 8)]
  }
}
