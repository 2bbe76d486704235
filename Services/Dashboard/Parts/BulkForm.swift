package import TinyHTTP
import Wire

/// The form by which something is asked about all who are ticked on a page. Boxes outside of it say by
/// `form="choose"` that they are in it.
package enum BulkForm {
  package static let script: HTML = "<script src=\"/people.js\" defer></script>"

  /// `home` is the page to lead back to.
  package static func html(_ content: HTML? = nil, home: String) -> HTML {
    let buttons = [NewBulk.Action.mute, .unmute, .kick, .ban].map { action -> HTML in
      """
      <button class="quiet small" name="action" value="\(action.rawValue)">\(action.label)</button>
      """
    }
    return """
      <form id="choose" method="post" action="\(PersonAddress.ask)">
      \(content)\(Fields.hidden("\(PersonChange.homeField)", home))\
      \(Fields.hidden("minutes", String(Fields.durationDefault)))
      <div class="commands deeds" role="group" aria-label="Those who are ticked">\(HTML.join(buttons)) \
      <output id="chosen">Tick whom you mean.</output></div>
      </form>
      """
  }

  /// A box to tick, by `MemberAction.choice`. Screen readers tell several apart by the `name`.
  package static func box(_ choice: String, _ name: String, isInside: Bool) -> HTML {
    let form: HTML? = isInside ? nil : " form=\"choose\""
    return """
      <label class="tick"><input type="checkbox" name="\(PersonChange.personField)"\(form) \
      value="\(choice)">\
      <span class="aside">Choose \(name)</span></label>
      """
  }
}
