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

    package init(content: Content, place: SourcePlace) {
        self.content = content
        self.place = place
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
