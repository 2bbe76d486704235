import Dashboard
import FoundationEssentials
import Glibc
import Testing

/// Colours can be told apart: WCAG 2.2, 1.4.3 and 1.4.11.
@Suite struct StyleSheetTests {
  /// The variables of the light and of the dark palette.
  static let palettes: [[String: String]] = {
    let blocks = Assets.styleSheet.ranges(of: ":root {").map { start in
      Assets.styleSheet[start.upperBound...].prefix { $0 != "}" }
    }
    let light = colours(in: blocks.first ?? "")
    return [light, light.merging(colours(in: blocks.last ?? "")) { $1 }]
  }()

  static func colours(in block: Substring) -> [String: String] {
    var colours: [String: String] = [:]
    for declaration in block.split(separator: ";") {
      let parts = declaration.split(separator: ":").map { $0.filter { !$0.isWhitespace } }
      if parts.count == 2, parts[1].hasPrefix("#") { colours[parts[0]] = parts[1] }
    }
    return colours
  }

  /// Relative luminance of `#rrggbb`.
  static func luminance(_ colour: String) -> Double {
    let channels = stride(from: 1, to: 7, by: 2).map { place -> Double in
      let digits = colour.dropFirst(place).prefix(2)
      let value = Double(Int(digits, radix: 16) ?? 0) / 255
      return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  @Test(arguments: [0, 1])
  func `every text and every field can be seen in the light and in the dark`(palette: Int) throws {
    let colours = Self.palettes[palette]
    let pairs = [
      ("ink", ["paper", "card", "field", "good", "bad", "plain"], 4.5),
      ("soft", ["paper", "card", "field", "plain", "bad"], 4.5),
      ("accent", ["paper", "card"], 4.5), ("live", ["card"], 4.5), ("gone", ["card"], 4.5),
      ("on-accent", ["accent"], 4.5), ("on-harsh", ["harsh"], 4.5), ("edge", ["card", "field"], 3),
      ("curve", ["card", "below"], 3), ("ink", ["below"], 4.5), ("soft", ["below"], 4.5),
    ]
    for (front, backs, least) in pairs {
      for back in backs {
        let values = try [front, back].map { Self.luminance(try #require(colours["--\($0)"])) }
        let (dark, light) = (values.min() ?? 0, values.max() ?? 0)
        let contrast = (light + 0.05) / (dark + 0.05)
        #expect(contrast >= least, "\(front) on \(back): \(contrast)")
      }
    }
    #expect(Self.palettes[0] != Self.palettes[1])
  }
}

/// The files of `Web` name what pages are made of; nothing else ties them together.
@Suite struct `The names in style sheet and script` {
  /// The code that makes pages, without its comments.
  private static let pages: String = {
    let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
    let files = ["Parts", "Pages", "Pages/People", "Words", "Words/People"].flatMap { room in
      let folder = "\(root)/Services/Dashboard/\(room)"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.map { "\(folder)/\($0)" }
    }
    return files.compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }
      .flatMap { $0.split(separator: "\n") }
      .filter { !$0.drop { $0 == " " }.hasPrefix("//") }
      .joined(separator: "\n")
  }()

  @Test func `are those of the pages`() throws {
    let rules = Assets.styleSheet.replacing(#/\{[^{}]*\}|\/\*.*?\*\//#, with: " ")
    let classes = Set(rules.matches(of: #/\.([a-z][a-z-]*)/#).map { String($0.1) })
    let scripted = Assets.script.matches(of: #/[" ]\.([a-z][a-z-]*)[":\]]/#).map { String($0.1) }
    #expect(classes.count > 20 && !scripted.isEmpty)
    for name in classes.union(scripted).sorted() {
      let isUsed = Self.pages.contains(try Regex("\\b\(name)\\b"))
      #expect(isUsed, "no page has the class \(name)")
    }
  }
}
