/// What went wrong with a service, before it is known with which input.
struct Failure: Error, CustomStringConvertible {
  enum Kind: String {
    case crash = "crashed"
    case hang = "hung"
    case slow = "took too much processor time"
    case wrong = "answered wrongly"
    case leftover = "kept something"
  }

  let kind: Kind
  let what: String

  init(_ kind: Kind, _ what: String) {
    self.kind = kind
    self.what = what
  }

  var description: String { "\(kind.rawValue): \(what)" }
}

/// A failure with all that it takes to see it again.
struct Finding: Error, CustomStringConvertible {
  let seed: UInt64
  let input: Int
  let target: String
  let failure: any Error
  /// Where the input was saved.
  let path: String

  var description: String {
    """
    FAILED
    seed \(seed), input \(input), target \(target)
    \(failure)
    what was sent is in \(path)
    to see it again: Tests/Fuzz/run --seed \(seed) --only \(input), or without --only if it takes \
    what went before
    """
  }
}
