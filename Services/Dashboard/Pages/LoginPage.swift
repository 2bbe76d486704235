package import TinyHTTP

/// Asks for the password, and carries along where the admin wanted to go and what they had typed.
package struct LoginPage {
  package let next: String
  /// The banner typed before the session ended.
  package let draft: String?
  package let problem: String?

  /// They were logged in and had typed something.
  private let isReturn: Bool

  package init(
    next: String = "/", draft: String? = nil, isReturn: Bool = false, problem: String? = nil
  ) {
    self.next = LocalPath.checked(next)
    self.isReturn = isReturn || draft != nil
    self.draft = draft
    self.problem = problem
  }

  package var html: HTML {
    let invalid: HTML = problem == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"problem\""
    return PageFrame.outside.page(
      title: "Log in",
      """
      <section class="card" aria-labelledby="login-title">
      <h2 id="login-title">Log in</h2>
      \(notices)
      <form method="post" action="/login">
      <input type="hidden" name="next" value="\(next)">
      \(draftField)
      <label for="password">Admin password</label>
      <input id="password" name="password" type="password" required autofocus \
      autocomplete="current-password"\(invalid)>
      <p class="actions"><button>Log in</button></p>
      </form>
      </section>
      """)
  }

  private var notices: HTML {
    let kept: HTML =
      isReturn ? "<p class=\"notice\">Your session has ended. What you typed is kept.</p>" : ""
    guard let problem else { return kept }
    return "\(kept)<p id=\"problem\" class=\"notice bad\" role=\"alert\">\(problem)</p>"
  }

  private var draftField: HTML {
    guard let draft else { return "" }
    return "<input type=\"hidden\" name=\"draft\" value=\"\(draft)\">"
  }
}
