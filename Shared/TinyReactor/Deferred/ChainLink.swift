/// A Deferred of any type: one link of a chain.
protocol ChainLink: AnyObject {
  /// What it waits for, and is a follower of.
  var awaited: (any ChainLink)? { get set }
  /// Cancels this link itself, without following `awaited`.
  func giveUp()
  /// Passes its result to its followers.
  func deliver(_ work: inout WorkList)
  /// Lets go of its followers and returns the Deferreds among them, which wait for nothing any more.
  func takeFollowers() -> [AnyObject]
}

/// One that waits for the result of a Deferred.
struct Follower {
  /// The Deferred that `tell` settles. This reference keeps it alive; `tell` itself does not.
  let link: (any ChainLink)?
  let tell: (inout WorkList) -> Void
}

/// Deferreds with a result to pass on to their followers. One loop works through the list, so a
/// long chain needs no more stack than a short one.
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

/// Frees, one link at a time, a chain that will never fire. Otherwise each link would free the next
/// from inside its own deinit, and ten thousand of them would overflow the stack.
///
/// `links` is `inout`: with a copy of it, no link would be the last reference.
func takeApart(_ links: inout [AnyObject]) {
  while !links.isEmpty {
    let isOurs = isKnownUniquelyReferenced(&links[links.count - 1])
    let link = links.removeLast()
    if isOurs, let link = link as? any ChainLink { links += link.takeFollowers() }
  }
}
