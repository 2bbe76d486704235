import Dashboard
import ServiceKit
import Testing
import TinyHTTP

@Suite struct JoinCommandTests {
  @Test(arguments: [
    ("chat.example.org", "chat.example.org", nil), ("chat.example.org:23", "chat.example.org", 23),
    ("10.0.0.5:1400", "10.0.0.5", 1_400), ("[2001:db8::7]:1400", "2001:db8::7", 1_400),
    ("[::1]", "::1", nil), ("::1", "::1", nil), ("my_chat", "my_chat", nil),
  ])
  func `an address is a host, perhaps with a port`(_ text: String, _ host: String, _ port: Int?) {
    let address = JoinCommand.Address(text)
    #expect(address?.host == host && address?.port == port)
    var reader = SettingsReader(environment: ["CHAT_PUBLIC_ADDRESS": text])
    #expect(DashboardSettings(from: &reader).chatAddress == address)
    #expect(reader.problems == [])
  }

  @Test(arguments: [
    "chat:0", "chat:", "chat:99999", "chat:x", "nc chat 1400", "http://chat", "-l", "a;reboot",
    "$(reboot)", "`reboot`", "a'b", "..", "[::g]:1", "é",
  ])
  func `what is none is refused in words`(text: String) {
    #expect(JoinCommand.Address(text) == nil)
    var reader = SettingsReader(environment: ["CHAT_PUBLIC_ADDRESS": text])
    #expect(DashboardSettings(from: &reader).chatAddress == nil)
    #expect(reader.problems.count == 1)
    #expect(reader.problems.first?.contains("which is neither a host nor host:port") == true)
  }

  @Test func `a host that a shell would obey is not handed on to be pasted into one`() {
    for host in ["$(reboot).example:8000", "`x`.example", "a;b", "-e"] {
      #expect(JoinCommand(nil, orAt: host).html(reported: "1400").text.hasPrefix("nc localhost "))
    }
    #expect(JoinCommand(nil, orAt: "[::1]:8000").html(reported: "…").text.hasPrefix("nc ::1 "))
    #expect(JoinCommand(nil, orAt: nil).html(reported: "…").text.hasPrefix("nc localhost "))
  }
}
