import Testing
import Wire

@Suite struct `The order of people` {
  typealias Value = PeoplePlace.Value

  /// In ascending order, each smaller than the next.
  static let columns: [(PeopleOrder.Column, [Value])] = [
    (.name, ["7", "ann", "Anna", "BEN", "guest-10", "guest-2", "Zoë", "Ärger"].map(Value.name)),
    (
      .address,
      ["2.0.0.1", "10.0.0.1", "192.0.2.1", "::1", "2001:db8::1", "fe80::1%eth0", "unix"]
        .map(Value.address)
    ),
    (.joined, [0, 1, 1_795_521_600, 1_795_521_601].map { Value.time(seconds: $0) }),
    (.lines, [0, 1, 9, 10, 1_000_000].map(Value.count)),
    (.server, ["A", "a", "a.1", "b"].map(Value.server)),
    (
      .flags,
      [(true, true), (false, true), (false, false)].map {
        Value.flags(isMuted: $0.0, isVoiced: $0.1, isGone: true)
      } + [Value.flags(isMuted: false, isVoiced: false, isGone: false)]
    ),
  ]

  @Test(arguments: columns)
  func `each column has its own`(column: PeopleOrder.Column, values: [Value]) {
    let places = values.map { PeoplePlace($0, server: "a", id: 7) }
    for (index, one) in places.enumerated() {
      for (other, another) in places.enumerated() {
        #expect(PeopleOrder(column).puts(one, before: another) == (index < other))
        #expect(
          PeopleOrder(column, isDescending: true).puts(one, before: another) == (index > other))
      }
    }
  }

  @Test(arguments: [false, true])
  func `who never said anything is last in both directions`(isDescending: Bool) {
    let order = PeopleOrder(.active, isDescending: isDescending)
    let never = PeoplePlace(.time(seconds: nil), server: "a", id: 1)
    for seconds in [0, 1_795_521_600] {
      let once = PeoplePlace(.time(seconds: seconds), server: "b", id: 2)
      #expect(order.puts(once, before: never))
      #expect(!order.puts(never, before: once))
    }
  }

  @Test(arguments: PeopleOrder.all)
  func `of equals the server decides, then the id`(order: PeopleOrder) {
    let value = PeoplePlace.Value.count(3)
    let places = [("a", 1), ("a", 2), ("a", 10), ("b", 1)].map {
      PeoplePlace(value, server: $0.0, id: $0.1)
    }
    for (index, one) in places.enumerated() {
      for (other, another) in places.enumerated() {
        #expect(order.puts(one, before: another) == (index < other))
      }
    }
  }

  @Test(arguments: [("ANN", "ann"), ("Zoë", "ZOË")])
  func `a name has no case, an address one way to be written`(one: String, other: String) {
    #expect(Value.name(one) == .name(other))
    #expect(Value.address("2001:DB8:0::1") == .address("2001:db8::1"))
    #expect(Value.address("::ffff:192.0.2.1") == .address("192.0.2.1"))
  }

  @Test func `an order is written as it is read`() {
    #expect(PeopleOrder.all.count == 14)
    for order in PeopleOrder.all { #expect(PeopleOrder(order.text) == order) }
    for text in ["", "-", "--name", "Name", "name ", "id", "+name"] {
      #expect(PeopleOrder(text) == nil)
    }
  }

  @Test func `a cursor is read as it was written, by its own order alone`() {
    for (column, values) in Self.columns + [(.active, [.time(seconds: nil)])] {
      let order = PeopleOrder(column, isDescending: true)
      for value in values {
        let place = PeoplePlace(value, server: "chat-1.x", id: 9_007_199_254_740_991)
        let cursor = place.cursor(in: order)
        #expect(PeoplePlace(cursor: cursor, in: order) == place)
        #expect(PeoplePlace(cursor: cursor, in: PeopleOrder(column)) == nil)
      }
    }
    let odd = PeoplePlace(.address("a~b~~\u{301}"), server: "a", id: 0)
    let order = PeopleOrder(.address)
    #expect(PeoplePlace(cursor: odd.cursor(in: order), in: order) == odd)
  }

  @Test(arguments: [
    "", "~", "name", "name~0~0~a~7", "name~0~0~a~-7~x", "name~0~0~a~07~x", "name~0~+1~a~7~x",
    "name~0~G~a~7~x", "name~0~0A~a~7~x", "name~256~0~a~7~x", "name~-1~0~a~7~x", "name~0~0~~7~x",
    "name~0~0~a b~7~x", "name~0~0~..~7~x", "name~0~0~a~9007199254740992~x", "lines~0~0~a~7~x",
    "-name~0~0~a~7~x", "name~0~\(String(repeating: "f", count: 33))~a~7~x",
    "name~0~0~a~7~" + String(repeating: "x", count: PeoplePlace.cursorBytesMax),
    "name~0~0~\(String(repeating: "a", count: 200))~7~x",
  ])
  func `what is no cursor is none`(text: String) {
    #expect(PeoplePlace(cursor: text, in: PeopleOrder(.name)) == nil)
    #expect(PeoplePlace(cursor: "name~0~0~a~7~x", in: PeopleOrder(.name)) != nil)
  }
}
