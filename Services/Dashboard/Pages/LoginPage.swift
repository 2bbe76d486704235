package import TinyHTTP

/// Asks for name and password, and carries along where the admin wanted to go and what they had typed.
package struct LoginPage {
  package let next: String
  /// The banner typed before the session ended.
  package let draft: String?
  private let name: String
  private let problem: String?
  /// They were logged in and had typed something.
  private let isReturn: Bool
  /// It is known that one has to log in.
  private let asksWho: Bool

  package init(
    next: String = "/", draft: String? = nil, isReturn: Bool = false, name: String = "",
    problem: String? = nil, asksWho: Bool = true
  ) {
    self.next = LocalPath.checked(next)
    self.isReturn = isReturn || draft != nil
    self.draft = draft
    self.name = name
    self.problem = problem
    self.asksWho = asksWho
  }

  package var html: HTML {
    PageFrame.outside.page(
      title: "Log in",
      """
      <section class="card" aria-labelledby="login-title">
      <h2 id="login-title">\(asksWho ? "Log in" : "Not open yet")</h2>
      \(notices)
      <form method="post" action="/login">
      \(Fields.hidden("next", next))\(draft.map { Fields.hidden("draft", $0) })
      \(asksWho ? fields : nil)
      <p class="actions"><button>\(asksWho ? "Log in" : "Try again")</button></p>
      </form>
      </section>
      """)
  }

  /// After a mistake the password is what is typed again.
  private var fields: HTML {
    let invalid: HTML? =
      problem == nil ? nil : " aria-invalid=\"true\" aria-describedby=\"problem\""
    let (first, second): (HTML?, HTML?) =
      name.isEmpty ? (" autofocus", nil) : (nil, " autofocus")
    return """
      <label for="name">Name</label>
      <input id="name" name="name" required\(first) autocomplete="username" spellcheck="false" \
      autocapitalize="none" value="\(name)"\(invalid)>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" required\(second) \
      autocomplete="current-password"\(invalid)>
      """
  }

  private var notices: HTML {
    let kept: HTML =
      isReturn && asksWho
      ? "<p class=\"notice\">Your session has ended. What you typed is kept.</p>" : ""
    guard let problem else { return kept }
    return """
      \(kept)<p id="problem" class="notice bad" role="alert">\(TerminalText.visible(problem))</p>
      """
  }
}
