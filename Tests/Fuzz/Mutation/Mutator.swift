import Support

/// Changes bytes at random: the same seed and the same random numbers give the same bytes.
struct Mutator {
  /// Somewhat more than anything that is read whole: a body of 64 KiB and a head of 16 KiB.
  static let bytesMax = 90_000
  /// Changes to one input; most are read as far as the first that matters.
  private static let changesMax = 6

  /// What means something to whoever reads the bytes: put in as it stands.
  let words: [[UInt8]]

  init(words: [String]) { self.words = words.map { Array($0.utf8) } + Self.troublesome }

  /// Bytes and characters that parsers and terminals have stumbled over.
  private static let troublesome: [[UInt8]] =
    [[0], [0x7F], [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF]]
    + [
      "\r", "\n", "\r\n", "\t", " ", "\u{1B}[2J", "\u{85}", "\u{200B}", "\u{200D}", "\u{202E}",
      "\u{2066}", "\u{2028}", "\u{FEFF}", "\u{FFFF}", "e\u{301}\u{301}\u{301}\u{301}", "ﷺ", "İ",
      "👩‍👩‍👧", "\u{E0041}", "%", "%00", "%2e%2e/", "../", "\\", "\"", "'", "<script>", "&", ";", "=",
      ",", ":", "/", "0", "-1", "2147483648", "4294967296", "9007199254740993",
      "9223372036854775807", "18446744073709551616", "1e309",
    ].map { Array($0.utf8) }

  /// One in eight as it was: what is harmless has to work at any time.
  func mutated(_ seed: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    if random.oneIn(8) { return seed }
    var bytes = seed
    for _ in 0..<Int.random(in: 1...Self.changesMax, using: &random) {
      change(&bytes, &random)
      if bytes.count > Self.bytesMax { bytes.removeSubrange(Self.bytesMax...) }
    }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let range = Self.range(from: place, in: bytes, &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
    case 2: bytes.removeSubrange(range)
    case 3: bytes.insert(contentsOf: bytes[range], at: place)
    case 4: bytes.replaceSubrange(range, with: random.pick(words))
    case 5: bytes.removeSubrange(place...)
    case 6: swap(&bytes, range, &random)
    case 7: repeatMuch(&bytes, range, &random)
    default: bytes.insert(contentsOf: random.pick(words), at: place)
    }
  }

  /// Short more often than long.
  private static func range(
    from start: Int, in bytes: [UInt8], _ random: inout SplitMix
  ) -> Range<Int> {
    let most = min(bytes.count - start, 1 << Int.random(in: 0...10, using: &random))
    return start..<start + Int.random(in: 0...most, using: &random)
  }

  private func swap(_ bytes: inout [UInt8], _ range: Range<Int>, _ random: inout SplitMix) {
    let taken = Array(bytes[range])
    bytes.removeSubrange(range)
    bytes.insert(contentsOf: taken, at: .random(in: 0...bytes.count, using: &random))
  }

  /// Seldom much: limits have to be met, but not by every input.
  private func repeatMuch(_ bytes: inout [UInt8], _ range: Range<Int>, _ random: inout SplitMix) {
    guard !range.isEmpty else { return }
    let times = 1 << Int.random(in: 1...(random.oneIn(8) ? 17 : 7), using: &random)
    let piece = bytes[range]
    let many = min(times, (Self.bytesMax - bytes.count) / piece.count)
    guard many > 0 else { return }
    let copies = Array(repeatElement(piece, count: many).joined())
    bytes.insert(contentsOf: copies, at: range.upperBound)
  }
}
