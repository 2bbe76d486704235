/// What an unknown word was probably meant to be.
package enum Suggestion {
  /// The nearest of `words`, the first in a tie; nil when none is near enough.
  package static func nearest(to word: String, among words: [String]) -> String? {
    words.map { (word: $0, typos: typos(word, $0)) }
      .filter { $0.typos <= typosForgiven(in: word, $0.word) }
      .min { $0.typos < $1.typos }?.word
  }

  /// Typos forgiven in a word.
  private static let typosMax = 2

  /// Fewer in short words, or any two would match: /mute is not /me. None in a single letter.
  private static func typosForgiven(in one: String, _ other: String) -> Int {
    min(min(one.utf8.count, other.utf8.count) <= 4 ? 1 : typosMax, one.utf8.count - 1)
  }

  /// Letters to add, remove, change or swap with their neighbour to turn one into the other; more
  /// than `typosMax` when the lengths alone say so (optimal string alignment distance).
  private static func typos(_ one: String, _ other: String) -> Int {
    let (a, b) = (Array(one.utf8), Array(other.utf8))
    guard abs(a.count - b.count) <= typosMax else { return typosMax + 1 }
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, rows[i - 1][j - 1] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
