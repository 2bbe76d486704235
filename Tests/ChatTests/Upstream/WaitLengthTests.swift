import Chat
import Testing
import TinyReactor

struct WaitLengthTests {
  /// What a question comes to, in milliseconds: nil is an answer.
  private static let stories: [(note: String, ends: [Int?], seconds: Int)] = [
    ("all is well", [nil, nil], 25),
    ("an API that is started again", [7_000], 25),
    ("one that is started now and then", [7_000, nil, 7_000, nil, 7_100], 25),
    ("or at odd times", [7_000, 12_000, 3_000, 20_000], 25),
    ("a refusal at once says nothing about waits", [3, 2, 5, 1, 1_000], 25),
    ("a proxy that cuts at 5 s", [5_003, 5_001], 4),
    ("and what is known stays", [5_003, 5_001, nil, nil], 4),
    ("one that cuts at 20 s", [20_000, 20_000], 12),
    ("a client that asks twice by itself", [10_000, 10_000], 9),
    ("and once more", [10_000, 10_000, 10_001, 10_001], 4),
    ("one that cuts at 2 s", [2_000, 2_000], 1),
    ("never less than the least", [2_000, 2_000, 1_500, 1_500, 1_200], 1),
  ]

  @Test(arguments: stories)
  func `two cuts after the same time make it shorter, and nothing else does`(
    _ note: String, _ ends: [Int?], _ seconds: Int
  ) {
    var length = WaitLength(seconds: 25, secondsMin: 1)
    for end in ends {
      guard let end else {
        length.answered()
        continue
      }
      _ = length.failed(after: .milliseconds(end))
    }
    #expect(length.seconds == seconds)
  }
}
