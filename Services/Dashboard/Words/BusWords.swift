package import TinyHTTP
package import Wire

/// How it stands with a chat server that shares its room with others, in plain words.
package enum BusWords {
  package static func html(_ bus: BusReport) -> HTML {
    switch bus.state {
    case .starting: "joining the others\(behind(bus))\(unsent(bus))"
    case .inStep: "in step\(behind(bus))\(unsent(bus))"
    case .island:
      """
      <span class="gone">island: out of reach of the others</span>\(unsent(bus))
      """
    }
  }

  /// Nobody knows that of an island.
  private static func behind(_ bus: BusReport) -> HTML? {
    bus.lag > 0 ? ", \(Format.count(bus.lag, "entry", "entries")) behind" : nil
  }

  private static func unsent(_ bus: BusReport) -> HTML? {
    guard bus.unsent > 0 else { return nil }
    return ", \(Format.count(bus.unsent, "line waits", "lines wait"))"
  }
}
