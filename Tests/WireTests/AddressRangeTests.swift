import Testing
import Wire

@Suite struct `Ranges of addresses` {
  @Test(arguments: [
    ("192.0.2.7", "192.0.2.7"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
    ("192.0.2.7/32", "192.0.2.7"), ("192.0.2.0/24", "192.0.2.0/24"), ("0.0.0.0/0", "0.0.0.0/0"),
    ("128.0.0.0/1", "128.0.0.0/1"), ("::", "::"), ("::/0", "::/0"), ("::1", "::1"),
    ("1::", "1::"), ("2001:DB8::1/128", "2001:db8::1"), ("2001:db8::/32", "2001:db8::/32"),
    ("2001:0db8:0:0:0:0:0:1", "2001:db8::1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
    ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("0:0:1::", "0:0:1::"),
    ("fe80::1:2", "fe80::1:2"), ("64:ff9b::192.0.2.7", "64:ff9b::c000:207"),
    (
      "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128",
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    ),
    ("::ffff:192.0.2.7", "192.0.2.7"), ("::FFFF:c000:207", "192.0.2.7"),
    ("::ffff:192.0.2.0/120", "192.0.2.0/24"), ("::ffff:0:0/96", "0.0.0.0/0"),
  ])
  func `each has one way of being written`(text: String, written: String) throws {
    #expect(try AddressRange(text).description == written)
    #expect(try AddressRange(written) == AddressRange(text))
  }

  @Test(arguments: [
    ("192.0.2.7", "192.0.2.7", "192.0.2.0/24"),
    ("2001:db8:1:2:3::4", "2001:db8:1:2::/64", "2001:d00::/24"),
    ("2001:db8::/32", "2001:db8::/32", "2001:d00::/24"), ("10.0.0.0/8", "10.0.0.0/8", "10.0.0.0/8"),
    ("::1", "::/64", "::/24"),
  ])
  func `it is of a subscriber, and of a network`(
    text: String, subscriber: String, network: String
  ) throws {
    let range = try AddressRange(text)
    #expect(range.subscriber.description == subscriber)
    #expect(range.network(prefixBits: 24).description == network)
  }

  @Test(arguments: [
    "", " ", "x", "localhost", "192.0.2", "192.0.2.", ".192.0.2", "192.0.2.7.1", "192.0.2.256",
    "192.0.02.7", "192.0.2.0x7", "192.0.2.+7", "192.0.2.7 ", " 192.0.2.7", "192.0.2.7\n",
    "192.0.2.7:1400", "3221226000", "192.0.2.٧", "/24", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
    "1::2:3:4:5:6:7:8", "1::2::3", ":::", "::::", ":1", "1:", ":1::", "1:::2", "12345::", "g::",
    "+1::", "[::1]", "fe80::1%eth0", "1.2.3.4::", "::1.2.3.4:5", "::1.2.3", "::ffff:1.2.3.04",
    "1:2:3:4:5:6:7:1.2.3.4", "::f\u{301}", ":\u{301}:1", "192.0.2.7\u{0}",
    String(repeating: "1", count: 100_000), String(repeating: ":", count: 100_000),
  ])
  func `what is no address is refused`(text: String) {
    #expect(throws: AddressRangeProblem.noAddress(text)) { try AddressRange(text) }
  }

  @Test(arguments: ["", "33", "-1", "+8", "08", "8/8", "a", " 8", "8 ", "255.0.0.0", "999", "٨"])
  func `what is no prefix is refused`(prefix: String) {
    let text = "10.0.0.0/" + prefix
    #expect(throws: AddressRangeProblem.badPrefix(text, bitsMax: 32)) { try AddressRange(text) }
  }

  @Test(arguments: [
    ("192.0.2.7/24", "192.0.2.0/24", "192.0.2.7"), ("192.0.2.1/31", "192.0.2.0/31", "192.0.2.1"),
    ("192.0.2.7/0", "0.0.0.0/0", "192.0.2.7"), ("2001:db8::1/64", "2001:db8::/64", "2001:db8::1"),
    ("::ffff:192.0.2.7/120", "192.0.2.0/24", "192.0.2.7"),
    ("::ffff:0:0/90", "::ffc0:0:0/90", "::ffff:0:0"),
  ])
  func `bits after the prefix are refused, and both meanings named`(
    text: String, range: String, address: String
  ) {
    let problem = #expect(throws: AddressRangeProblem.self) { try AddressRange(text) }
    #expect(problem == .bitsAfterPrefix(text, range: range, address: address))
    #expect(problem?.description.contains("write \(range) for the range or \(address) ") == true)
  }

  @Test(arguments: [
    ("192.0.2.0/24", "192.0.2.7", true), ("192.0.2.0/24", "192.0.3.7", false),
    ("192.0.2.0/24", "192.0.2.128/25", true), ("192.0.2.128/25", "192.0.2.0/24", false),
    ("0.0.0.0/0", "255.255.255.255", true), ("0.0.0.0/0", "::1", false),
    ("::/0", "ffff::", true), ("::/0", "192.0.2.7", false), ("::/0", "::ffff:192.0.2.7", false),
    ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
    ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
  ])
  func `a range knows what is in it`(range: String, other: String, isInside: Bool) throws {
    let (range, other) = (try AddressRange(range), try AddressRange(other))
    #expect(range.contains(other) == isInside)
    #expect(range.overlaps(other) == (isInside || other.contains(range)))
    #expect(range.overlaps(other) == other.overlaps(range))
  }
}
