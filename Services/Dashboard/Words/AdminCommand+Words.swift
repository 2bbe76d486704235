package import TinyHTTP
import Wire

/// What the admin reads before and after a command.
extension AdminCommand {
  /// The question, naming whom or what it is about.
  package var question: HTML {
    switch self {
    case .kick(let action): "Kick \(HTML.name(action.name)) off the chat?"
    case .mute(let action): "Mute \(HTML.name(action.name))?"
    case .unmute(let action): "Let \(HTML.name(action.name)) speak again?"
    case .voice(let action): "Give \(HTML.name(action.name)) voice?"
    case .unvoice(let action): "Take the voice of \(HTML.name(action.name))?"
    case .ban(let ban): "Ban \(HTML.name(ban.target))?"
    case .lift(_, let range): "Lift the ban of \(HTML.name(range))?"
    case .decision(let decision): decision.question
    case .announce: "Announce this to everyone?"
    case .open: "Open the doors?"
    case .close: "Close the doors?"
    case .room(let change): change.question
    case .person(let change): change.question
    case .words(let change): change.question
    case .history: "Change what newcomers see?"
    case .retention(0): "Keep nothing of what is said?"
    case .retention(let days): "Keep what is said for \(Format.count(days, "day", "days"))?"
    case .hide: "Hide this line?"
    case .show: "Show this line again?"
    case .makeBot(let bot): "Make the bot \(HTML.name(bot.name))?"
    case .revokeBot(_, let name): "Revoke the bot \(HTML.name(name))?"
    case .makeAdmin(let admin):
      "Make \(HTML.name(admin.name)) an admin, as \(admin.role.words)?"
    case .changeRole(_, let name, _): "Change the role of \(HTML.name(name))?"
    case .setPassword(_, let name, _): "Give \(HTML.name(name)) a new password?"
    case .removeAdmin(_, let name): "Remove the admin \(HTML.name(name))?"
    case .changePassword: "Change your password?"
    case .makeToken(let token): "Make the token \(HTML.name(token.name))?"
    case .revokeToken(_, let name): "Revoke the token \(HTML.name(name))?"
    }
  }

  /// What will happen then.
  package var consequence: String {
    switch self {
    case .kick: "Their connection is closed with your reason. They can come back at once."
    case .mute:
      "They stay and can read, but nobody hears what they say until the mute ends or is lifted. They are "
        + "told why, and until when."
    case .unmute: "Everybody hears again what they say."
    case .voice:
      "They are heard also while only those with voice may talk, until you take it. They are told."
    case .unvoice:
      "While only those with voice may talk, they can read, and are not heard. They are told."
    case .ban:
      "Whoever it means is put out, and kept out while it holds. They are told why, and until when."
    case .lift: "Whoever it meant can join again at once."
    case .decision(let decision): decision.consequence
    case .announce: "Everybody in the chat reads it now. It cannot be taken back."
    case .open: "Newcomers can join again."
    case .close: "Nobody new can join until you open them. Those who are in the chat stay."
    case .room(let change): change.consequence
    case .person(let change): change.consequence
    case .words(let change): change.consequence
    case .history: "So many of the last lines are shown to whoever joins; 0 shows none."
    case .retention(0):
      "All lines that have been kept are removed now, and none is kept from then on: the Room page stays "
        + "empty. What is removed cannot be brought back."
    case .retention(let days):
      "Each line is removed once it is older than \(Format.count(days, "day", "days")), and those that "
        + "are older already, now. What is removed cannot be brought back."
    case .hide:
      "Newcomers are not shown it, and no reader but an admin finds it. Who has read it already has "
        + "read it. It can be shown again."
    case .show: "Everybody who may read what was said finds it again."
    case .makeBot: "It gets a token, which is shown once. Whoever has that can talk as the bot."
    case .revokeBot: "Its token stops working at once. What it has said stays."
    case .makeAdmin:
      "They log in with that name and password, and can change the password themselves."
    case .changeRole: "They are logged out, and log in again with the same password."
    case .setPassword: "They are logged out, and log in with the new one. Tell them what it is."
    case .removeAdmin:
      "They are logged out, and their tokens stop working at once. What they did stays in the log."
    case .changePassword: "Wherever else you are logged in, you are logged out."
    case .makeToken:
      "It is shown once. Whoever has it may do by the API what its role says, in your name."
    case .revokeToken: "It stops working at once. What was done with it stays in the log."
    }
  }

  /// The label of the button that does it.
  package var button: String {
    switch self {
    case .kick: "Kick"
    case .mute: "Mute"
    case .unmute: "Unmute"
    case .voice: "Give voice"
    case .unvoice: "Take the voice"
    case .ban: "Ban"
    case .lift: "Lift the ban"
    case .decision(let decision): decision.button
    case .announce: "Announce"
    case .open: "Open the doors"
    case .close: "Close the doors"
    case .room(let change): change.button
    case .person(let change): change.button
    case .words(let change): change.button
    case .history: "Save"
    case .retention(0): "Keep nothing"
    case .retention: "Save"
    case .hide: "Hide"
    case .show: "Show again"
    case .makeBot: "Make the bot"
    case .revokeBot: "Revoke"
    case .makeAdmin: "Make the admin"
    case .changeRole: "Change the role"
    case .setPassword: "Set the password"
    case .removeAdmin: "Remove"
    case .changePassword: "Change the password"
    case .makeToken: "Make the token"
    case .revokeToken: "Revoke"
    }
  }

