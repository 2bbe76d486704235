import TinyReactor
import Wire

/// Drops the waiting lines of somebody whose input has ended, such as a person who pasted by
/// accident and left before their lines were said.
///
/// Only somebody from the same address may do so, and not to a member who still types: many people
/// may share an address. Where an address never identifies anybody, the command has to name one of
/// several. Everybody reads whose lines were stopped, and by whom. (`StopWord` stops lines that
/// wait on one's own connection.)
extension Command {
  @Sendable static func stop(_ request: Request) {
    let (room, member) = (request.room, request.member)
    let mine = room.stillHeard(fromAddressOf: member)
    let name = request.argument.text
    if !name.isEmpty {
      if let neighbour = room.neighbour(named: name) {
        return request.answer(
          "\(neighbour.name.text) is on another server; /ignore \(name) hides what they say")
      }
      guard let other = request.find(name, orLeaving: true) else { return }
      if other.isHere, !other.isFinishing {
        return request.answer("\(other.name.text) is here; /ignore \(name) hides what they say")
      }
      guard mine.contains(where: { $0 === other }) else {
        return request.answer("\(other.name.text) is not from your address")
      }
      return stop([other], request)
    }
    if mine.isEmpty {
      request.answer("nothing of yours waits, and nobody from your address is still heard")
    } else if mine.count > 1, !room.identifies(member.transport.peer) {
      request.answer(
        "\(names(mine)) are still heard, all from your address; say whom: /stop NAME")
    } else {
      stop(mine, request)
    }
  }

  private static func stop(_ others: [Member], _ request: Request) {
    let how = Departure.stopped(by: request.member.name)
    for other in others {
      if other.isHere { request.room.dismiss(other, how) } else { request.room.leave(other, how) }
    }
    request.answer("stopped: \(names(others)) will not be heard any more")
  }

  private static func names(_ members: [Member]) -> String {
    MembershipNews.list(members.map(\.name.text))
  }
}
