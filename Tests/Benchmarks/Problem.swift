import Glibc

/// Why a benchmark cannot go on, in words for whoever started it.
struct Problem: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  init(_ description: String, _ number: CInt) {
    self.description = "\(description): \(String(cString: strerror(number)))"
  }
}
