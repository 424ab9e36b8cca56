import Foundation
import Synchronization

/// The communication history of all contacts, in the order of insertion. Credentials are dropped on the way in.
final class Timeline: Sendable {
    struct Entry: Sendable {
        /// Zyntro's id of the entry, growing from 1.
        let id: Int
        let contactID: String
        let insertedAt: Date
        /// The request's members without credentials, as `,"key":value…` bytes; `nil` when the entry is past `keep`.
        var contents: [UInt8]?

        /// The entry as one JSON object with its `ch_id` first.
        var json: [UInt8] {
            var text = Array("{\"ch_id\":\(id)".utf8)
            text += contents ?? Array(",\"contact_id\":\(quoted(contactID))".utf8)
            text.append(UInt8(ascii: "}"))
            return text
        }
    }

    private struct State {
        var entries: [Entry]
        var nextID: Int
    }

    private static let credentials: Set<String> = ["api_key", "developer_secret"]

    private let keep: Int
    private let journal: Journal?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - keep: how many of the newest entries keep their contents; older ones keep `ch_id` and contact.
    ///   - journal: what an earlier sandbox took; entries are added to it.
    init(keep: Int = .max, firstID: Int = 1, journal: Journal? = nil) {
        self.keep = keep
        self.journal = journal
        let entries = journal?.kept ?? []
        state = Mutex(State(entries: entries, nextID: max(firstID, (entries.last?.id ?? 0) + 1)))
    }

    /// Stores the call, in the journal first, and returns its `ch_id`.
    func insert(_ call: Call, contactID: String, at date: Date = Date()) throws -> Int {
        let contents = Self.contents(of: call)
        return try state.withLock { state in
            let id = state.nextID
            let entry = Entry(id: id, contactID: contactID, insertedAt: date, contents: contents)
            try journal?.append(entry)
            state.nextID += 1
            state.entries.append(entry)
            let outdated = state.entries.count - keep - 1
            if outdated >= 0 { state.entries[outdated].contents = nil }
            return id
        }
    }

    var count: Int { state.withLock { $0.entries.count } }

    /// Entries with an id greater than `since`, oldest first, at most `limit`.
    func entries(since id: Int = 0, limit: Int = .max) -> [Entry] {
        let all = state.withLock { $0.entries }
        let start = all.partitioningIndex { $0.id > id }
        return Array(all[start...].prefix(limit))
    }

    /// Forgets all entries; ids go on growing.
    func removeAll() throws {
        try state.withLock { state in
            try journal?.empty()
            state.entries.removeAll()
        }
    }

    private static func contents(of call: Call) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(call.fields.reduce(0) { $0 + $1.key.utf8.count + $1.value.bytes.count + 4 })
        for (key, value) in call.fields where !credentials.contains(key) && key != "ch_id" {
            text.append(UInt8(ascii: ","))
            text += quoted(key).utf8
            text.append(UInt8(ascii: ":"))
            text += value.bytes
        }
        return text
    }
}

extension Array {
    /// The first index whose element fulfils the condition, in an array where all that fulfil it come last.
    fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The text as a JSON string.
private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": quoted += "\\\""
        case "\\": quoted += "\\\\"
        case "\u{0}"..<"\u{20}": quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}
