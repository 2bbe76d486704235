import TinyHTTP
import TinyReactor
import Wire

/// Logging in and out.
extension AdminDesk {
  /// Begins the login of an admin, whose password is asked for.
  func logIn(_ member: Member, as name: String) {
    guard let visit = admit(member) else { return }
    // Telnet is told to hide what is typed before anybody is asked to type it.
    visit.prompt = .asking(name: name)
    if member.speaksTelnet { return }
    clock.callLater(Self.telnetWaitMax) { [weak self, weak visit] in
      if let self, let visit { giveUpAsking(visit) }
    }
  }

  /// Logs an admin in by a code.
  func logIn(_ member: Member, as name: String, code: String) {
    guard let visit = admit(member) else { return }
    begin(NewSession(name: name, code: code), visit)
  }

  /// Nil for those who may not try, and are told why.
  private func admit(_ member: Member) -> Visit? {
    let visit = visits[member.id] ?? Visit(member)
    visits[member.id] = visit
    if let login = visit.login {
      tell(visit, "you are logged in as \(login.name); /logout ends that")
      return nil
    }
    guard visit.prompt == nil else { return nil }
    guard visit.failures < Self.failuresMax else {
      tell(visit, "\(Self.failuresMax) logins have failed on this connection; connect anew")
      return nil
    }
    let wait = tries.wait(from: member.transport.peer.network, at: clock.now)
    guard wait == .zero else {
      let seconds = max(1, wait.components.seconds)
      tell(visit, "too many logins have failed lately; try again in \(seconds) s")
      return nil
    }
    return visit
  }

  func open(_ visit: Visit, _ name: String) {
    visit.prompt = .open(name: name, isWarned: false)
    tell(visit, "type the password of \(name): it is not shown (Enter alone: none)")
  }

  /// No telnet has answered.
  private func giveUpAsking(_ visit: Visit) {
    guard case .asking(let name) = visit.prompt, !visit.isOver else { return }
    visit.prompt = .swallowing
    clock.callLater(Self.passwordTypedMax) { [weak visit] in
      if visit?.prompt == .swallowing { visit?.prompt = nil }
    }
    let refusal =
      "nc shows what you type, so no password is taken here: \(Self.otherWay(name)). Or come by telnet"
    guard checks < Self.checksMax else { return tell(visit, refusal) }
    checks += 1
    underWay += 1
    send(HTTPRequest(.get, "/session"), Self.deadline).addBoth { [self] result in
      checks -= 1
      let body = (try? result.get())?.body ?? []
      let caller = try? JSON.decode(Caller.self, from: body)
      tell(visit, caller?.hasAdmins == false ? "there are no admins to log in as" : refusal)
      ended()
    }
  }

  func hear(password line: [UInt8], of name: String, _ visit: Visit) {
    // Ctrl-C is a byte like any other where each key is sent at once.
    guard !line.isEmpty, !line.contains(0x03) else { return tell(visit, "nobody was logged in") }
    guard line.count <= Limits.passwordBytesMax else {
      return tell(visit, "a password has at most \(Limits.passwordBytesMax) bytes")
    }
    guard let password = String(validating: line, as: UTF8.self) else {
      return tell(visit, "that was no UTF-8; nobody was logged in")
    }
    begin(NewSession(name: name, password: password), visit)
  }

  private func begin(_ login: NewSession, _ visit: Visit) {
    let network = visit.member.transport.peer.network
    guard checks < Self.checksMax else {
      return tell(visit, "too many log in at once; try again in a moment")
    }
    checks += 1
    tries.take(from: network, at: clock.now)
    visit.prompt = .checking
    ask(.post, "/sessions", login, token: nil, note: visit.note)
      .addCallback { try JSON.decode(SessionCredentials.self, from: $0.body) }
      .addBoth { [self] result in
        checks -= 1
        visit.prompt = nil
        switch result {
        case .success(let session):
          tries.giveBack(to: network)
          welcome(session, visit)
        case .failure(let error):
          let refusal = error as? APIRefusal
          if refusal?.status == .unauthorized {
            visit.failures += 1
          } else {
            tries.giveBack(to: network)
          }
          tell(visit, refusal?.words ?? "the API cannot be asked now; nobody was logged in")
        }
      }
  }

  private func welcome(_ session: SessionCredentials, _ visit: Visit) {
    let login = AdminLogin(
      name: session.name ?? "", role: session.role, token: session.token)
    guard !visit.isOver else { return logOut(login, visit) }
    visit.login = login
    visit.failures = 0
    let end =
      login.role >= .moderator ? "/help lists what you may do" : "viewers look, and may do nothing"
    tell(visit, "you are logged in as \(login.name), \(login.role.words); \(end)")
  }

  // MARK: - The end

  func logOut(_ member: Member) {
    guard let visit = visit(of: member), let login = visit.login.take() else { return }
    tell(visit, "you are logged out")
    logOut(login, visit)
  }

  /// When nothing waits any more.
  func logOut(_ login: AdminLogin, _ visit: Visit) {
    login.isEnding = true
    proceed(login, visit)
  }
}
