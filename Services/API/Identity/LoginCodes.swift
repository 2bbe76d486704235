import ServiceKit
import TinyReactor
import Wire

/// The codes with which admins log in at the prompt of a chat, where a password would be read by others.
/// Each is good once, and for a few minutes. What is kept is a hash of it, in memory: a code does not
/// outlast the process.
final class LoginCodes {
  private struct Known {
    let hash: String
    let proof: Change.Proof
    /// By `clock`.
    let end: Duration
  }

  private let clock: any ReactorTime
  private let moderation: Moderation
  /// By admins' ids: a new code takes the place of the one before.
  private var known: [Int: Known] = [:]

  init(on clock: any ReactorTime, moderation: Moderation) {
    self.clock = clock
    self.moderation = moderation
  }

  /// For an admin, as long as they have that password.
  func make(for admin: Store.KnownAdmin, actor: Author) -> Deferred<LoginCode> {
    let code = LoginCodeText.make()
    let name = admin.admin.name
    return moderation.commit(.codeMade(name: name), actor: actor).addCallback {
      [self] _ -> LoginCode in
      known = known.filter { clock.now < $0.value.end }
      known[admin.admin.id] = Known(
        hash: SHA256.hex(LoginCodeText.canonical(code) ?? code),
        proof: Change.Proof(admin: admin.admin.id, passwordHash: admin.passwordHash),
        end: clock.now + APILimits.codeTimeMax)
      return LoginCode(
        name: name, code: code, seconds: Int(APILimits.codeTimeMax.components.seconds))
    }
  }

  /// What the code of that admin proves, if it is one; from then on it is none.
  func take(_ text: String, of admin: Int) -> Change.Proof? {
    guard let code = LoginCodeText.canonical(text), let known = known[admin],
      Secret(known.hash).matches(SHA256.hex(code))
    else { return nil }
    self.known[admin] = nil
    return clock.now < known.end ? known.proof : nil
  }
}
