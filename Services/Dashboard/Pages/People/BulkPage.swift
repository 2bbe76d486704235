package import TinyHTTP
package import Wire

/// What came of one thing done about many, where not all of it was done: for whom not, and why.
package struct BulkPage {
  private let bulk: NewBulk
  private let home: String
  private let waiting: [(MemberAction, String)]
  private let failed: [(MemberAction, String)]

  /// `outcomes` has one for each person, in their order.
  package init(_ bulk: NewBulk, _ outcomes: [Outcome], home: String) {
    self.bulk = bulk
    self.home = home
    let all = zip(bulk.people, outcomes)
    waiting = all.compactMap { person, outcome in
      outcome.isWaiting ? (person, outcome.message ?? "their chat server cannot be asked") : nil
    }
    let unanswered = bulk.people.dropFirst(outcomes.count).map { ($0, "the API did not say") }
    failed =
      all.compactMap { person, outcome in
        outcome.isDone || outcome.isWaiting ? nil : (person, outcome.error ?? "no reason was given")
      } + unanswered
  }

  /// Nothing is left to say but that it is done.
  package var isDone: Bool { waiting.isEmpty && failed.isEmpty }

  package var html: HTML {
    let done = bulk.people.count - waiting.count - failed.count
    return """
      <section class="card" aria-labelledby="outcome">
      <h2 id="outcome">\(Format.grouped(done)) of \(Format.count(bulk.people.count, "person", "people")) \
      \(bulk.action.done(done))</h2>
      \(list(failed, "bad", "Not done:"))\(list(waiting, nil, "It waits for a chat server:"))
      <p class="actions"><a class="button" href="\(home)">Back</a></p>
      </section>
      """
  }

  private func list(_ people: [(MemberAction, String)], _ look: HTML?, _ words: HTML) -> HTML? {
    guard !people.isEmpty else { return nil }
    let items = people.map { person, why -> HTML in
      "<li>\(HTML.name(person.name)): \(TerminalText.visible(why))</li>\n"
    }
    let bad: HTML? = look.map { " \($0)" }
    return """
      <div class="notice\(bad)" role="alert"><p>\(words)</p><ul>\(HTML.join(items))</ul></div>

      """
  }
}

extension Outcome {
  fileprivate var isDone: Bool { status == Self.success.status }
  fileprivate var isWaiting: Bool { status == Self.waiting("").status }
}
