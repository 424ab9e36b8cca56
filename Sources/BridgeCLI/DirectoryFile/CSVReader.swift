/// Reads comma-separated values (RFC 4180) record by record, with the line on which each starts.
///
/// Own code because a million rows must pass in constant memory and a fault must be told by its line, which
/// dictionary-building readers cannot do. Semicolons and tabs are recognised from the heading, as spreadsheets write them.
struct CSVReader: Sequence, IteratorProtocol {
    struct Record: Equatable {
        /// 1 for the first line of the file.
        let line: Int
        let fields: [String]
        /// What is wrong with how it is written; its fields are not to be trusted then.
        var fault: String?
    }

    /// What of the file is not read, because of how it is encoded; nil for UTF-8.
    let foreignEncoding: String?
    private var fault: String?
    private let bytes: [UInt8]
    private var position: Int
    private var line = 1
    private let separator: UInt8

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        foreignEncoding = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) ? "UTF-16" : nil
        let heading = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        separator =
            candidates.max { left, right in
                heading.count { $0 == left } < heading.count { $0 == right }
            } ?? UInt8(ascii: ",")
    }

    /// The next record that is not an empty line; nil at the end.
    mutating func next() -> Record? {
        while position < bytes.count {
            let start = line
            fault = nil
            let fields = record()
            if fields != [""] || fault != nil { return Record(line: start, fields: fields, fault: fault) }
        }
        return nil
    }

    private mutating func record() -> [String] {
        var fields: [String] = []
        while true {
            fields.append(field())
            guard position < bytes.count, bytes[position] == separator else { break }
            position += 1
        }
        skipLineEnd()
        return fields
    }

    private mutating func field() -> String {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return quotedField() }
        let start = position
        skipToFieldEnd()
        return text(bytes[start..<position])
    }

    /// A quote that is not closed, or closed in the middle of a value, has swallowed the rows between.
    private mutating func quotedField() -> String {
        let opened = line
        var content: [UInt8] = []
        var isClosed = false
        position += 1
        while position < bytes.count, !isClosed {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    isClosed = true
                    continue
                }
                position += 1
            } else if byte == UInt8(ascii: "\n") {
                line += 1
            }
            content.append(byte)
        }
        let end = position
        skipToFieldEnd()
        let mend = "write a quote within a value twice, and the whole value in quotes"
        if !isClosed {
            fault = "a quote opens on line \(opened) and is never closed: nothing behind it was read; \(mend)"
        } else if bytes[end..<position].contains(where: { $0 != UInt8(ascii: " ") }) {
            let rows = line == opened ? "" : ", and the rows from there to line \(line) were not read"
            fault = "the quote that opens on line \(opened) closes in the middle of a value\(rows); \(mend)"
        }
        return text(content[...])
    }

    private mutating func skipToFieldEnd() {
        while position < bytes.count, bytes[position] != separator, !isLineEnd(bytes[position]) { position += 1 }
    }

    private mutating func text(_ bytes: ArraySlice<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        fault = fault ?? "it is not UTF-8; let the spreadsheet save the file as \"CSV UTF-8\""
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func skipLineEnd() {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
        line += 1
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
