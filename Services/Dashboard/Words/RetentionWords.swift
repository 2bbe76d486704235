import TinyHTTP

/// How long what is said is kept, in words.
enum RetentionWords {
  /// What a change comes to, beside what holds at present.
  static func change(from present: Int, by command: AdminCommand) -> HTML {
    let now = days(present)
    guard case .retention(let days) = command else { return "" }
    if days == present { return "\(now) at present already." }
    if present == 0 { return "\(now) at present." }
    if days > present { return "\(now) at present. What was removed before does not come back." }
    if days == 0 { return "\(now) at present. All of that is removed." }
    return """
      \(now) at present. What is between \(Format.grouped(days)) and \(Format.grouped(present)) \
      days old is removed.
      """
  }

  private static func days(_ number: Int) -> HTML {
    number == 0
      ? "Nothing is kept" : "Lines are kept for \(Format.count(number, "day", "days"))"
  }
}
