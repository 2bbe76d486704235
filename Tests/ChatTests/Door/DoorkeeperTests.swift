import Chat
import Testing
import TinyReactor
import Wire

struct DoorkeeperTests {
  private let noon = WallTime(seconds: 43_200)

  @Test func `newcomers from one address are few in a while, loopback and 0 excepted`() throws {
    let peer = try #require(SocketAddress(host: "192.0.2.1", port: 1))
    var door = Doorkeeper(connectionsMax: 10_000, perAddressMax: 16)
    for _ in 0..<32 {
      #expect(door.admit(peer, at: .zero, time: noon) == nil)
      door.hangUp()
      door.leave(peer, at: .zero)
    }
    #expect(
      door.admit(peer, at: .zero, time: noon) == .tooOftenFromAddress(wait: .milliseconds(18_750)))
    #expect(door.admit(peer, at: .seconds(19), time: noon) == nil)

    let local = try #require(SocketAddress(host: "::1", port: 1))
    for _ in 0..<100 { #expect(door.admit(local, at: .zero, time: noon) == nil) }
    var open = Doorkeeper(connectionsMax: 10_000, perAddressMax: 0)
    for _ in 0..<100 { #expect(open.admit(peer, at: .zero, time: noon) == nil) }
  }

  @Test func `who has hung up and is still heard counts for the address, and not in all`() throws {
    let peers = try (1...3).map { try #require(SocketAddress(host: "192.0.2.\($0)", port: 1)) }
    var door = Doorkeeper(connectionsMax: 2, perAddressMax: 1)
    for peer in peers.prefix(2) { #expect(door.admit(peer, at: .zero, time: noon) == nil) }
    #expect(door.admit(peers[2], at: .zero, time: noon) == .full)
    door.hangUp()
    #expect(door.admit(peers[2], at: .zero, time: noon) == nil)
    door.hangUp()
    #expect(door.admit(peers[0], at: .zero, time: noon) == .tooManyFromAddress(max: 1))
    door.leave(peers[0], at: .zero)
    #expect(door.admit(peers[0], at: .zero, time: noon) == nil)
  }

  @Test(arguments: [
    (10_000, 20_000, 10_000, false), (10_000, 10_064, 10_000, false), (10_000, 1_024, 960, true),
    (0, 1_024, 960, false), (10, 64, 1, true), (0, 10, 1, false),
  ])
  func `no more people than descriptors, less those for the rest`(
    _ wanted: Int, _ descriptors: Int, _ most: Int, _ isLess: Bool
  ) {
    var limits = ChatLimits()
    limits.connectionsMax = wanted
    let wasLess = limits.fit(descriptorsMax: descriptors)
    #expect(wasLess == isLess)
    #expect(limits.connectionsMax == most)
  }

  @Test(arguments: [
    ("192.0.2.7", "192.0.2.7"),
    ("::ffff:192.0.2.7", "192.0.2.7"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("2001:db8::1", "2001:db8::/64"),
    ("2001:db8:1:2::", "2001:db8:1:2::/64"),
    ("::1", "::/64"),
  ])
  func `an IPv6 address counts as its network`(host: String, network: String) throws {
    let peer = try #require(SocketAddress(host: host, port: 1))
    #expect(peer.network == network)
  }

  @Test func `whoever has the same network is known by the bits of the address`() throws {
    let hosts = [
      "192.0.2.7", "::ffff:192.0.2.7", "192.0.2.8", "127.0.0.1", "2001:db8:1:2:3:4:5:6",
      "2001:db8:1:2::",
      "2001:db8:1:3::", "::1", "::c000:207", "::",
    ]
    let peers = try hosts.map { try #require(SocketAddress(host: $0, port: 1)) }
    for one in peers {
      for other in peers {
        let isSame = one.network == other.network
        #expect(one.sharesNetwork(with: other) == isSame, "\(one.host) and \(other.host)")
      }
    }
  }
}
