import Glibc

/// Why a tool cannot begin, in words for whoever started it.
package struct Problem: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// Written at once, whatever happens next.
package enum Output {
  package static func say(_ text: String) { write(text, to: STDOUT_FILENO) }
  package static func complain(_ text: String) { write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: CInt) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }
}
