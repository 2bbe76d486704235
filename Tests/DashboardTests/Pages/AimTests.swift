import Dashboard
import Testing
import TinyHTTP
import Wire

/// The question before a ban or a mute says whom it hits.
@Suite struct AimTests {
  static let ann = "server=chat-1&instance=i1&member=7&name=ann"

  static func dashboard(_ count: Int = 1) throws -> TestDashboard {
    let dashboard = try TestDashboard()
    dashboard.api.instance = "i1"
    dashboard.api.people = [FakeAPI.person(7, "ann")]
    if count > 1 {
      dashboard.api.people += (2...count).map { FakeAPI.person($0 + 100, "pupil-\($0)") }
    }
    return dashboard
  }

  /// The words of the page alone.
  static func words(_ page: Answer) -> String {
    page.text.replacing(#/<[^>]*>/#, with: "")
  }

  /// What is ticked, in the radio buttons of a question.
  static func ticked(_ page: Answer) -> String? {
    page.text.firstMatch(of: #/value="([^"]*)" checked/#)
      .map { String($0.1) }
  }

  @Test(arguments: [
    (1, "Puts out 1 person: ann."), (2, "Puts out 2 people: ann, pupil-2."),
    (30, "pupil-11, pupil-12 and 18 more."), (130, "pupil-99, pupil-100 and 30 more."),
  ])
  func `of an address names all who are there, and counts the rest`(
    count: Int, words: String
  ) throws {
    let dashboard = try Self.dashboard(count)
    let page = try dashboard.get("/ban?range=192.0.2.7&minutes=60")
    #expect(Self.words(page).contains(words))
    #expect(page.text.contains("<details class=\"gentler\">") == (count > 1))
    #expect(!Self.words(page).contains("256 addresses"), "that is only what it can be widened to")
    #expect(
      dashboard.api.takeRequests() == [
        "GET /people?range=192.0.2.7", "GET /people?range=192.0.2.0%2F24",
      ])
  }

  @Test func `of a network, and of nobody who is here`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.people.append(FakeAPI.person(9, "zoe", at: "192.0.2.9"))
    let network = try dashboard.get("/ban?range=192.0.2.0/24")
    #expect(Self.words(network).contains("Puts out 2 people: ann, zoe."))
    let nobody = try dashboard.get("/ban?whom=198.51.100.0/24")
    #expect(Self.words(nobody).contains("Puts out nobody who is here now."))
    #expect(nobody.value(of: "range") == "198.51.100.0/24")
  }

  @Test func `of a name says that another can be taken`() throws {
    let dashboard = try Self.dashboard(30)
    let page = try dashboard.get("/ban?whom=ann")
    #expect(Self.words(page).contains("Puts out 1 person: ann."))
    #expect(page.text.contains("Whoever has it can come back by another."))
    #expect(page.value(of: "name") == "ann")
    _ = try dashboard.submit("/ban", [("name", "ann"), ("minutes", "60"), ("reason", "")])
    #expect(
      dashboard.api.commands.last?.line
        == #"POST /bans {  "minutes" : 60,  "name" : "ann",  "reason" : ""}"#)
  }

