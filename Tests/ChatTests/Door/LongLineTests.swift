import Chat
import Testing
import TinyReactor
import Wire

/// Lines that are longer than one line may be.
struct LongLineTests {
  @Test func `a long line is said in parts, together, and each counts as a line`() {
    let house = TestRoom()
    let people = house.people(3)
    let words = (1...400).map { "w\($0)" }.joined(separator: " ")
    people[0].type("\(words)\n")
    people[1].type("between?\n")
    house.turn()
    let heard = people[2].readLines()
    #expect(heard.count == 3)
    #expect(heard[0].hasPrefix("<guest-1> w1 w2 ") && heard[0].hasSuffix(" …"))
    #expect(heard[1].hasPrefix("<guest-1> … w") && heard[1].hasSuffix(" w400"))
    #expect(heard[2] == "<guest-2> between?")
    people[0].type((1...9).map { "\($0)\n" }.joined())
    house.turn()
    #expect(people[2].readLines() == (1...8).map { "<guest-1> \($0)" }, "two of ten were taken")
  }

  @Test func `what is done and told alone is said in parts as well`() {
    let house = TestRoom()
    let people = house.people(2)
    let long = String(repeating: "x", count: 1_500)
    people[0].type("/me \(long)\n/msg guest-2 \(long)\n")
    house.turn()
    let beginnings = people[1].readLines().map { $0.prefix { $0 != "x" } }
    #expect(
      beginnings == ["* guest-1 ", "* guest-1 …", "(guest-1 to you) ", "(guest-1 to you) …"])
    let echoes = people[0].readLines().map { $0.prefix { $0 != "x" } }
    #expect(echoes == ["(you to guest-2) ", "(you to guest-2) …"])
  }

  @Test func `of a line beyond all bounds the beginning is said, and the rest told and skipped`() {
    let house = TestRoom(limits: .none)
    let people = house.people(2)
    people[0].type("hello\n")
    for _ in 0..<50 { people[0].type(String(repeating: "x", count: 1_000)) }
    people[0].type("\nstill here\n")
    house.turn()
    #expect(
      people[0].readLines() == [
        "-- a line holds 8192 bytes; the last 41808 of yours were not said"
      ])
    let heard = people[1].readLines()
    #expect(heard.first == "<guest-1> hello" && heard.last == "<guest-1> still here")
    #expect(heard.joined().count { $0 == "x" } == 8_192)
    #expect(heard.allSatisfy { $0.utf8.count <= "<guest-1> ".utf8.count + Limits.lineBytesMax })
  }

  @Test func `a line that grows beyond all bounds when it is cleaned is cut as well`() {
    let house = TestRoom()
    let people = house.people(2)
    people[0].type(String(repeating: "x\t", count: 4_000) + "\n")
    house.turn()
    #expect(
      people[0].readLines() == [
        "-- a line holds 8192 bytes; the last 23801 of yours were not said"
      ])
    #expect(people[1].readLines().joined().count { $0 == "x" } == 1_024)
  }
}
