import Chat
import Support
import Testing
import TinyReactor
import Wire

/// What the room is told of people, as those read it who know nothing else.
struct NewsReaderTests {
  private func connect(_ house: TestRoom) throws -> TestPerson {
    let person = try #require(house.connect())
    house.clock.advance(by: .zero)
    return person
  }

  /// Everything at random: whoever reads the room knows who is who.
  @Test func `what is told always makes sense to who reads it`() throws {
    var random = SplitMix(seed: 9)
    for round in 0..<50 {
      let house = TestRoom(limits: .none)
      let watcher = house.people(1)[0]
      let reader = Reader { house.room.member(named: $0)?.id }
      var people: [TestPerson] = []
      for step in 0..<200 {
        let index = people.isEmpty ? 0 : Int.random(in: people.indices, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1: if people.count < 5 { people.append(try connect(house)) }
        case _ where people.isEmpty: break
        case 2: people.remove(at: index).lose()
        case 3..<7: people[index].type("/nick n\(Int.random(in: 0..<6, using: &random))-x\n")
        case 7..<9: people[index].type("words\n")
        default:
          house.clock.advance(by: .milliseconds(Int.random(in: 0...1_500, using: &random)))
        }
        house.turn()
        for line in watcher.readLines() {
          #expect(reader.understands(line), "round \(round), step \(step): \(line)")
        }
      }
      house.settle()
      for line in watcher.readLines() { #expect(reader.understands(line), "round \(round)") }
      let here = Set(house.room.members.map(\.name.text)).subtracting(["guest-1"])
      #expect(reader.announced.isSubset(of: here), "round \(round)")
      #expect(here.isSubset(of: reader.announced.union(reader.heard.keys)), "round \(round)")
    }
  }
}

/// Somebody who knows only what they read, but for who somebody is.
private final class Reader {
  /// By the names that they have now.
  private(set) var announced: Set<String> = []
  /// Those whom only their words have announced, who may leave without a word.
  private(set) var heard: [String: Int] = [:]
  private let id: (_ name: String) -> Int?

  init(id: @escaping (_ name: String) -> Int?) { self.id = id }

  /// False when a line contradicts what was read before.
  func understands(_ line: String) -> Bool {
    if line.hasPrefix("<") {
      let name = String(line.dropFirst().prefix { $0 != ">" })
      if !announced.contains(name) { heard[name] = id(name) }
      return true
    }
    let text = line.dropFirst(3)
    if text.hasSuffix(" joined") { return names(text.dropLast(7)).allSatisfy { came($0) } }
    if text.hasSuffix(" left") { return names(text.dropLast(5)).allSatisfy { left($0) } }
    return names(text).allSatisfy { change in
      let words = change.split(separator: " ").map(String.init)
      return words.count == 4 && left(words[0]) && announced.insert(words[3]).inserted
    }
  }

  private func came(_ name: String) -> Bool {
    let before = heard.removeValue(forKey: name)
    return announced.insert(name).inserted && (before == nil || before != id(name))
  }

  private func left(_ name: String) -> Bool {
    announced.remove(name) != nil || heard.removeValue(forKey: name) != nil
  }

  private func names(_ list: Substring) -> [String] {
    list.replacing(" and ", with: ", ").split(separator: ", ").map(String.init)
  }
}
