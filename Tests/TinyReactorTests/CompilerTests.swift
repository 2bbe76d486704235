import Glibc
import Support
import Testing

// MARK: - What the compiler refuses

/// Chains and threads that do not fit, and the type that the compiler cannot take there.
private let refused: [(code: String, reason: String)] = [
  (
    "func f(_ start: Deferred<Int>) { start.addCallback { (text: String) in text } }",
    "'(String) -> String'"
  ),
  (
    """
    func f(_ start: Deferred<Int>) -> Deferred<Int> {
      start.addCallback { number -> String in "\\(number)" }
    }
    """, "closure result 'String'"
  ),
  (
    """
    func f(_ start: Deferred<Int>, _ inner: Deferred<String>) {
      start.addCallback { _ in inner }.addCallback { (number: Int) in number }
    }
    """, "'Deferred<String>'"
  ),
  (
    "func f(_ start: Deferred<Int>) { start.addErrback { _ in \"none\" } }", "error: "
  ),
  (
    "func f(_ reactor: Reactor, _ box: Mailbox) { box.post { _ in reactor.stop() } }",
    "capture of 'reactor' with non-Sendable type 'Reactor'"
  ),
  (
    "func f(_ d: Deferred<Int>, _ worker: Worker<Int>) { worker.run { _ in d.callback(1) } }",
    "capture of 'd' with non-Sendable type 'Deferred<Int>'"
  ),
]

/// The same in a form that fits: what is refused is refused for the reason given.
private let taken = """
  func f(_ start: Deferred<Int>, _ inner: Deferred<String>, _ box: Mailbox, _ worker: Worker<Int>) {
    start.addCallback { number -> String in "\\(number)" }.addErrback { _ in "none" }
      .addCallback { _ in inner }.addCallback { (text: String) in text.count }
    box.post { reactor in reactor.stop() }
    worker.run { $0 }.addCallback { start.callback($0) }
  }
  """

@Test(.enabled(if: Programs.has("swiftc")))
func `a chain that does not fit, or a reactor on another thread, does not compile`() throws {
  #expect(try complaints(about: taken) == "")
  for (code, reason) in refused {
    #expect(try complaints(about: code).contains(reason), "\(code)")
  }
}

/// What Twisted's inline callbacks would need here; `Shared/ARCHITECTURE.md` says what was tried. When
/// this compiles, they can be had.
private let inlineCallbacks = """
  extension Reactor {
    func inline<T>(_ body: nonisolated(nonsending) @escaping () async throws -> T) -> Deferred<T> {
      let done = Deferred<T>()
      Task.immediate {
        do { done.callback(try await body()) } catch { done.errback(error) }
      }
      return done
    }
  }
  """

@Test(.enabled(if: Programs.has("swiftc")))
func `async code cannot be started yet on a loop that belongs to no actor`() throws {
  // Regions are looked at after types.
  let said = try complaints(about: inlineCallbacks, after: ["-emit-sil", "-o", "/dev/null"])
  #expect(said.contains("risks causing data races"), "\(said)")
  let harmless = "func f(_ box: Mailbox) { Task.immediate { box.post { $0.stop() } } }"
  #expect(try complaints(about: harmless, after: ["-emit-sil", "-o", "/dev/null"]) == "")
}

/// What the compiler says of a file that imports TinyReactor.
private func complaints(
  about code: String, after stage: [String] = ["-typecheck"]
) throws -> String {
  let folder = try TemporaryFolder()
  let path = "\(folder.path)/Snippet.swift"
  let text = Array("import TinyReactor\n\(code)\n".utf8)
  let file = open(path, O_CREAT | O_WRONLY, 0o600)
  try #require(write(file, text, text.count) == text.count)
  close(file)
  let compiler = try ChildProcess(
    ["swiftc"] + stage + [
      "-swift-version", "6", "-package-name", try packageName(),
      "-I", Programs.ours("Modules"),
      "-Xcc", "-fmodule-map-file=\(Programs.ours("CSystem.build/module.modulemap"))", path,
    ])
  _ = try compiler.waitForExit(limit: .seconds(120))
  return compiler.errorText
}

/// What the build made of the name of this folder.
private func packageName() throws -> String {
  let description = try ChildProcess([
    "grep", "-m1", "-A1", "\"-package-name\"", Programs.ours("description.json"),
  ])
  _ = try description.waitForExit()
  let words = description.outputText.split(separator: "\"")
  return String(try #require(words.dropFirst(3).first, "the build names its package"))
}