  @Test func `claims nothing that servers have not said`() throws {
    let dashboard = try Self.dashboard()
    let silence = PeopleHere.Silence(server: "chat-2", why: "chat server chat-2 did not answer")
    dashboard.api.peopleHere.missing = [silence]
    let some = Self.words(try dashboard.get("/ban?whom=192.0.2.0/24"))
    #expect(some.contains("Puts out at least 1 person: ann."))
    #expect(some.contains("Of chat-2 it is not known: Chat server chat-2 did not answer."))
    dashboard.api.people = []
    let none = Self.words(try dashboard.get("/ban?whom=192.0.2.0/24"))
    #expect(none.contains("Whom it puts out is not known. Of chat-2 it is not known"))
    #expect(!none.contains("nobody"))
    dashboard.api.mood = .away
    let away = Self.words(try dashboard.get("/ban?whom=192.0.2.0/24"))
    #expect(away.contains("Whom it puts out is not known. The API does not answer."))
    dashboard.api.mood = .well
    let wrong = Self.words(try dashboard.get("/ban?whom=192.0.2"))
    #expect(
      wrong.contains(
        "Whom it puts out is not known. The API says: &quot;192.0.2&quot; is no address."))
  }

  @Test func `of a person offers the name, the address and its network`() throws {
    let dashboard = try Self.dashboard(30)
    let page = try dashboard.get("/ban?\(Self.ann)")
    let words = Self.words(page)
    #expect(words.contains("Ban ann?") && words.contains("On chat-1, from 192.0.2.7."))
    #expect(words.contains("Puts out 1 person: ann.") && words.contains("Puts out 30 people: "))
    #expect(page.text.matches(of: #/type="radio" name="whom"/#).count == 3)
    #expect(Self.ticked(page) == "ann", "nobody else is put out, unless somebody wants it")
    #expect(
      page.text.contains("href=\"/mute?server=chat-1&amp;instance=i1&amp;member=7&amp;name=ann\""))
    #expect(page.text.contains("<option value=\"60\" selected>"))
    #expect(
      try dashboard.get("/ban?\(Self.ann)&minutes=").text.contains("<option value=\"\" selected>"))

    let answer = try dashboard.submit(
      "/ban",
      [
        ("server", "chat-1"), ("member", "7"), ("name", "ann"), ("whom", "192.0.2.7"),
        ("reason", "x"),
      ])
    #expect(answer.note == "Done: 192.0.2.7 is banned for ever.")
  }

  @Test(arguments: [
    ("192.0.2.7", 1, "192.0.2.7"), ("2001:db8::7", 1, "2001:db8::/64"), ("192.0.2.7", 2, "ann"),
  ])
  func `ticks the address of who is alone there, and else the name`(
    address: String, count: Int, ticked: String
  ) throws {
    let dashboard = try Self.dashboard(count)
    dashboard.api.people[0].address = address
    #expect(Self.ticked(try dashboard.get("/ban?\(Self.ann)")) == ticked)
    dashboard.api.peopleHere.missing = [.init(server: "chat-2", why: "it is away")]
    #expect(Self.ticked(try dashboard.get("/ban?\(Self.ann)")) == "ann", "others may be there")
  }

  @Test func `of a guest has no name to offer, and ticks nothing that hits others`() throws {
    let dashboard = try Self.dashboard(3)
    dashboard.api.people[0].name = "guest-7"
    let guest = "server=chat-1&member=7&name=guest-7"
    let page = try dashboard.get("/ban?\(guest)")
    #expect(page.text.matches(of: #/type="radio" name="whom"/#).count == 2)
    #expect(Self.words(page).contains("guest-7 has chosen no name that could be banned."))
    #expect(Self.ticked(page) == nil)
    dashboard.api.people.removeFirst()
    let gone = try dashboard.get("/ban?\(guest)")
    #expect(Self.words(gone).contains("guest-7 cannot be banned"))
    #expect(Self.words(gone).contains("They have left, and their address is not kept."))
    #expect(!gone.text.contains("action=\"/ban\""))
  }

  @Test func `of somebody on this machine offers the name alone`() throws {
    let dashboard = try Self.dashboard()
    for address in ["127.0.0.1", "::1"] {
      dashboard.api.people = [FakeAPI.person(7, "ann", at: address)]
      let page = try dashboard.get("/ban?\(Self.ann)")
      #expect(!page.text.contains("type=\"radio\"") && page.value(of: "whom") == "ann")
      #expect(Self.words(page).contains("its address cannot be banned."))
      dashboard.api.people[0].name = "guest-7"
      let guest = try dashboard.get("/ban?\(Self.ann)")
      #expect(Self.words(guest).contains("guest-7 cannot be banned"))
      #expect(guest.text.contains(">mute</a>") && !guest.text.contains("action=\"/ban\""))
    }
  }

  @Test func `that was refused is asked again with the choice that was made`() throws {
    let dashboard = try Self.dashboard(3)
    let form = [
      ("server", "chat-1"), ("instance", "i1"), ("member", "7"), ("name", "ann"),
      ("whom", "192.0.2.0/24"), ("reason", "flood"), ("minutes", "10"),
    ]
    dashboard.api.refusal = .json(Outcome.error("banned already"), .conflict)
    let again = try dashboard.send(.post, "/ban", form: form)
    #expect(Self.ticked(again) == "192.0.2.0/24")
    #expect(again.value(of: "reason") == "flood" && again.value(of: "member") == "7")
    dashboard.api.mood = .away
    let away = try dashboard.send(.post, "/ban", form: form)
    #expect(away.value(of: "whom") == "192.0.2.0/24" && away.value(of: "member") == "7")
  }

  @Test func `of a mute says whom it silences, and can be of a name or a range`() throws {
    let dashboard = try Self.dashboard(2)
    for (whom, told) in [
      ("ann", #""name" : "ann""#), ("192.0.2.0/24", #""range" : "192.0.2.0/24""#),
    ] {
      let page = try dashboard.get("/mute?whom=\(whom)&reason=loud")
      #expect(Self.words(page).contains("Mute \(whom)?") && Self.words(page).contains("Mutes "))
      #expect(page.text.contains("until it is lifted") && page.value(of: "reason") == "loud")
      let done = try dashboard.submit(
        "/mute", [("whom", whom), ("minutes", "60"), ("reason", "x")])
      #expect(done.note == "Done: \(whom) is muted for 1 h.")
      #expect(dashboard.api.commands.last?.line.contains(told) == true)
    }
  }

  @Test(arguments: [
    (
      "ann", "192.0.2.7", 1,
      "by the name ann, which somebody else may have taken, and by the address"
    ),
    ("ann", "192.0.2.7", 3, "not by the address 192.0.2.7, which 3 people share"),
    (
      "guest-7", "192.0.2.7", 1, "not by the name, which is a guest’s, and by the address 192.0.2.7"
    ),
    ("ann", "127.0.0.1", 1, "not by the address, since everybody on that machine has it"),
  ])
  func `of a mute of a person says how sure it is to meet them again`(
    name: String, address: String, count: Int, words: String
  ) throws {
    let dashboard = try Self.dashboard(count)
    dashboard.api.people[0].name = name
    dashboard.api.people[0].address = address
    let page = try dashboard.get("/mute?server=chat-1&member=7&name=\(name)")
    #expect(Self.words(page).contains(words))
    #expect(page.text.contains("<option value=\"60\" selected>"))
    let done = try dashboard.submit(
      "/mute", [("server", "chat-1"), ("member", "7"), ("name", name), ("minutes", "10")])
    #expect(done.note == "Done: \(name) is muted on chat-1 for 10 min.")
    #expect(dashboard.api.commands.last?.line.contains(#""minutes" : 10"#) == true)
  }
}
