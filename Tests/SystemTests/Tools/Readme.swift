import FoundationEssentials
import Support

/// The README, whose examples and tables tests take at their word.
enum Readme {
  private static let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()

  static func text() throws -> String {
    String(decoding: try Data(contentsOf: .init(filePath: "\(root)/README.md")), as: UTF8.self)
  }

  /// The block between fences that has `part` in it.
  static func block(with part: String) throws -> String {
    let pieces = try text().split(separator: "```\n", omittingEmptySubsequences: false)
    // Text and blocks take turns.
    let blocks = pieces.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    guard let block = blocks.first(where: { $0.contains(part) }) else {
      throw TestFailure("the README has no example with \(part)")
    }
    return String(block)
  }

  /// The line of an example that has `part` in it.
  static func line(with part: String) throws -> String {
    let lines = try block(with: part).split(separator: "\n")
    guard let line = lines.first(where: { $0.contains(part) }) else {
      throw TestFailure("the README has no line with \(part)")
    }
    return String(line)
  }
}
