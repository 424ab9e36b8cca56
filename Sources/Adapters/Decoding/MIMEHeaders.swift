import BridgeCore

/// The header lines of a mail or of one of its parts (RFC 5322 §2.2), unfolded.
struct MIMEHeaders {
    /// More lines than any mail has.
    static let limit = 1000

    /// Names in lower case, values without blanks around them, encoded words not decoded yet.
    private(set) var fields: [(name: String, value: String)] = []

    /// Reads lines up to the first empty one; what follows it is the body.
    init(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        var name = ""
        var value: [UInt8] = []
        while let line = Self.line(of: &rest), !line.isEmpty {
            if line.first == 0x20 || line.first == 0x09 {
                value += line
                continue
            }
            append(name, value)
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                // `From ana@example.com Mon Mar 2` begins mails in mailbox files; it is no header.
                name = ""
                continue
            }
            name = String(decoding: line[..<colon], as: UTF8.self).lowercased().filter { $0 != " " && $0 != "\t" }
            value = Array(line[line.index(after: colon)...])
        }
        append(name, value)
    }

    private mutating func append(_ name: String, _ value: [UInt8]) {
        guard !name.isEmpty, fields.count < Self.limit else { return }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let start = value.drop(while: isBlank)
        let end = start.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start.startIndex
        fields.append((name, MIMECharset.text(start[..<end], charset: nil)))
    }

    /// The next line without its end, LF or CR LF; nil at the end of the bytes.
    static func line(of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        guard let end = rest.firstIndex(of: 0x0A) else {
            defer { rest = rest[rest.endIndex...] }
            return rest
        }
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        return line.last == 0x0D ? line.dropLast() : line
    }

    /// As written, the first of that name.
    func raw(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Decoded, the first of that name.
    func text(_ name: String) -> String? { raw(name).map(MIMEEncodedWords.decode) }

    /// The part of a structured header before its parameters, in lower case.
    func token(_ name: String) -> String? {
        raw(name).map { $0.prefix { $0 != ";" && $0 != " " }.lowercased() }
    }

    /// A parameter of a header, also where it is encoded or in pieces (RFC 2231): `name*=UTF-8''caf%C3%A9`.
    func parameter(_ parameter: String, of name: String) -> String? {
        guard let header = raw(name) else { return nil }
        if let plain = headerParameter(parameter, of: header) { return MIMEEncodedWords.decode(plain) }
        if let extended = headerParameter("\(parameter)*", of: header) { return Self.extended([(extended, true)]) }
        var pieces: [(text: String, isEncoded: Bool)] = []
        for number in 0..<64 {
            if let piece = headerParameter("\(parameter)*\(number)*", of: header) {
                pieces.append((piece, true))
            } else if let piece = headerParameter("\(parameter)*\(number)", of: header) {
                pieces.append((piece, false))
            } else {
                break
            }
        }
        return pieces.isEmpty ? nil : Self.extended(pieces)
    }

    /// Charset and language stand before the first piece: `UTF-8'en'`.
    private static func extended(_ pieces: [(text: String, isEncoded: Bool)]) -> String {
        var charset: String?
        var bytes: [UInt8] = []
        for (number, piece) in pieces.enumerated() {
            var text = piece.text[...]
            if number == 0, piece.isEncoded {
                let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
                if parts.count == 3 {
                    charset = String(parts[0])
                    text = parts[2]
                }
            }
            let content = Array(text.utf8)
            guard piece.isEncoded else {
                bytes += content
                continue
            }
            var index = 0
            while index < content.count {
                if content[index] == UInt8(ascii: "%"), index + 2 < content.count,
                    let high = hexDigit(content[index + 1]), let low = hexDigit(content[index + 2])
                {
                    bytes.append(high << 4 | low)
                    index += 3
                } else {
                    bytes.append(content[index])
                    index += 1
                }
            }
        }
        return MIMECharset.text(bytes, charset: charset)
    }
}
