/// What `--version` and `/version` say.
package struct Version: Encodable, Sendable {
  /// The version of all of NetCatChat.
  package static let number = "0.1.0"

  package let name: String
  package let version: String
  /// The version of the compiler that built it.
  package let swift: String

  package init(of name: String) {
    self.name = name
    version = Self.number
    #if swift(>=6.4)
      swift = "6.4+"
    #elseif swift(>=6.3)
      swift = "6.3"
    #else
      swift = "6.2"
    #endif
  }
}
