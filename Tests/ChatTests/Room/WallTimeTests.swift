import Chat
import Testing
import TinyReactor

struct WallTimeTests {
  @Test func `people read it to the minute`() {
    #expect(WallTime(seconds: 1_709_251_199).words == "2024-02-29 23:59 UTC")
  }
}