  /// Whether it takes something from somebody; its button then warns.
  package var isHarsh: Bool {
    switch self {
    case .kick, .mute, .unvoice, .ban, .close, .retention, .revokeBot, .removeAdmin, .revokeToken:
      true
    case .room(let change): change.isHarsh
    case .person(let change): change.isHarsh
    case .decision(let decision): decision.isHarsh
    case .words(let change): change.isHarsh
    case .unmute, .voice, .lift, .announce, .open, .history, .hide, .show, .makeBot, .makeAdmin,
      .changeRole, .setPassword, .changePassword, .makeToken:
      false
    }
  }

  /// Shown in place of the question when the person or the ban is gone.
  package var gone: HTML {
    switch self {
    case .kick, .mute, .unmute, .voice, .unvoice: "\(HTML.name(member?.name ?? "")) has left"
    case .hide, .show: "That line is gone"
    case .words(let change): change.gone
    case .revokeBot: "That bot is gone"
    case .changeRole, .setPassword, .removeAdmin: "That admin is gone"
    case .revokeToken: "That token is gone"
    case .decision(let decision): decision.gone
    default: "That ban has ended"
    }
  }

  /// The same in a sentence.
  package var goneAlready: String {
    switch self {
    case .kick, .mute, .unmute, .voice, .unvoice:
      "They have left the chat already: there is nothing left to do."
    case .hide, .show: "It is not kept any more."
    case .words(let change): change.goneAlready
    case .revokeBot, .revokeToken: "It was revoked already: there is nothing left to do."
    case .changeRole, .setPassword, .removeAdmin:
      "They were removed already: there is nothing left to do."
    case .decision(let decision): decision.goneAlready
    default: "That ban has ended already: there is nothing left to do."
    }
  }

  /// What will happen once a chat server that could not be asked is back; `why` is the API's word.
  package func waiting(_ why: String) -> String {
    let minutes = "\(Limits.orderSecondsMax / 60) minutes"
    if case .words(let change) = self { return change.waiting(why) }
    guard let member else { return "Not everyone has been told yet. \(Format.sentence(why))" }
    return
      "Not done yet: \(member.server) cannot be asked. It will be done when that is back, if that is "
      + "within \(minutes) and \(member.name) is still there by that name."
  }

  /// What has happened, once the API has said so.
  package var done: String {
    switch self {
    case .kick(let action): "Done: \(action.name) was kicked off \(action.server)."
    case .mute(let action):
      "Done: \(action.name) is muted on \(action.server)\(Decision.span(action.minutes))."
    case .unmute(let action): "Done: \(action.name) can be heard again on \(action.server)."
    case .voice(let action): "Done: \(action.name) has voice on \(action.server)."
    case .unvoice(let action): "Done: \(action.name) has no voice any more on \(action.server)."
    case .ban(let ban): "Done: \(ban.target) is banned \(Self.duration(ban.minutes))."
    case .lift(_, let range): "Done: the ban of \(range) is lifted."
    case .decision(let decision): decision.done
    case .announce(let text): "Done: everyone was told: \(text)"
    case .open: "Done: the doors are open."
    case .close: "Done: the doors are closed. Nobody new can join."
    case .room(let change): change.done
    case .person(let change): change.done
    case .words(let change): change.done
    case .history(0): "Done: newcomers see no earlier lines."
    case .history(let lines):
      "Done: newcomers see the last \(Format.count(lines, "line", "lines"))."
    case .retention(0): "Done: what is said is not kept, and what was kept is removed."
    case .retention(let days):
      "Done: what is said is kept for \(Format.count(days, "day", "days"))."
    case .hide: "Done: the line is hidden."
    case .show: "Done: the line is shown again."
    case .makeBot(let bot): "Done: the bot \(bot.name) can talk."
    case .revokeBot(_, let name): "Done: the bot \(name) is revoked."
    case .makeAdmin(let admin): "Done: \(admin.name) is an admin, as \(admin.role.words)."
    case .changeRole(_, let name, let role): "Done: \(name) is \(role.words) now."
    case .setPassword(_, let name, _): "Done: \(name) has a new password."
    case .removeAdmin(_, let name): "Done: \(name) is no admin any more."
    case .changePassword: "Done: you have a new password."
    case .makeToken(let token): "Done: the token \(token.name) is made."
    case .revokeToken(_, let name): "Done: the token \(name) is revoked."
    }
  }

  private static func duration(_ minutes: Int?) -> String {
    minutes.map { "for \(Format.span(.seconds($0 * 60)))" } ?? "for ever"
  }
}
