/// What a reply may cost. A server that is told to send more than this, by mistake or because
/// somebody else filled a key, is refused before the bytes arrive.
package struct RESPLimits: Sendable {
  /// The longest text, error or number.
  package var lineBytesMax = 16_384
  /// The longest bulk.
  package var bulkBytesMax = 1_048_576
  /// The longest reply, as it is on the wire, with all that is in it.
  package var replyBytesMax = 8_388_608
  /// How many elements all arrays of a reply have together.
  package var elementsMax = 65_536
  /// Arrays within arrays: what XREAD answers has four.
  package var depthMax = 8

  package init() {}
}
