/// Turns HTML into the text that a person would read: one pass, linear, never failing on broken markup.
///
/// Blocks become lines, `<br>` a line end, list items begin with `- `, table cells are parted by a space; scripts,
/// styles, heads and comments vanish; entities become characters.
struct HTMLText {
    private let input: [UInt8]
    private var position = 0
    private var output: [UInt8] = []
    /// Line ends and blanks that are due before the next visible character.
    private var pendingLines = 0
    private var hasPendingSpace = false
    private var isPreformatted = false

    private init(_ html: String) {
        input = Array(html.utf8)
        output.reserveCapacity(input.count / 2)
    }

    static func text(of html: String) -> String {
        var reader = HTMLText(html)
        let text = reader.read()
        // Old Postmark payloads carry the markup itself escaped (captured 2013).
        guard html.hasPrefix("&lt;"), text.hasPrefix("<") else { return text }
        var second = HTMLText(text)
        return second.read()
    }

    private mutating func read() -> String {
        while position < input.count {
            let byte = input[position]
            if byte == UInt8(ascii: "<"), readMarkup() { continue }
            if byte == UInt8(ascii: "&"), let (scalar, length) = HTMLEntity.decode(input[position...]) {
                position += length
                scalar == "\u{A0}" ? write(space: 32) : write(visible: Array(String(Character(scalar)).utf8))
                continue
            }
            position += 1
            switch byte {
            case 9, 10, 12, 13, 32: write(space: byte)
            // U+00A0 in UTF-8.
            case 0xC2 where position < input.count && input[position] == 0xA0:
                position += 1
                write(space: 32)
            default: write(visible: [byte])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func write(space: UInt8) {
        if isPreformatted, space == 10 { pendingLines += 1 } else { hasPendingSpace = true }
    }

    private mutating func write(visible bytes: some Sequence<UInt8>) {
        if pendingLines > 0 {
            if !output.isEmpty { output += repeatElement(10, count: min(pendingLines, 2)) }
        } else if hasPendingSpace, !output.isEmpty {
            output.append(32)
        }
        pendingLines = 0
        hasPendingSpace = false
        output += bytes
    }

    /// Reads a tag or a comment at `<`; false where it is just a character.
    private mutating func readMarkup() -> Bool {
        if input[position...].starts(with: "<!--".utf8) {
            position = end(after: "-->", from: position + 4)
            return true
        }
        var index = position + 1
        guard index < input.count else { return false }
        let isEnd = input[index] == UInt8(ascii: "/")
        if isEnd { index += 1 }
        let nameStart = index
        while index < input.count, isNameByte(input[index]) { index += 1 }
        let isDeclaration =
            index < input.count && (input[index] == UInt8(ascii: "!") || input[index] == UInt8(ascii: "?"))
        guard index > nameStart || isDeclaration else { return false }
        let name = String(decoding: input[nameStart..<index], as: UTF8.self).lowercased()
        position = tagEnd(from: index)
        if !isEnd, Self.hidden.contains(name) {
            position = end(after: "</\(name)", from: position)
            position = tagEnd(from: position)
            return true
        }
        apply(name, isEnd: isEnd)
        return true
    }

    private mutating func apply(_ name: String, isEnd: Bool) {
        switch name {
        case "br": pendingLines += 1
        case "pre": isPreformatted = !isEnd
        case "li":
            pendingLines = max(pendingLines, 1)
            if !isEnd { write(visible: "- ".utf8) }
        case "td", "th": hasPendingSpace = true
        case let name where Self.paragraphs.contains(name): pendingLines = max(pendingLines, 2)
        case let name where Self.blocks.contains(name): pendingLines = max(pendingLines, 1)
        default: break
        }
    }

    private static let hidden: Set<String> = ["script", "style", "head", "title", "template", "noscript"]
    private static let paragraphs: Set<String> = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "hr",
    ]
    private static let blocks: Set<String> = [
        "div", "tr", "section", "article", "header", "footer", "dt", "dd", "pre", "address",
    ]

    private func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 32) || (48...57).contains(byte) || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: "-")
    }

    /// The place after the `>` that closes a tag; quotes may hold a `>`.
    private func tagEnd(from start: Int) -> Int {
        var index = start
        var quote: UInt8?
        while index < input.count {
            let byte = input[index]
            index += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index
            }
        }
        return index
    }

    /// The place after the next `text`, ASCII case folded; the end where it does not come.
    private func end(after text: String, from start: Int) -> Int {
        let wanted = Array(text.utf8)
        var index = start
        while index + wanted.count <= input.count {
            if zip(input[index...], wanted).allSatisfy({ $0 == $1 || $0 | 32 == $1 }) { return index + wanted.count }
            index += 1
        }
        return input.count
    }
}
