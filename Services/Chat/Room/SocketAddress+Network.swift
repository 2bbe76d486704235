package import TinyReactor
import Wire

extension SocketAddress {
  /// What stands for one person; see `AddressRange.subscriber`.
  package var network: String { (try? AddressRange(host))?.subscriber.description ?? host }
}
