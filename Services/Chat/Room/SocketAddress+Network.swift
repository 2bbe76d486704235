package import TinyReactor
import Wire

extension SocketAddress {
  /// The range that counts as one person; see `AddressRange.subscriber`.
  package var network: String { (try? AddressRange(host))?.subscriber.description ?? host }
}
