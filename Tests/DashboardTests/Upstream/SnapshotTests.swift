import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct SnapshotTests {
  static func reading(_ asked: Int, users: Result<Int, APIFailure>?) -> Reading {
    var reading = Reading(asked: .seconds(asked))
    reading.users = users
    return reading
  }

  @Test func `an outage keeps the last values and remembers since when`() {
    var snapshot = Snapshot()
    #expect(snapshot.age(at: .seconds(9)) == nil)
    snapshot.take(Self.reading(10, users: .success(3)), time: "10")
    snapshot.take(Self.reading(12, users: .failure(.unreachable("refused"))), time: "12")
    snapshot.take(Self.reading(14, users: .failure(.unreadable("not JSON"))), time: "14")
    #expect(snapshot.users == 3)
    #expect(snapshot.outage?.since == "12")
    #expect(snapshot.outage?.failure == .unreadable("not JSON"))
    #expect(snapshot.age(at: .seconds(52)) == .seconds(42))
    snapshot.take(Self.reading(60, users: .success(4)), time: "60")
    #expect(snapshot.users == 4)
    #expect(snapshot.outage == nil)
    #expect(snapshot.age(at: .seconds(60)) == .zero)
  }

  @Test func `an answer that was overtaken changes nothing`() {
    var snapshot = Snapshot()
    snapshot.take(Self.reading(20, users: .success(5)), time: "20")
    snapshot.take(Self.reading(10, users: .success(1)), time: "21")
    #expect(snapshot.users == 5)
    snapshot.take(Self.reading(15, users: .failure(.unreachable("late"))), time: "22")
    #expect(snapshot.outage == nil)
    #expect(snapshot.age(at: .seconds(20)) == .zero)
  }

  @Test func `one failure among answers is a failure, and the answers count`() {
    var snapshot = Snapshot()
    var reading = Self.reading(10, users: .success(7))
    reading.events = .failure(.refused(.internalServerError, "disk full"))
    snapshot.take(reading, time: "10")
    #expect(snapshot.users == 7)
    #expect(snapshot.outage?.failure == .refused(.internalServerError, "disk full"))
    #expect(snapshot.age(at: .seconds(10)) == nil, "it never answered everything")
  }
}
