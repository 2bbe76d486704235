import Dashboard
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct FrontDoorTests {
  final class Bench {
    let clock = ManualClock()
    let api = FakeAPI()
    let door: FrontDoor
    var reports: [FrontDoor.Standing] = []

    init(isPasswordSet: Bool = false) {
      var report: ((FrontDoor.Standing) -> Void)?
      door = FrontDoor(on: clock, api: api.client, isPasswordSet: isPasswordSet) { report?($0) }
      report = { [unowned self] in reports.append($0) }
    }

    func ask() -> FrontDoor.Standing? {
      var answer: FrontDoor.Standing?
      door.ask().addCallback { answer = $0 }
      return answer
    }
  }

  @Test(arguments: [
    (false, false, FrontDoor.Standing.open), (true, false, .nobody), (false, true, .admins),
    (true, true, .admins),
  ])
  func `a login is needed with a password, and where there are admins`(
    isPasswordSet: Bool, hasAdmins: Bool, standing: FrontDoor.Standing
  ) {
    let bench = Bench(isPasswordSet: isPasswordSet)
    if hasAdmins { bench.api.identity.add("ann", "correct horse", .owner) }
    #expect(bench.ask() == standing)
    #expect(bench.door.isOpen == (standing == .open))
    #expect(bench.reports == [standing])
  }

  @Test(arguments: [false, true])
  func `an API that has never answered lets nobody in`(isPasswordSet: Bool) {
    let bench = Bench(isPasswordSet: isPasswordSet)
    bench.api.mood = .refusing
    guard case .unknown? = bench.ask() else { return #expect(Bool(false), "it is not known") }
    #expect(!bench.door.isOpen)
    bench.api.mood = .answering(HTTPResponse(.notFound))
    guard case .unknown(.refused(.notFound, _))? = bench.ask() else {
      return #expect(Bool(false), "an older API says nothing of admins")
    }
    bench.api.mood = .well
    #expect(bench.ask() == (isPasswordSet ? .nobody : .open))
  }

  @Test func `an answer counts for a second, and an outage changes nothing`() {
    let bench = Bench()
    for _ in 0..<3 { #expect(bench.ask() == .open) }
    #expect(bench.api.identity.takeRequests() == ["GET /session"])
    bench.clock.advance(by: FrontDoor.answerKept)
    bench.api.mood = .away
    #expect(bench.ask() == .open)
    #expect(bench.door.failure != nil && bench.door.isOpen)
    bench.api.mood = .well
    bench.api.identity.add("ann", "correct horse", .owner)
    bench.clock.advance(by: FrontDoor.answerKept)
    #expect(bench.ask() == .admins)
    #expect(bench.door.failure == nil)
    #expect(bench.reports == [.open, .admins])
  }

  @Test func `who comes while the API is asked shares the answer`() {
    let bench = Bench()
    bench.api.mood = .slow
    var answers: [FrontDoor.Standing] = []
    for _ in 0..<3 { bench.door.ask().addCallback { answers.append($0) } }
    #expect(answers.isEmpty)
    bench.api.release()
    #expect(answers == [.open, .open, .open])
    #expect(bench.api.identity.takeRequests() == ["GET /session"])
  }

  @Test func `all who come share one session, and get another when it has ended`() throws {
    let bench = Bench()
    _ = bench.ask()
    func token() -> String? {
      var token: String?
      bench.door.sessionOfAnyone().addBoth { token = try? $0.get() }
      return token
    }
    let first = try #require(token())
    #expect(token() == first)
    bench.api.identity.endSessions(of: nil)
    var mayTryAgain: Bool?
    bench.door.lose(first).addCallback { mayTryAgain = $0 }
    #expect(mayTryAgain == true)
    let second = try #require(token())
    #expect(second != first)
    bench.api.identity.add("ann", "correct horse", .owner)
    bench.door.lose(second).addCallback { mayTryAgain = $0 }
    #expect(mayTryAgain == false, "somebody has to log in now")
    #expect(!bench.door.isOpen)
    #expect(token() == nil)
  }

  @Test func `where the door is not open nobody acts as whoever comes`() {
    // The API would let them: it knows no admin, and not that a password is set here.
    let bench = Bench(isPasswordSet: true)
    #expect(bench.ask() == .nobody)
    var failure: APIFailure?
    bench.door.sessionOfAnyone().addErrback { error -> String in
      failure = APIFailure(error)
      return ""
    }
    #expect(failure == .refused(.unauthorized, "nobody is logged in"))
    #expect(bench.api.identity.takeRequests() == ["GET /session"])
  }
}
