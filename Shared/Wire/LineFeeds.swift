extension String {
  /// CR LF and a lone CR become LF: a textarea sends the former, odd clients the latter. Works on
  /// bytes, since "\r\n" is one `Character`.
  package var withLineFeeds: String {
    guard utf8.contains(0x0D) else { return self }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    var previous: UInt8 = 0
    for byte in utf8 {
      switch (previous, byte) {
      case (_, 0x0D): bytes.append(0x0A)
      case (0x0D, 0x0A): break
      default: bytes.append(byte)
      }
      previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
