import Dashboard
import Testing

@Suite struct RangeWordsTests {
  @Test(
    arguments: [
      ("192.0.2.7", "192.0.2.0/24"), ("::ffff:192.0.2.7", "192.0.2.0/24"),
      ("2001:db8::1", "2001:db8::/64"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
      ("192.0.2.0/24", nil), ("not an address", nil), ("", nil), ("192.0.2", nil),
    ] as [(String, String?)])
  func `an address has a neighbourhood, a range is one`(address: String, network: String?) {
    #expect(RangeWords.neighbourhood(of: address) == network)
  }

  @Test(
    arguments: [
      ("192.0.2.7", nil), ("192.0.2.0/24", "That is 256 addresses."),
      ("1.0.0.0/8", "That is 16,777,216 addresses."), ("2001:db8::/32", nil),
      ("10.1.2.3", "private network"), ("172.16.0.0/16", "private network"),
      ("192.168.0.0/24", "private network"), ("fd00::1", "private network"), ("172.32.0.1", nil),
      ("nonsense", nil),
    ] as [(String, String?)])
  func `what one should think of first is said`(range: String, words: String?) {
    let caution = RangeWords.caution(range)
    if let words {
      #expect(caution?.contains(words) == true)
    } else {
      #expect(caution == nil)
    }
  }
}
