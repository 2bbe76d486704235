/// The value of a Content-Type field: `application/json; charset=utf-8` (RFC 9110 §8.3.1).
struct MediaType {
  /// `type/subtype`, in lower case.
  let essence: String
  /// In lower case, without quotes.
  let charset: String?

  init(_ value: String) {
    let parts = value.lowercased().split(separator: ";").map { Self.trim($0) }
    essence = String(parts.first ?? "")
    charset = parts.dropFirst().first { $0.hasPrefix("charset=") }
      .map { String($0.dropFirst("charset=".count).filter { $0 != "\"" }) }
  }

  var isJSON: Bool {
    essence == "application/json" || essence.hasPrefix("application/") && essence.hasSuffix("+json")
  }
  var isForm: Bool { essence == "application/x-www-form-urlencoded" }
  /// Everything here is UTF-8, which includes ASCII.
  var isUTF8: Bool { charset == nil || charset == "utf-8" || charset == "us-ascii" }

  private static func trim(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
