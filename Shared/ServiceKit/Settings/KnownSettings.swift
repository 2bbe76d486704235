/// Every setting whose name says which service it is for, so that a misspelt name can be told from
/// one for another service: all are started from one environment.
package enum KnownSettings {
  /// How such names begin.
  static let prefixes = ["ADMIN_", "API_", "BUS_", "CHAT_", "DASHBOARD_"]

  /// A test compares them with what the three executables declare.
  package static let names: Set = [
    "ADMIN_PASSWORD", "API_DATABASE", "API_LISTEN", "API_OPEN", "API_TOKEN", "API_TRANSCRIPT",
    "API_URL",
    "BUS_KEEP_LINES", "BUS_PASSWORD", "BUS_REPLICAS", "BUS_URL", "BUS_USER",
    "CHAT_CONNECTIONS_MAX", "CHAT_CONNECTIONS_PER_ADDRESS", "CHAT_HTTP_LISTEN", "CHAT_HTTP_URL",
    "CHAT_LISTEN", "CHAT_PUBLIC_ADDRESS", "CHAT_PUBLISH", "CHAT_SERVER_ID", "CHAT_TALK_BURST",
    "CHAT_TALK_RATE",
    "DASHBOARD_HOSTS", "DASHBOARD_LISTEN", "DASHBOARD_OPEN",
  ]

  /// Names that look like settings but are not, in order; an empty one counts as not set.
  package static func strangers(in environment: [String: String]) -> [String] {
    environment.filter { name, value in
      !value.isEmpty && prefixes.contains { name.hasPrefix($0) } && !names.contains(name)
        && !(name.hasSuffix("_FILE") && names.contains(String(name.dropLast("_FILE".count))))
        && !isOfKubernetes(name, value)
    }.keys.sorted()
  }

  /// Kubernetes tells every container where each service is: `CHAT_PORT=tcp://10.0.0.1:1400`,
  /// `CHAT_SERVICE_HOST`, `CHAT_PORT_1400_TCP_ADDR`.
  private static func isOfKubernetes(_ name: String, _ value: String) -> Bool {
    value.hasPrefix("tcp://") || value.hasPrefix("udp://")
      || ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT_"].contains { name.contains($0) }
  }
}
