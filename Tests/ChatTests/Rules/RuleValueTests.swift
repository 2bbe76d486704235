import Chat
import RoomLog
import Testing
import TinyReactor
import Wire

/// The rules as values, without a room.
struct RuleValueTests {
  @Test(arguments: [
    (RoomRules(), [], false),
    (
      RoomRules(slowSeconds: 10), ["slow mode: one line in 10 seconds each"], true
    ),
    (RoomRules(slowSeconds: 1), ["slow mode: one line in 1 second each"], true),
    (RoomRules(slowSeconds: -5), [], false),
    (RoomRules(slowSeconds: 999_999), ["slow mode: one line in 3600 seconds each"], true),
    (
      RoomRules(slowSeconds: 2, voicedOnly: true),
      [
        "only those with voice may talk; the others can read",
        "slow mode: one line in 2 seconds each",
      ], true
    ),
  ])
  func `rules are read within their limits, and told`(
    rules: RoomRules, words: [String], isRestricting: Bool
  ) {
    #expect(TalkRules(rules).words == words)
    #expect(TalkRules(rules).isRestricting == isRestricting)
    #expect(TalkRules(rules).news(after: TalkRules(rules)) == [])
    #expect(TalkRules(rules).news(after: TalkRules()) == words)
  }

  @Test func `an older API has no rules, and what ends is told`() {
    #expect(TalkRules() == TalkRules(RoomRules()))
    #expect(
      TalkRules().news(after: TalkRules(RoomRules(slowSeconds: 3, voicedOnly: true)))
        == ["everybody may talk again", "slow mode is off"])
  }

  /// Lines at these seconds, and how long those that are refused have to wait.
  @Test(
    arguments: [
      (0, [0, 0, 1], [nil, nil, nil]),
      (10, [0, 1, 9, 10, 11, 20], [nil, 9, 1, nil, 9, nil]),
      (10, [5, 30, 39], [nil, nil, 1]),
    ] as [(Int, [Int], [Int?])])
  func `slow mode lets a line through in so many seconds, and no refused one moves that`(
    pause: Int, times: [Int], waits: [Int?]
  ) {
    let rules = TalkRules(RoomRules(slowSeconds: pause))
    var standing = TalkStanding()
    let verdicts = times.map { standing.judge(rules, at: .seconds($0)) }
    #expect(verdicts == waits.map { $0.map { .tooEarly(wait: .seconds($0)) } ?? .said })
  }

  @Test func `another pause holds at once, for the line that was said as well`() {
    var standing = TalkStanding()
    #expect(standing.judge(TalkRules(RoomRules(slowSeconds: 3_600)), at: .zero) == .said)
    let rules = TalkRules(RoomRules(slowSeconds: 5))
    #expect(standing.judge(rules, at: .seconds(4)) == .tooEarly(wait: .seconds(1)))
    #expect(standing.judge(rules, at: .seconds(5)) == .said)
  }

  @Test func `who has no voice is reminded now and then, and voice is no way around slow mode`() {
    let rules = TalkRules(RoomRules(slowSeconds: 5, voicedOnly: true))
    var standing = TalkStanding()
    let verdicts = [0, 1, 9, 10, 11].map { standing.judge(rules, at: .seconds($0)) }
    #expect(verdicts == [true, false, false, true, false].map { .voiceless(isNews: $0) })
    standing.isVoiced = true
    #expect(standing.judge(rules, at: .seconds(12)) == .said)
    #expect(standing.judge(rules, at: .seconds(13)) == .tooEarly(wait: .seconds(4)))
  }

  @Test(arguments: [
    ("owl!", "owl!", true), ("owl!", "owl", false), ("owl!", "owl!!", false), ("owl!", "", false),
    ("owl!", "OWL!", false), ("caf\u{E9}", "cafe\u{301}", true), ("owl!", "owl!owl!", false),
  ])
  func `the word is compared as it is typed`(word: String, guess: String, isRight: Bool) throws {
    #expect(try #require(DoorKey(word)).matches(guess) == isRight)
    #expect(DoorKey("") == nil, "no word would let everybody in")
  }

  @Test func `an address has twenty wrong words, and gets one back each ten seconds`() {
    var tries = NetworkTries(KeyEntrance.triesRate)
    for _ in 0..<20 {
      #expect(tries.wait(from: "a", at: .zero) == .zero)
      tries.take(from: "a", at: .zero)
    }
    #expect(tries.wait(from: "a", at: .zero) == .seconds(10))
    #expect(tries.wait(from: "b", at: .zero) == .zero)
    #expect(tries.wait(from: "a", at: .seconds(10)) == .zero)
  }

  @Test func `however many addresses guess, only so many are remembered, the latest among them`() {
    var tries = NetworkTries(KeyEntrance.triesRate)
    for number in 0...NetworkTries.networksMax {
      for _ in 0..<20 { tries.take(from: "\(number)", at: .zero) }
    }
    #expect(tries.wait(from: "0", at: .zero) == .zero)
    #expect(tries.wait(from: "\(NetworkTries.networksMax)", at: .zero) == .seconds(10))
  }

  @Test(arguments: [
    ("ann", "net", 59, true), ("ann", "net", 60, false), ("ann", "other", 1, false),
    ("ben", "net", 1, false), ("Ann", "net", 1, false),
  ])
  func `a voice is kept with its name, for its address, and as long as that`(
    name: String, network: String, seconds: Int, isKept: Bool
  ) throws {
    var voices = KeptVoices(timeMax: .seconds(60))
    voices.add(try Nickname(chosen: "ann"), network: "net", left: .zero)
    let name = try Nickname(chosen: name)
    let results = (0...1).map { _ in
      voices.takeBack(name, network: network, at: .seconds(seconds))
    }
    #expect(results == [isKept, false], "once")
  }

  @Test func `kept voices are told to a server that starts, as it reads them`() throws {
    var voices = KeptVoices(timeMax: .seconds(60))
    voices.add(try Nickname(chosen: "old"), network: "x", left: .zero)
    voices.add(try Nickname(chosen: "ann"), network: "net", left: .seconds(50))
    let records = voices.records(at: .seconds(70))
    #expect(records.map(\.name) == ["ann"])
    let note = PersonNote(network: "net", isVoiced: true, keepsName: true, age: 20)
    #expect(PersonNote(records[0].text) == note)
    #expect(PersonNote("net=a voiced newer kept").isVoiced, "what is not known is left alone")
  }

  @Test(
    arguments: [
      (nil, nil, Rate(burst: 10, perSecond: 4)), (2, nil, Rate(burst: 10, perSecond: 2)),
      (nil, 3, Rate(burst: 3, perSecond: 4)), (2, 3, Rate(burst: 3, perSecond: 2)), (0, nil, nil),
      (nil, 0, nil), (-1, nil, nil),
    ] as [(Int?, Int?, Rate?)])
  func `talk is limited by what is set, else by the settings`(
    rate: Int?, burst: Int?, talk: Rate?
  ) {
    let wanted = RoomLimits(talkRate: rate, talkBurst: burst)
    #expect(ChatLimits().replaced(by: wanted).talk == talk)
  }

  @Test(
    arguments: [
      (nil, 100), (50, 50), (0, 100), (5_000, 100),
    ] as [(Int?, Int)])
  func `no more connections than descriptors, whatever is set`(wanted: Int?, connections: Int) {
    var limits = ChatLimits()
    _ = limits.fit(descriptorsMax: 100 + ChatLimits.descriptorsReserved)
    let set = limits.replaced(by: RoomLimits(connectionsMax: wanted))
    #expect(set.connectionsMax == connections)
    #expect(set.connectionsPerAddress == limits.connectionsPerAddress)
    #expect(limits.replaced(by: RoomLimits()) == limits)
  }
}
