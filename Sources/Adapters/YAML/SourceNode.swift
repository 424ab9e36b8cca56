/// A YAML node with the place where it stands. Scalars are text as written, never resolved to numbers or Booleans.
package struct SourceNode: Sendable {
    package enum Content: Sendable {
        /// `isPlain` is true for an unquoted scalar, where `~`, `null` and the empty text mean "nothing".
        case scalar(String, isPlain: Bool)
        case sequence([SourceNode])
        case mapping([Member])
    }

    package struct Member: Sendable {
        package let name: String
        package let place: SourcePlace
        package let value: SourceNode

        package init(name: String, place: SourcePlace, value: SourceNode) {
            self.name = name
            self.place = place
            self.value = value
        }
    }

    package let content: Content
    package let place: SourcePlace
    /// Where the first character of a scalar's text stands: behind the quote, or in the line below `|` and `>`.
    package let textStart: SourcePlace
    /// Of a text that YAML folded out of several lines, where each line begins: its byte in the text, and its place.
    let folds: [Fold]
    /// Where a comment stands right behind an unquoted text, which may have been meant as a part of it.
    let comment: SourcePlace?

    struct Fold: Sendable {
        let offset: Int
        let place: SourcePlace
    }

    package init(content: Content, place: SourcePlace, textStart: SourcePlace? = nil) {
        self.init(content: content, place: place, textStart: textStart, folds: [], comment: nil)
    }

    init(content: Content, place: SourcePlace, textStart: SourcePlace?, folds: [Fold], comment: SourcePlace?) {
        self.content = content
        self.place = place
        self.textStart = textStart ?? place
        self.folds = folds
        self.comment = comment
    }
}

extension SourceNode {
    /// The place of a byte of a scalar's text, counted in UTF-8 from 0.
    ///
    /// Exact for plain and quoted text on one line, for `|` blocks, and for lines that YAML folded with one blank between
    /// them; other folded text counts as one line.
    package func place(atOffset offset: Int) -> SourcePlace {
        guard case .scalar(let text, _) = content else { return place }
        let before = text.utf8.prefix(offset)
        if let fold = folds.last(where: { $0.offset <= offset }) {
            let characters = before.dropFirst(fold.offset).count { $0 & 0xC0 != 0x80 }
            return SourcePlace(file: place.file, line: fold.place.line, column: fold.place.column + characters)
        }
        let newline = UInt8(ascii: "\n")
        let isContinuation: (UInt8) -> Bool = { $0 & 0xC0 == 0x80 }
        let lineStart = before.lastIndex(of: newline).map(before.index(after:)) ?? before.startIndex
        return SourcePlace(
            file: textStart.file,
            line: textStart.line + before.count { $0 == newline },
            column: textStart.column + before[lineStart...].count { !isContinuation($0) }
        )
    }

    /// Every comment right behind an unquoted text in it.
    var comments: [SourcePlace] {
        switch content {
        case .scalar: comment.map { [$0] } ?? []
        case .sequence(let elements): elements.flatMap(\.comments)
        case .mapping(let members): members.flatMap(\.value.comments)
        }
    }

    /// True for what means "nothing": an unquoted `~`, `null` or empty value.
    package var isNothing: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return text.isEmpty || text == "~" || text == "null"
    }
}

/// A place in a file; line and column start at 1.
package struct SourcePlace: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}
