import Support
import Testing
import TinyReactor

// MARK: - The header (rule 28, `haproxy:`)

@Test(arguments: GoodProxyHeader.all)
func `a header is read, and not before its last byte is there`(_ good: GoodProxyHeader) throws {
  for end in 0..<good.header.count {
    #expect(try ProxyHeader.parse(Array(good.header[..<end])) == nil, "cut at \(end)")
  }
  for extra in [[], bytes("hello\r\n"), good.header] {
    let header = try #require(try ProxyHeader.parse(good.header + extra))
    #expect(header.byteCount == good.header.count)
    #expect(header.client?.description == good.client)
    #expect(header.isLocal == good.isLocal)
  }
}

@Test(arguments: [
  "GET / HTTP/1.1\r\n", "proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n", "PROXY\r\n", " PROXY TCP4\r\n",
  "PROXY \r\n", "PROXY TCP4\r\n", "PROXY TCP5 1.2.3.4 1.2.3.4 1 1\r\n",
  "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n",
  "PROXY TCP4  1.2.3.4 1.2.3.4 1 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 \r\n",
  "PROXY\tTCP4 1.2.3.4 1.2.3.4 1 1\r\n", "PROXY TCP4 01.2.3.4 1.2.3.4 1 1\r\n",
  "PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n", "PROXY TCP4 0x7f.0.0.1 1.2.3.4 1 1\r\n",
  "PROXY TCP4 localhost 1.2.3.4 1 1\r\n", "PROXY TCP4 ::1 ::1 1 1\r\n",
  "PROXY TCP6 1.2.3.4 1.2.3.4 1 1\r\n", "PROXY TCP6 fe80::1%lo ::1 1 1\r\n",
  "PROXY TCP4 1.2.3.4 300.2.3.4 1 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n",
  "PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 +1\r\n",
  "PROXY TCP4 1.2.3.4\0.evil 1.2.3.4 1 1\r\n", "PROXY UNKNOWNX\r\n",
  "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\r\n",
])
func `a header of version 1 that is not one to the letter is refused`(_ text: String) {
  #expect(throws: ProxyHeaderError.self) { try ProxyHeader.parse(bytes(text)) }
}

@Test(arguments: [
  binary(0x11, 0x11, four), binary(0x31, 0x11, four), binary(0x22, 0x11, four),
  binary(0x21, 0x12, four), binary(0x21, 0x22, six), binary(0x21, 0x41, four),
  binary(0x21, 0x01, four), binary(0x21, 0x11, Array(four.dropLast())), binary(0x21, 0x11, []),
  binary(0x21, 0x21, four), [13, 10, 13, 11], [0],
])
func `a header of version 2 that is not one to the bit is refused`(_ header: [UInt8]) {
  #expect(throws: ProxyHeaderError.self) { try ProxyHeader.parse(header) }
}

@Test func `a header is bounded, and refused as soon as it says that it is longer`() {
  let endless = bytes("PROXY UNKNOWN " + String(repeating: "x", count: 93))
  #expect(throws: ProxyHeaderError.tooLong) { try ProxyHeader.parse(endless) }
  let huge = signature + [0x21, 0x11, 0xFF, 0xFF]
  #expect(throws: ProxyHeaderError.tooLong) { try ProxyHeader.parse(huge) }
}

@Test(arguments: [
  ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false),
  ("10.1.2.3/8", "10.9.9.9", true), ("0.0.0.0/0", "203.0.113.9", true),
  ("0.0.0.0/0", "::1", false), ("::/0", "203.0.113.9", false), ("fd00::/8", "fd12::1", true),
  ("fd00::/8", "fe80::1", false), ("2001:db8::/65", "2001:db8::1", true),
  ("2001:db8::/65", "2001:db8:0:0:8000::", false), ("192.0.2.1", "192.0.2.1", true),
  ("192.0.2.1", "192.0.2.2", false), ("10.0.0.0/8,192.0.2.1", "192.0.2.1", true),
  ("2001:db8::1", "2001:db8::1", true), ("2001:db8::1/128", "2001:db8::2", false),
])
func `a proxy is trusted by address or by network`(_ list: String, _ peer: String, _ trusts: Bool)
  throws
{
  let proxies = try TrustedProxies(list)
  #expect(try proxies.trusts(#require(SocketAddress(host: peer, port: 9))) == trusts)
}
