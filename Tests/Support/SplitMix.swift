/// A random generator that gives the same numbers for the same seed (SplitMix64).
package struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  /// One to three bytes replaced, removed, doubled or added; new ones are out of `spice`.
  package mutating func damage(_ bytes: [UInt8], with spice: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &self) {
      let index = Int.random(in: bytes.indices, using: &self)
      let byte = spice[Int.random(in: spice.indices, using: &self)]
      switch Int.random(in: 0..<4, using: &self) {
      case 0: bytes[index] = byte
      case 1: bytes.remove(at: index)
      case 2: bytes.insert(bytes[index], at: index)
      default: bytes.insert(byte, at: index)
      }
    }
    return bytes
  }
}
