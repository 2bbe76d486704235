/// What people type, what their telnets send, and what proxies put before it.
extension Seeds {
  static let lines = [
    "hello everybody\n", "/nick ann\n", "/nick Ünïcødé\n", "/who\n", "/me waves\n",
    "/msg ann hi there\n", "/r hi\n", "/last 20\n", "/ignore ann\n/unignore ann\n", "/quiet\n",
    "/timestamps\n", "/banner\n", "/key word\n", "/help\n/help nick\n", "//text with a slash\n",
    "/quit\n",
    "\tindented\twith tabs\r\n", "a line that\r\nanother ends\r\0and one more\r\n",
    "漢字 かな 한글 עברית العربية हिन्दी မြန်မာ ไทย 👩‍👩‍👧 🏳️‍🌈\n", "unended",
    "\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{7}\n", "backspace\u{8}\u{8}\u{7F}x\n", "\u{15}\u{4}\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "EHLO example.org\r\n",
    "{\"level\": \"info\", \"text\": \"a line of a log\"}\n",
  ]

  /// Telnet (RFC 854): negotiation, a subnegotiation of the window's size, interrupts and erasing.
  static let telnet: [[UInt8]] = [
    [255, 251, 31, 255, 253, 1, 255, 253, 3], [255, 250, 31, 0, 80, 0, 24, 255, 240],
    [255, 253, 6], [255, 244], [255, 246], [255, 247], [255, 248], [255, 236], [255, 255],
    [255, 250, 24, 0, 88, 255, 255, 88], [255, 254, 1, 255, 252, 3], [104, 105, 255, 241, 13, 0],
  ]

  static let chatWords =
    [
      "/", "/nick ", "/msg ", "/ignore ", "/last ", "/help ", "/me ", "/nick guest-1", "/nick İvan",
      "--", "-- ann joined", "<ann>", "\r\0", "ADMIN", "a-b_c", "\u{1B}[", "\u{9B}", "\u{200C}",
      "\u{61C}", "́", "️",
    ]

  /// PROXY headers (haproxy.org/download/3.0/doc/proxy-protocol.txt).
  static let proxyHeaders: [[UInt8]] =
    [
      "PROXY TCP4 192.0.2.7 127.0.0.1 4711 1400\r\n",
      "PROXY TCP6 2001:db8::7 ::1 4711 1400\r\n",
      "PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff::1 ::1 65535 65535\r\n",
    ].map { Array($0.utf8) }
    + [
      binaryHeader(command: 0x21, family: 0x11, [192, 0, 2, 8, 127, 0, 0, 1, 18, 103, 5, 120]),
      binaryHeader(
        command: 0x21, family: 0x21,
        [32, 1, 13, 184] + [UInt8](repeating: 0, count: 11) + [7]
          + [UInt8](repeating: 0, count: 15) + [1, 18, 103, 5, 120]),
      binaryHeader(command: 0x20, family: 0x00, []),
      binaryHeader(
        command: 0x21, family: 0x11,
        [192, 0, 2, 9, 127, 0, 0, 1, 18, 103, 5, 120] + [3, 0, 4, 1, 2, 3, 4]),
    ]

  static let proxyWords = [
    "PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "::ffff:192.0.2.1", "256", "01", "65536",
  ]

  private static func binaryHeader(
    command: UInt8, family: UInt8, _ rest: [UInt8]
  ) -> [UInt8] {
    [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10, command, family, 0, UInt8(rest.count)] + rest
  }

  /// A header of somebody who is not like to be banned or to have come too often.
  static func goodHeader(_ number: UInt16) -> [UInt8] {
    Array("PROXY TCP4 198.18.\(number >> 8).\(number & 0xFF) 127.0.0.1 4711 1400\r\n".utf8)
  }
}
