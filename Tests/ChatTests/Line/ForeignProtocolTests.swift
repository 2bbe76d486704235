import Chat
import Testing

struct ForeignProtocolTests {
  @Test(
    arguments: [
      ("GET / HTTP/1.1", .http),
      ("POST /?x=y HTTP/1.0", .http),
      ("PRI * HTTP/2.0", .http),
      ("CONNECT example.org:443 HTTP/1.1", .http),
      ("GET http://example.org/ HTTP/1.1", .http),
      ("M-SEARCH * HTTP/1.1", .http),
      ("FOO / HTTP/1.1", .http),
      ("OPTIONS / RTSP/1.0", .rtsp),
      ("DESCRIBE rtsp://192.0.2.7/live RTSP/1.0", .rtsp),
      ("OPTIONS sip:nm SIP/2.0", .sip),
      ("OPTIONS icap://icap.example.org/reqmod ICAP/1.0", .icap),
      ("EHLO mail.example.org", .smtp),
      ("ehlo x", .smtp),
      ("LHLO localhost", .smtp),
      ("HELO mail.example.org", .smtp),
      ("HELO [192.0.2.7]", .smtp),
      ("HELO localhost", .smtp),
      ("CAP LS 302", .irc),
      ("CAP LS", .irc),
    ] as [(String, ForeignProtocol)])
  func `a machine is known by its first line`(line: String, kind: ForeignProtocol) {
    #expect(ForeignProtocol(firstLine: Array(line.utf8)) == kind)
  }

  @Test(arguments: [
    "", "hello", "HELO", "HELO everybody", "HELO world.", "helo ann", "HELLO mail.example.org",
    "EHLO", "EHLO all of you", "POST your pictures here", "GET / is answered in HTTP/1.1",
    "I like HTTP/1.1", "get / HTTP/1.1", "GET /etc/passwd", "PING", "ping", "INFO", "QUIT",
    "*1", "* waves", "CAP", "CAP or hat?", "USER error", "NICK ann", "/nick ann",
    "SSH does not work", "OPTIONS are good", "Привет HTTP/1.1",
  ])
  func `a person is not taken for a machine`(line: String) {
    #expect(ForeignProtocol(firstLine: Array(line.utf8)) == nil)
    var opening = Opening()
    #expect(opening.add(Array("\(line)\n".utf8).span) == nil)
    #expect(opening.add(Array("and so on\n".utf8).span) == nil)
  }

  @Test func `of a request too long to see its end the beginning is enough`() {
    let long = Array("GET /\(String(repeating: "a", count: 8_187))".utf8)
    #expect(ForeignProtocol(firstLine: long, isWhole: false) == .http)
    #expect(ForeignProtocol(firstLine: long) == nil)
    let talk = Array("I have /so much to say".utf8)
    #expect(ForeignProtocol(firstLine: talk, isWhole: false) == nil)
  }

  @Test(
    arguments: [
      (.ssh, Array("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n".utf8)),
      (.ssh, Array("SSH-1.99-x\n".utf8)),
      (.tls, [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3]),
      (.redis, Array("*1\r\n$4\r\nPING\r\n".utf8)),
      (.redis, Array("*12\r\n$4\r\nMSET\r\n".utf8)),
      (.proxy, Array("PROXY TCP4 192.0.2.1 192.0.2.2 4711 1400\r\n".utf8)),
      (.proxy, Array("PROXY UNKNOWN\r\n".utf8)),
      (.proxy, Array("\r\n\r\n\0\r\nQUIT\n!".utf8)),
      (.socks, [4, 1, 0, 80, 192, 0, 2, 1, 0]),
      (.socks, [5, 1, 0]),
      (.socks, [5, 2, 0, 1]),
      (.rdp, [3, 0, 0, 19, 14, 0xE0, 0, 0, 0, 0, 0]),
      (.rtmp, [3, 0x12, 0x34, 0x56, 0x78, 0, 0, 0, 0, 7, 7]),
      (.smb, [0, 0, 0, 0x54, 0xFF] + Array("SMBr".utf8)),
      (.smb, [0, 0, 0, 0x54, 0xFE] + Array("SMB@".utf8)),
      (.postgres, [0, 0, 0, 8, 4, 0xD2, 0x16, 0x2F]),
      (.postgres, [0, 0, 0, 0x29, 0, 3, 0, 0] + Array("user\0".utf8)),
      (.x11, [0x6C, 0, 11, 0, 0, 0]),
      (.mqtt, [0x10, 0x10, 0, 4] + Array("MQTT".utf8)),
      (.amqp, Array("AMQP\0\0\u{9}\u{1}".utf8)),
      (.ldap, [0x30, 12, 2, 1, 1, 0x60, 7]),
      (.tds, [0x12, 1, 0, 0x34, 0, 0, 0, 0]),
      (.oracle, [0, 0x5A, 0, 0, 1, 0, 0, 0, 1, 0x36]),
      (.dns, [0, 0x1E, 0, 6, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
      (.mongodb, [0x41, 0, 0, 0, 0x3A, 0x30, 0, 0, 0, 0, 0, 0, 0xD4, 7, 0, 0]),
      (.git, Array("0032git-upload-pack /x.git\0host=y\0".utf8)),
      (.rmi, Array("JRMI\0\u{2}K".utf8)),
      (.adb, Array("CNXN\0\0\0\u{1}".utf8)),
      (.bittorrent, Array("\u{13}BitTorrent protocol".utf8)),
    ] as [(ForeignProtocol, [UInt8])])
  func `a machine is known by its first bytes, wherever the packets are cut`(
    kind: ForeignProtocol, bytes: [UInt8]
  ) {
    for cut in 0...bytes.count {
      var opening = Opening()
      let first = opening.add(Array(bytes[..<cut]).span)
      #expect((first ?? opening.add(Array(bytes[cut...]).span)) == kind, "\(cut)")
    }
  }

  @Test func `only the beginning of a connection is looked at`() {
    var opening = Opening()
    #expect(opening.add(Array("hi\n".utf8).span) == nil)
    #expect(opening.add(Array("SSH-2.0-x\n".utf8).span) == nil)
  }
}
