/// Why something cannot be done or read, in words for the caller.
package struct StateError: Error, Equatable, CustomStringConvertible {
  package enum Kind {
    /// There is no such thing.
    case unknown
    /// Something else is in the way.
    case conflict
    /// Not now.
    case unavailable
    /// Not now, but in a moment.
    case busy
    /// A chat server cannot be asked, or gave no sensible answer.
    case unreachable
    /// A chat server takes too long.
    case late
  }

  package let kind: Kind
  package let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
