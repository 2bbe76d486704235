package import TinyHTTP

/// What somebody who follows a page does not show yet of it: the parts that differ, and in them the
/// rows that do.
///
/// They name the sums of all that they show (`APIClient.followField`). A part with one of these is left
/// out; a row with one of them comes empty, and holds its place.
package enum LiveNews {
  /// More than any page has; what is named beyond is sent again.
  package static let sumsMax = 1_000

  /// The sums that `field` names; nil when it names none: all of the page is asked for.
  package static func sums(in field: String?) -> Set<[UInt8]>? {
    let words = (field ?? "").utf8.split(separator: UInt8(ascii: " ")).prefix(sumsMax)
    let sums = words.map { Array($0) }.filter { $0.count > 1 }
    return sums.isEmpty ? nil : Set(sums)
  }

  /// Empty when all of it is shown.
  package static func cut(_ page: HTML, showing sums: Set<[UInt8]>) -> [UInt8] {
    var (rest, news) = (ArraySlice(page.text.utf8), [UInt8]())
    while let (_, after) = rest.halves(at: Mark.part),
      let (part, others) = after.halves(at: Mark.end)
    {
      rest = others
      guard let (head, tail) = part.halves(at: Mark.sum),
        let (sum, content) = tail.halves(at: Mark.quote), !sums.contains(Array(sum))
      else { continue }
      news += head + Mark.sum + sum + Mark.quote
      append(content, showing: sums, to: &news)
    }
    return news
  }

  private static func append(
    _ content: ArraySlice<UInt8>, showing sums: Set<[UInt8]>, to news: inout [UInt8]
  ) {
    var rest = content
    while let (before, row) = rest.halves(at: Mark.sum) {
      news += before + Mark.sum
      rest = row
      let end = before.last == UInt8(ascii: "r") ? Mark.tableRow : Mark.item
      guard let (sum, _) = row.halves(at: Mark.quote), sums.contains(Array(sum)),
        let (_, others) = row.halves(at: end)
      else { continue }
      news += sum + Mark.quote + ">".utf8 + end
      rest = others
    }
    news += rest
  }

  /// What `LiveUpdates` writes. No text of anybody has it: a `<` or a quote in one is escaped.
  private enum Mark {
    static let part = Array(LiveUpdates.start.text.utf8)
    static let end = Array(LiveUpdates.end.text.utf8)
    static let sum = Array(" data-sum=\"".utf8)
    static let quote = Array("\"".utf8)
    static let tableRow = Array("</tr>".utf8)
    static let item = Array("</li>".utf8)
  }
}

extension ArraySlice<UInt8> {
  /// What stands before the first `mark` and after it; nil when there is none.
  fileprivate func halves(at mark: [UInt8]) -> (before: Self, after: Self)? {
    guard let first = mark.first else { return nil }
    return withUnsafeBufferPointer { bytes in
      var place = 0
      while place + mark.count <= bytes.count {
        if bytes[place] == first, bytes[place..<(place + mark.count)].elementsEqual(mark) {
          return (prefix(place), dropFirst(place + mark.count))
        }
        place += 1
      }
      return nil
    }
  }
}
