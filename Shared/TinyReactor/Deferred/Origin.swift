/// A place in the source, in two words of memory: each Deferred has two of these.
package struct Origin: Equatable, CustomStringConvertible {
  private let file: UnsafePointer<UInt8>
  private let line: UInt

  package init(_ file: StaticString, _ line: UInt) {
    self.file = file.utf8Start  // of a literal, never freed
    self.line = line
  }

  package var description: String { "\(String(cString: file)):\(line)" }
}

/// Where a chain of Deferreds was made and fired; kept only with REACTOR_DEBUG=1.
final class ChainHistory {
  static let isKept = System.environment("REACTOR_DEBUG") == "1"

  let made: Origin
  var fired: Origin?

  init(made: Origin) { self.made = made }
}
