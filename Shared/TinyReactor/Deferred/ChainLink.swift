/// A Deferred whatever its type: what a chain consists of.
protocol ChainLink: AnyObject {
  /// What it waits for.
  var awaited: (any ChainLink)? { get }
  /// Cancels it, whatever it waits for.
  func giveUp()
  /// Tells its followers its result.
  func deliver(_ work: inout WorkList)
  /// Lets go of its followers and returns the Deferreds among them.
  func takeFollowers() -> [AnyObject]
}

/// Deferreds that have a result and followers to tell. One loop works the list off, however long
/// the chain, so that depth costs no stack.
struct WorkList {
  private var links: [any ChainLink] = []

  mutating func append(_ link: any ChainLink) { links.append(link) }

  static func run(_ first: any ChainLink) {
    var work = WorkList()
    first.deliver(&work)
    var next = 0
    while next < work.links.count {
      let link = work.links[next]
      next += 1
      if next == work.links.count {
        work.links.removeAll(keepingCapacity: true)
        next = 0
      }
      link.deliver(&work)
    }
  }
}

/// Frees a chain that will never fire one link at a time: left to itself, each would free the next
/// from inside its own deinit, and ten thousand of them would use up the stack.
///
/// The list is the caller's own, since in a copy of it no link would be the last reference.
func takeApart(_ links: inout [AnyObject]) {
  while !links.isEmpty {
    let isOurs = isKnownUniquelyReferenced(&links[links.count - 1])
    let link = links.removeLast()
    if isOurs, let link = link as? any ChainLink { links += link.takeFollowers() }
  }
}
