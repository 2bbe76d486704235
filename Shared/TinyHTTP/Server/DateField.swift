import TinyReactor

/// `Date: Sun, 06 Nov 1994 08:49:37 GMT`, written once a second (RFC 9110 §5.6.7).
final class DateField {
  private let clock: any ReactorTime
  private var line: [UInt8] = []
  private var isStaleAt = Duration.zero

  init(on clock: any ReactorTime) { self.clock = clock }

  /// The whole field line with its CR LF.
  var bytes: [UInt8] {
    let now = clock.now
    if line.isEmpty || now >= isStaleAt {
      let time = WallTime.now()
      line = Array("Date: \(time.httpDate)\r\n".utf8)
      isStaleAt = now + .seconds(1) - .nanoseconds(time.nanoseconds)
    }
    return line
  }
}

extension WallTime {
  /// As HTTP writes it, always in GMT.
  var httpDate: String {
    let time = calendar
    let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][time.weekday]
    let month = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][time.month - 1]
    let clock = [time.hour, time.minute, time.second].map(twoDigits).joined(separator: ":")
    return "\(weekday), \(twoDigits(time.day)) \(month) \(time.year) \(clock) GMT"
  }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
