import Support
import TinyReactor

/// A transport that has as much unsent as a test says.
final class SluggishTransport: Transport {
  let peer = MemoryTransport().peer
  let host = MemoryTransport().host
  var unsentBytes = 0
  var resends: Int?
  var outputBytesMax = 0
  var outputStallMax = Duration.zero
  var readBytesMax = 0

  func write(_ bytes: [UInt8]) {}
  func loseConnection() {}
  func abortConnection() {}
  func pauseProducing() {}
  func resumeProducing() {}
  func registerProducer(_ producer: any Producer) {}
  func unregisterProducer() {}
}
