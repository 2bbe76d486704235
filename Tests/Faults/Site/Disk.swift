import Support

/// A disk whose power can be cut: a file system in a file.
///
/// What was not synchronized is in the kernel's memory, above the file, and nowhere in it. So a copy
/// of the file, taken before the file system is unmounted, is what a disk has after a power cut.
final class Disk {
  static var isPossible: Bool { Trace.isRoot && Programs.has("mkfs.ext4") }

  let path: String
  private let folder: String
  private let stage: Stage
  private var cuts = 0

  init(in folder: String, on stage: Stage) throws {
    (self.folder, self.stage) = (folder, stage)
    path = "\(folder)/disk"
    try stage.run("mkdir", path)
    try stage.run("truncate", "-s", "64M", image)
    try stage.run("mkfs.ext4", "-q", "-F", image)
    try mount()
  }

  deinit { Trace.discard("umount", "-l", path) }

  /// A new one each time: what replaces an old file is synchronized by ext4 itself (auto_da_alloc).
  private var unsynced: String { "\(path)/unsynced-\(cuts)" }
  private var image: String { "\(folder)/disk-\(cuts).img" }

  private func mount() throws {
    Trace.note("mount", path)
    try stage.run("mount", "-o", "loop", image, path)
  }

  /// Marks what is to be lost and what is not; then whoever writes here is to be killed, and the power
  /// `cut`.
  func prepareCut() throws {
    try stage.run("sh", "-c", "echo lost > \(unsynced)")
    try stage.run(
      "dd", "if=/dev/zero", "of=\(path)/synced", "bs=512", "count=1", "conv=fsync", "status=none")
  }

  func cut() throws {
    let (old, unsynced) = (image, unsynced)
    cuts += 1
    try stage.run("cp", "--sparse=always", old, image)
    try stage.run("umount", path)
    try mount()
    let kept = try stage.run(
      "sh", "-c", "cat \(unsynced) 2>/dev/null | wc -c; wc -c < \(path)/synced")
    guard kept.split(separator: "\n") == ["0", "512"] else {
      throw Problem("the cut of the disk's power is none: \(kept.debugDescription)")
    }
  }
}
