package import TinyHTTP
package import Wire

/// The fields of the forms about admins, their passwords and their tokens. What was typed as a password
/// is never shown again.
extension Fields {
  /// An admin to be made.
  package static func admin(_ admin: NewAdmin?, role: Role = .moderator) -> HTML {
    """
    \(name(admin?.name))\(self.role(admin?.role ?? role))
    \(newPassword("password", label: "Password"))
    """
  }

  /// A token to be made, by somebody of that role.
  package static func token(_ token: NewAPIToken?, upTo role: Role) -> HTML {
    "\(name(token?.name))\(self.role(token?.role ?? .viewer, upTo: role))"
  }

  private static func name(_ name: String?) -> HTML {
    """
    <label for="name">Name</label>
    <input id="name" name="name" required maxlength="\(Limits.adminNameCharactersMax)" \
    autocomplete="off" spellcheck="false" autocapitalize="none" value="\(name)">
    """
  }

  /// A choice of roles, with `role` chosen.
  package static func role(_ role: Role, upTo most: Role = .owner) -> HTML {
    let roles = Role.allCases.filter { $0 <= most }
    let options = roles.map { option -> HTML in
      let selected: HTML = option == min(role, most) ? " selected" : ""
      return "<option value=\"\(option.rawValue)\"\(selected)>\(option.rawValue)</option>"
    }
    let purposes = Format.sentence(roles.map(\.purpose).joined(separator: ", "))
    return """
      <label for="role">Role</label>
      <select id="role" name="role" aria-describedby="roles">\(HTML.join(options))</select>
      <p id="roles" class="hint">\(purposes)</p>
      """
  }

  /// A password that is to be one's own from now on.
  package static func newPassword(_ name: HTML, label: HTML) -> HTML {
    """
    <label for="\(name)">\(label) <small>(at least \(Limits.passwordCharactersMin) characters)</small>\
    </label>
    <input id="\(name)" name="\(name)" type="password" required \
    minlength="\(Limits.passwordCharactersMin)" autocomplete="new-password">
    """
  }

  /// To change one's own. The name is for whatever keeps passwords.
  package static func ownPassword(of name: String?) -> HTML {
    """
    <label hidden>Name <input name="username" value="\(name)" autocomplete="username"></label>
    <label for="old">Old password</label>
    <input id="old" name="old" type="password" required autocomplete="current-password">
    \(newPassword("new", label: "New password"))
    """
  }
}
