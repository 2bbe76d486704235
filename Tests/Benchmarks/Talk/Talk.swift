import Glibc
import Support

/// Lines such as people write, made up: words and people by Zipf's law, a few umlauts, some lines in
/// Japanese, members who come and go. The same seed makes the same lines.
struct Talk: Sequence, IteratorProtocol {
  /// A line; neither name nor text has a byte that JSON would have to escape.
  struct Line {
    /// Milliseconds since 1970.
    var time: Int
    var kind: Kind
    var member: Int
    var name: [UInt8]
    var text: [UInt8]
  }

  enum Kind: Int, CaseIterable {
    case said, done, coming, left

    var text: String { "\(self)" }
  }

  /// What name and text have together, on average.
  static let lineBytes = 60
  private static let wordCount = 50_000
  private static let nameCount = 500
  private static let dayMilliseconds = 86_400_000
  private static let textBytesMax = 400
  private static let japaneseEvery = 100
  /// Members get new ids when they come again: some forty times in the whole.
  private static let comings = 40

  let words: [[UInt8]]
  let names: [[UInt8]]
  private let wordRanks = Zipf(count: Talk.wordCount)
  private let nameRanks = Zipf(count: Talk.nameCount)
  private let count: Int
  private let end: Int
  private var random: SplitMix
  private var made = 0

  /// `count` lines of the day that ended at `end`, in milliseconds since 1970.
  init(count: Int, end: Int, seed: UInt64 = 1) {
    self.count = count
    self.end = end
    random = SplitMix(seed: seed)
    words = Vocabulary(count: Talk.wordCount, &random).words
    names = Vocabulary.names(count: Talk.nameCount, &random)
  }

  mutating func next() -> Line? {
    guard made < count else { return nil }
    let time = end - Talk.dayMilliseconds + made * Talk.dayMilliseconds / count
    let person = nameRanks.draw(&random)
    let member = 1 + person + made * Talk.comings / count * Talk.nameCount
    let kind = drawKind()
    made += 1
    return Line(
      time: time, kind: kind, member: member, name: names[person],
      text: makeText(kind, names[person]))
  }

  private mutating func drawKind() -> Kind {
    switch random.below(100) {
    case ..<2: .coming
    case ..<4: .left
    case ..<7: .done
    default: .said
    }
  }

  private mutating func makeText(_ kind: Kind, _ name: [UInt8]) -> [UInt8] {
    switch kind {
    case .coming: name + Array(" joined".utf8)
    case .left: name + Array(" left".utf8)
    case .said, .done: random.below(Talk.japaneseEvery) == 0 ? makeJapanese() : makeSentence()
    }
  }

  /// Many short ones and few long ones: lengths fall off exponentially.
  private mutating func makeSentence() -> [UInt8] {
    let shortest = 2.0
    let mean = 55.1
    let wanted = shortest - log(1 - random.fraction()) * (mean - shortest)
    let bytesMax = Swift.min(Int(wanted), Talk.textBytesMax)
    var text: [UInt8] = []
    text.reserveCapacity(bytesMax + 16)
    while true {
      let word = words[wordRanks.draw(&random)]
      // The last word may reach over the end by half of itself, so that the mean is right.
      if !text.isEmpty && text.count + 1 + word.count / 2 > bytesMax { break }
      if !text.isEmpty {
        if random.below(12) == 0 { text.append(UInt8(ascii: ",")) }
        text.append(UInt8(ascii: " "))
      }
      text += word
    }
    if random.below(3) == 0, text[0] >= UInt8(ascii: "a"), text[0] <= UInt8(ascii: "z") {
      text[0] -= 32
    }
    if random.below(2) == 0 { text.append(Array(".!?".utf8)[random.below(3)]) }
    return text
  }

  /// Hiragana and a few thousand of the other signs, without spaces.
  private mutating func makeJapanese() -> [UInt8] {
    var text = ""
    for _ in 0..<(6 + random.below(20)) {
      let value = random.below(3) > 0 ? 0x3042 + random.below(80) : 0x4E00 + random.below(3_000)
      if let sign = Unicode.Scalar(UInt32(value)) { text.unicodeScalars.append(sign) }
    }
    return Array(text.utf8)
  }
}
