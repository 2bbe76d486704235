/// The Cookie field of a request (RFC 6265 §5.4).
enum CookieField {
  /// Of two cookies with the same name, the first counts: it has the longer path. Anything but
  /// `name=value` is skipped.
  static func parse(_ fields: [String]) -> [String: String] {
    var cookies: [String: String] = [:]
    for field in fields {
      for part in field.utf8.split(separator: UInt8(ascii: ";")) {
        guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
        let name = part[..<equals].drop { $0 == .space }
        var value = part[equals...].dropFirst()
        while value.last == .space { value.removeLast() }
        if value.count >= 2, value.first == 0x22, value.last == 0x22 {
          value = value.dropFirst().dropLast()
        }
        guard !name.isEmpty, name.allSatisfy({ ByteSet.token.contains($0) }) else { continue }
        let key = String(Substring(name))
        if cookies[key] == nil { cookies[key] = String(Substring(value)) }
      }
    }
    return cookies
  }
}

/// A cookie to set: `fields.append("Set-Cookie", cookie.fieldValue)` (RFC 6265 §4.1). The defaults
/// suit a session: out of reach of scripts and of other sites' forms.
package struct SetCookie: Sendable {
  /// Whether links from other sites send the cookie (Lax), or no request from another site does
  /// (Strict).
  package enum SameSite: String, Sendable {
    case strict = "Strict"
    case lax = "Lax"
  }
  package let name: String
  package let value: String
  package var path = "/"
  /// Seconds; nil keeps it until the browser closes, 0 removes it.
  package var maxAge: Int?
  /// Hidden from scripts.
  package var isHTTPOnly = true
  /// Sent over https only.
  package var isSecure = false
  package var sameSite = SameSite.strict

  /// `name` must be a token and `value` plain: visible ASCII without `"`, `,`, `;` and `\`.
  package init(_ name: String, _ value: String) {
    precondition(!name.isEmpty && name.utf8.allSatisfy { ByteSet.token.contains($0) })
    precondition(value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\",;\\".utf8.contains($0) })
    self.name = name
    self.value = value
  }

  /// The value of the Set-Cookie field.
  package var fieldValue: String {
    var text = "\(name)=\(value); Path=\(path)"
    if let maxAge { text += "; Max-Age=\(maxAge)" }
    if isHTTPOnly { text += "; HttpOnly" }
    if isSecure { text += "; Secure" }
    return text + "; SameSite=\(sameSite.rawValue)"
  }
}
