import Glibc
import Support

/// A network with a namespace for each server, whose cables can be pulled.
final class Network {
  static var isPossible: Bool { Trace.isRoot && Programs.has("ip") }

  private let stage: Stage
  private let tag: String
  private let subnet: String
  private var namespaces: [String] = []
  private var links: [String] = []

  init(on stage: Stage) throws {
    self.stage = stage
    tag = "ncf\(getpid())"
    subnet = "10.231.\(getpid() % 250)"
    Trace.note("link", "\(tag)b")
    links.append("\(tag)b")
    try stage.run("ip", "link", "add", "\(tag)b", "type", "bridge")
    try stage.run("ip", "address", "add", "\(host)/24", "dev", "\(tag)b")
    try stage.run("ip", "link", "set", "\(tag)b", "up")
  }

  deinit {
    for namespace in namespaces { Trace.discard("ip", "netns", "delete", namespace) }
    for link in links { Trace.discard("ip", "link", "delete", link) }
  }

  /// Ours, where the engine and the people are.
  var host: String { "\(subnet).1" }

  func address(_ place: Int) -> String { "\(subnet).\(10 + place)" }

  /// What to put before a command for it to run in namespace `place`, which is made.
  func add(_ place: Int) throws -> [String] {
    let (namespace, cable) = ("\(tag)n\(place)", "\(tag)c\(place)")
    Trace.note("netns", namespace)
    Trace.note("link", cable)
    namespaces.append(namespace)
    links.append(cable)
    try stage.run("ip", "netns", "add", namespace)
    try stage.run(
      "ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace)
    try stage.run("ip", "link", "set", cable, "master", "\(tag)b", "up")
    try stage.run(
      "ip", "-n", namespace, "address", "add", "\(address(place))/24", "dev", "eth0")
    for link in ["lo", "eth0"] { try stage.run("ip", "-n", namespace, "link", "set", link, "up") }
    return ["ip", "netns", "exec", namespace]
  }

  func pull(_ place: Int) throws { try stage.run("ip", "link", "set", "\(tag)c\(place)", "down") }

  func plug(_ place: Int) throws { try stage.run("ip", "link", "set", "\(tag)c\(place)", "up") }
}
