import Foundation

/// A timeline in a file, one entry a line as `/timeline` shows it, so that a sandbox that was killed goes on with what it
/// had taken.
struct Journal: Sendable {
    /// What was in the file when it was opened.
    let kept: [Timeline.Entry]
    private let handle: FileHandle

    /// Makes the file where it is absent. A last line that was cut off is removed: its call was never answered.
    init(path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw JournalProblem(path: path, reason: String(cString: strerror(errno))) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let text = try Data(contentsOf: URL(fileURLWithPath: path))
        let whole = text.lastIndex(of: UInt8(ascii: "\n")).map { text[...$0] } ?? Data()
        if whole.count < text.count { try handle.truncate(atOffset: UInt64(whole.count)) }
        kept = try whole.split(separator: UInt8(ascii: "\n")).map { line in
            guard let entry = Self.entry(line) else {
                throw JournalProblem(path: path, reason: "a line is no entry of a timeline; choose another file")
            }
            return entry
        }
    }

    func append(_ entry: Timeline.Entry) throws {
        try handle.write(contentsOf: entry.json + [UInt8(ascii: "\n")])
    }

    func empty() throws { try handle.truncate(atOffset: 0) }

    private static func entry(_ line: Data) -> Timeline.Entry? {
        let head = Array(#"{"ch_id":"#.utf8)
        let call = Call(body: Array(line))
        guard line.starts(with: head), line.last == UInt8(ascii: "}"), let contact = call.text("contact_id"),
            let id = call["ch_id"].flatMap({ Int(String(decoding: $0.bytes, as: UTF8.self)) })
        else { return nil }
        let contents = Array(line.dropFirst(head.count + String(id).utf8.count).dropLast())
        return Timeline.Entry(id: id, contactID: contact, insertedAt: Date(), contents: contents)
    }
}

/// A journal that cannot be used.
struct JournalProblem: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "the journal \(path) cannot be used: \(reason)" }
}
