import Chat
import Glibc
import Support
import Testing
import TinyReactor
import Wire

/// A working day in a room of 50, in seconds: people come, talk, whisper, rename, choose, flood and go,
/// and some of them end up badly.
struct DayTests {
  @Test func `in a day no line is lost, doubled or out of a sender's order`() {
    let day = Day(seed: 1)
    day.run(hours: 8)
    #expect(day.problems == [])
    #expect(day.linesSaid > 10_000)
    #expect(day.visits > 300)
    #expect(day.most == 50)
    day.goHome()
    #expect(day.problems == [])
    #expect(day.house.room.members.isEmpty)
    #expect(day.transportsHeld == 0, "nobody who has left is held on to")
    #expect(!day.house.clock.hasPendingCalls, "an empty room wakes nobody")
  }

  /// In a process of its own, where no other test allocates.
  @Test(.disabled(if: isSanitized)) func `after a day memory ends where it began`() async {
    await #expect(processExitsWith: .success) {
      let day = Day(seed: 2)
      day.run(hours: 2)
      day.goHome()
      let before = residentBytes()
      day.run(hours: 8)
      day.goHome()
      let grown = residentBytes() - before
      precondition(day.problems.isEmpty && grown <= Day.growthBytesMax, "\(grown) \(day.problems)")
    }
  }
}

/// Drives the room at random, and checks what everybody reads against what was said while they were
/// there.
private final class Day {
  /// What the allocator may do with a day's worth of different sizes. Ten bytes kept of each line
  /// that somebody got would be more.
  static let growthBytesMax = 1_048_576
  private static let peopleMax = 50

  let house = TestRoom()
  private(set) var problems: [String] = []
  private(set) var visits = 0
  /// The most people that were there at once.
  private(set) var most = 0
  var linesSaid: Int { house.room.linesSaid }

  private final class Watch {
    weak var transport: MemoryTransport?
    init(_ transport: MemoryTransport) { self.transport = transport }
  }

  private var watched: [Watch] = []
  var transportsHeld: Int { watched.count { $0.transport != nil } }

  private var random: SplitMix
  private var people: [Visitor] = []

  /// Somebody, and what they have heard.
  private final class Visitor {
    let number: Int
    let person: TestPerson
    var said = 0
    /// The next line expected of each talker.
    var heard: [Int: Int] = [:]
    var isChoosy = false

    init(_ number: Int, _ person: TestPerson) {
      self.number = number
      self.person = person
    }
  }

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  func run(hours: Int) {
    let end = house.clock.now + .seconds(hours * 3_600)
    while house.clock.now < end, problems.count < 10 {
      step()
      house.clock.advance(by: .milliseconds(Int.random(in: 0...4_000, using: &random)))
      for visitor in people { read(visitor) }
    }
  }

  /// Everybody leaves, and what is kept of them for a while is forgotten.
  func goHome() {
    while !people.isEmpty { leave(people.count - 1) }
    house.clock.advance(by: .seconds(3_600))
  }

  private func step() {
    guard people.count > 1 else { return arrive() }
    let index = Int.random(in: people.indices, using: &random)
    let visitor = people[index]
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<4: if people.count < Self.peopleMax { arrive() }
    case 4..<6: leave(index)
    case 6: visitor.person.type("/nick p\(visitor.number)-\(visitor.said)\n")
    case 7: choose(visitor)
    case 8: visitor.person.type("/msg p\(visitor.number) psst\n/who\n/last 100\n/help\n")
    case 9: for _ in 0..<25 { say(visitor) }
    case 10: moderate(visitor)
    case 11: visitor.person.type("/me \(String(repeating: "x", count: 2_000))\n")
    default: say(visitor)
    }
  }

  private func arrive() {
    visits += 1
    guard let person = house.connect(from: "10.0.\(visits / 250 % 250).\(visits % 250)") else {
      return
    }
    watched.append(Watch(person.transport))
    let visitor = Visitor(visits, person)
    // Whatever was said before is past, or on its way to others.
    for other in people { visitor.heard[other.number] = -1 }
    people.append(visitor)
    most = max(most, people.count)
  }

  private func leave(_ index: Int) {
    let visitor = people.remove(at: index)
    let isAbrupt = Bool.random(using: &random)
    if isAbrupt { visitor.person.lose() } else { visitor.person.endInput() }
    // What it said too fast is said before it leaves.
    while isAbrupt ? !house.room.leaving.isEmpty : !visitor.person.transport.isClosing {
      house.clock.advance(by: .seconds(1))
    }
    house.clock.advance(by: .seconds(1))
    for other in people {
      read(other)
      let next = other.heard[visitor.number, default: 1]
      if !other.isChoosy, next > 0, next != visitor.said + 1 {
        problems.append("\(other.number) missed the last lines of \(visitor.number)")
      }
      other.heard[visitor.number] = nil
    }
    if !isAbrupt { visitor.person.lose() }
  }

  private func choose(_ visitor: Visitor) {
    visitor.isChoosy = true
    let choices = ["/quiet", "/timestamps", "/ignore guest-1", "/unignore guest-1"]
    visitor.person.type("\(choices[Int.random(in: 0..<4, using: &random)])\n")
  }

  private func moderate(_ visitor: Visitor) {
    guard let member = house.room.members.last else { return }
    for action in [Order.Action.mute, .unmute, .announce] {
      house.factory.carryOut(
        Order(action: action, member: member.id, name: member.name.text, text: "tea"))
    }
  }

  private func say(_ visitor: Visitor) {
    visitor.said += 1
    visitor.person.type("#\(visitor.number) \(visitor.said)\n")
  }

  /// Each talker's lines have to come one after the other, from the first one after joining.
  private func read(_ visitor: Visitor) {
    for line in visitor.person.readLines() where line.hasPrefix("<") {
      let words = line.split(separator: " ")
      guard words.count == 3, let talker = Int(words[1].dropFirst()), let number = Int(words[2])
      else {
        problems.append("not a line of ours: \(line)")
        continue
      }
      if visitor.isChoosy { continue }  // OptionTests know what those see
      let expected = visitor.heard[talker, default: 1]
      if expected > 0, number != expected {
        problems.append("\(visitor.number) expected \(expected) and read \(line)")
      }
      visitor.heard[talker] = number + 1
    }
  }
}

/// Memory of this process that is in use.
private func residentBytes() -> Int {
  let file = open("/proc/self/statm", O_RDONLY)
  defer { close(file) }
  var text = [UInt8](repeating: 0, count: 128)
  let count = max(0, read(file, &text, text.count))
  let columns = String(decoding: text[..<count], as: UTF8.self).split(separator: " ")
  return (columns.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
}
