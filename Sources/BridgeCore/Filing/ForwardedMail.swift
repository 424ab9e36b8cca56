/// A mail that somebody forwarded, read from the text of the mail that carries it.
///
/// Who wrote it and when is what the text says: it proves nothing, since anybody can type such lines.
package struct ForwardedMail {
    package typealias Party = (name: String?, address: EmailAddress)

    /// Nil where the text names the sender without an address.
    package let sender: Party?
    package let to: [Party]
    package let cc: [Party]
    /// As written, ``ForwardedDate`` reads it.
    package let date: String?
    package let subject: String?
    /// The text of the inner mail, without its header lines and without the `>` of a quotation.
    package let body: String
    /// What the person who forwarded wrote above it (and below a quotation), without a signature.
    package let words: String

    /// Nil where there is no line that announces a forwarded mail and no block of header lines.
    package init?(in text: String) {
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
            .map(QuotedLine.init)
        guard let place = ForwardedMail.place(in: lines) else { return nil }
        let (headers, end) = ForwardedMail.headers(lines, from: place.header)
        let parties = headers[.sender].map(ForwardedMail.parties) ?? []
        // "Assistant on behalf of author": the author comes last.
        sender = headers[.sender]?.lowercased().contains(" on behalf of ") == true ? parties.last : parties.first
        to = headers[.to].map(ForwardedMail.parties) ?? []
        cc = headers[.cc].map(ForwardedMail.parties) ?? []
        date = headers[.date]
        subject = headers[.subject].flatMap { $0.isEmpty ? nil : $0 }
        let depth = lines[place.header].depth
        let rest = lines[end...]
        let isInner: (QuotedLine) -> Bool = { $0.depth >= depth || ForwardMarks.trimmed($0.text).isEmpty }
        let inner = depth == 0 ? rest : rest.prefix(while: isInner)
        body = ForwardedMail.joined(inner.map { $0.text(without: depth) })
        words = ForwardedMail.words(lines[..<place.start], rest[inner.endIndex...])
    }

    /// A line with its quotation counted: `> > Hello` is `Hello` at depth 2.
    private struct QuotedLine {
        let depth: Int
        /// Without any `>`.
        let text: Substring
        private let whole: Substring

        init(_ line: Substring) {
            whole = line
            var rest = line
            var depth = 0
            while true {
                let next = rest.drop { $0 == " " || $0 == "\t" }
                guard next.first == ">" else { break }
                rest = next.dropFirst()
                depth += 1
            }
            self.depth = depth
            text = depth == 0 ? line : rest.first == " " ? rest.dropFirst() : rest
        }

        func text(without depth: Int) -> Substring {
            guard depth > 0 else { return whole }
            guard self.depth > depth else { return text }
            var rest = whole
            for _ in 0..<depth { rest = rest.drop { $0 != ">" }.dropFirst() }
            return rest.first == " " ? rest.dropFirst() : rest
        }
    }

    /// The line that begins the forward, and the one at which its header block begins.
    private static func place(in lines: [QuotedLine]) -> (start: Int, header: Int)? {
        let texts = lines.map(\.text)
        for index in texts.indices {
            if ForwardMarks.isForwardLine(texts[index]) || ForwardMarks.isOriginalLine(texts[index]) {
                let following = texts[(index + 1)...].prefix(5)
                if let header = following.firstIndex(where: { ForwardMarks.field(of: $0) != nil }),
                    following[..<header].allSatisfy({ ForwardMarks.trimmed($0).isEmpty }), isHeader(texts[header...])
                {
                    return (index, header)
                }
            }
            // `field` is asked first: nearly no line of a mail begins one.
            if ForwardMarks.field(of: texts[index]) != nil, ForwardMarks.startsHeaderBlock(dense(texts[index...])) {
                return (index, index)
            }
        }
        return nil
    }

    /// Under a line that announces it, a sender and one field more are a header block.
    private static func isHeader(_ texts: ArraySlice<Substring>) -> Bool {
        let fields = dense(texts).prefix(6).compactMap { ForwardMarks.field(of: $0)?.field }
        return fields.contains(.sender) && fields.count >= 2
    }

    /// The next lines without the blank ones that programs put between header lines made of HTML.
    private static func dense(_ texts: ArraySlice<Substring>) -> [Substring] {
        var dense: [Substring] = []
        for text in texts.prefix(24) where !ForwardMarks.trimmed(text).isEmpty {
            dense.append(text)
            if dense.count == 8 { break }
        }
        return dense
    }

    /// The header fields, the first of each name, and the line behind them. A line that begins no field continues one
    /// where another field follows.
    private static func headers(
        _ lines: [QuotedLine],
        from start: Int
    ) -> (fields: [ForwardMarks.Field: String], end: Int) {
        var fields: [ForwardMarks.Field: String] = [:]
        var last: ForwardMarks.Field?
        var end = start
        var index = start
        while index < lines.count {
            let text = lines[index].text
            if let (field, value) = ForwardMarks.field(of: text) {
                last = fields[field] == nil ? field : nil
                if fields[field] == nil { fields[field] = value }
                end = index + 1
            } else if !isWithinHeader(lines, at: index, besides: fields) {
                break
            } else if let last, !ForwardMarks.trimmed(text).isEmpty {
                fields[last, default: ""] += " " + ForwardMarks.trimmed(text)
            }
            index += 1
        }
        return (fields, end)
    }

    /// True for a blank line between two fields and for a line that continues a long list of recipients. A field that
    /// was there already begins a header block of its own, in the text.
    private static func isWithinHeader(
        _ lines: [QuotedLine],
        at index: Int,
        besides fields: [ForwardMarks.Field: String]
    ) -> Bool {
        let isBlank = ForwardMarks.trimmed(lines[index].text).isEmpty
        for line in lines[(index + 1)...].prefix(isBlank ? 1 : 8) {
            if let next = ForwardMarks.field(of: line.text) { return fields[next.field] == nil }
            if ForwardMarks.trimmed(line.text).isEmpty { return false }
        }
        return false
    }

    /// Addresses as Outlook and Apple Mail write them in a text: `Ana [mailto:ana@example.com]`,
    /// `Ana <ana@example.com<mailto:ana@example.com>>`.
    private static func parties(_ value: String) -> [Party] {
        var text = ""
        var rest = value[...]
        while let range = rest.firstRange(of: "mailto:") {
            let before = rest[..<range.lowerBound]
            let opener = before.last
            let closer: Character = opener == "[" ? "]" : ">"
            let address = rest[range.upperBound...].prefix { $0 != closer }
            let isRepeated =
                before.dropLast().lowercased().hasSuffix(address.lowercased())
                || text.isEmpty && before.dropLast().allSatisfy(\.isWhitespace)
            text += before.dropLast()
            if !address.isEmpty, !isRepeated { text += "<\(address)>" }
            if text.isEmpty { text += address }
            rest = rest[address.endIndex...].dropFirst()
        }
        return EmailAddress.list(text + rest)
    }

    private static func joined(_ lines: some Collection<Substring>) -> String {
        var lines = Array(lines.drop { ForwardMarks.trimmed($0).isEmpty })
        while let last = lines.last, ForwardMarks.trimmed(last).isEmpty { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private static func words(_ above: ArraySlice<QuotedLine>, _ below: ArraySlice<QuotedLine>) -> String {
        let own = above.prefix { $0.text != "-- " && $0.text != "--" }.filter { line in
            // Outlook's rule above a forwarded mail.
            !(line.text.count >= 8 && line.text.allSatisfy { $0 == "_" || $0 == "-" })
        }
        return [joined(own.map(\.text)), joined(below.map(\.text))].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
