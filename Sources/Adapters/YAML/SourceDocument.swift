import CYaml
import Yams

/// Parses YAML into ``SourceNode``s.
package enum SourceDocument {
    /// How deeply lists and mappings may lie within each other. Yams and everything that walks its nodes use the stack
    /// once per level; libYAML's own limit is 1000, more than a worker thread's stack of 512 KiB (macOS) holds.
    static let depthLimit = 64

    /// libYAML keeps the limit for the whole process.
    private static let isDepthLimited: Bool = {
        yaml_set_max_nest_level(Int32(depthLimit))
        return true
    }()

    /// `file` is only shown in problems. Syntax errors, tabs, duplicate keys, anchors and several documents are problems.
    ///
    /// An empty document is a plain scalar without text. Throws the first problem in reading order.
    package static func parse(_ text: String, file: String) throws(SourceProblem) -> SourceNode {
        // A byte order mark, as some editors write it, is no part of the text.
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let lines = SourceLines(text)
        _ = isDepthLimited
        do {
            // The parser owns the anchors of its nodes: it must outlive the walk, or they could not be seen.
            let parser = try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8)
            let root = try parser.singleRoot()
            return try withExtendedLifetime(parser) {
                guard let root else {
                    return SourceNode(
                        content: .scalar("", isPlain: true),
                        place: SourcePlace(file: file, line: 1, column: 1)
                    )
                }
                return try NodeReader(file: file, lines: lines).read(root)
            }
        } catch let problem as SourceProblem {
            throw problem
        } catch let error as YamlError {
            throw SyntaxDiagnosis(file: file, lines: lines).problem(for: error)
        } catch {
            throw SourceProblem(at: SourcePlace(file: file, line: 1, column: 1), "not YAML: \(error)")
        }
    }
}

/// The lines of a file by number, for diagnoses that look at what stands around a fault.
struct SourceLines {
    private let lines: [Substring]

    init(_ text: String) { lines = text.split(omittingEmptySubsequences: false) { $0.isNewline } }

    var count: Int { lines.count }

    /// The line by its number from 1; empty beyond the end.
    subscript(number: Int) -> Substring { lines.indices.contains(number - 1) ? lines[number - 1] : "" }

    /// How many blanks a line starts with; nil for a line of nothing but blanks.
    func indentation(of number: Int) -> Int? {
        let line = self[number]
        let blanks = line.prefix { $0 == " " }.count
        return blanks == line.count ? nil : blanks
    }
}

/// Turns the nodes of Yams into ours and refuses what a reader of the file could misread.
private struct NodeReader {
    let file: String
    let lines: SourceLines

    func read(_ node: Node) throws(SourceProblem) -> SourceNode {
        let place = self.place(node.mark)
        if node.anchor != nil {
            throw SourceProblem(
                at: place,
                "anchors (&name) and aliases (*name) are not supported",
                mend: "write the value out in each place"
            )
        }
        switch node {
        case .scalar(let scalar): return try read(scalar, at: place)
        case .sequence(let sequence):
            var elements: [SourceNode] = []
            for element in sequence { elements.append(try read(element)) }
            return SourceNode(content: .sequence(elements), place: place)
        case .mapping(let mapping): return SourceNode(content: .mapping(try members(of: mapping)), place: place)
        case .alias:
            throw SourceProblem(at: place, "aliases (*name) are not supported", mend: "write the value out here")
        }
    }

    private func members(of mapping: Node.Mapping) throws(SourceProblem) -> [SourceNode.Member] {
        var members: [SourceNode.Member] = []
        for (key, value) in mapping {
            let place = self.place(key.mark)
            guard case .scalar(let name) = key else {
                throw SourceProblem(
                    at: place,
                    "a key must be text, not a mapping or a list",
                    mend: "quote the expression, or a key that starts with { or ["
                )
            }
            guard name.string != "<<" else {
                throw SourceProblem(
                    at: place,
                    "merge keys (<<) are not supported",
                    mend: "write the merged keys out here"
                )
            }
            members.append(SourceNode.Member(name: name.string, place: place, value: try read(value)))
        }
        return members
    }

    private func read(_ scalar: Node.Scalar, at place: SourcePlace) throws(SourceProblem) -> SourceNode {
        let isPlain = scalar.style == .plain
        if isPlain, endsInsideExpression(scalar.string) {
            throw unfinished(scalar.string, at: place)
        }
        let comment = isPlain ? comment(behind: scalar.string, at: place) : nil
        if let comment, Substring(lines[comment.line].unicodeScalars.dropFirst(comment.column)).contains("${{") {
            throw SourceProblem(
                at: comment,
                "unquoted text stops before \" #\", and the expression behind it is not read",
                mend: "quote the whole value, or give the comment a line of its own"
            )
        }
        return SourceNode(
            content: .scalar(scalar.string, isPlain: isPlain),
            place: place,
            textStart: textStart(of: scalar, at: place),
            folds: folds(of: scalar, at: place),
            comment: comment
        )
    }

    /// Where a comment begins right behind an unquoted text, in the line that the text ends in.
    private func comment(behind text: String, at place: SourcePlace) -> SourcePlace? {
        // YAML folds blanks and line ends of such a text, and changes nothing else.
        var words = text.unicodeScalars.filter { !$0.properties.isWhitespace }[...]
        var number = place.line
        var column = place.column
        while true {
            var rest = lines[number].unicodeScalars.dropFirst(column - 1)
            while let next = rest.first, next.properties.isWhitespace || next == words.first {
                if next == words.first { words.removeFirst() }
                rest.removeFirst()
                column += 1
            }
            guard words.isEmpty else {
                guard rest.isEmpty, number < lines.count else { return nil }
                number += 1
                column = 1
                continue
            }
            return rest.first == "#" ? SourcePlace(file: file, line: number, column: column) : nil
        }
    }

    /// Where the lines of a folded text begin; none where it cannot be told for certain: where joining them with single
    /// blanks does not give the text.
    private func folds(of scalar: Node.Scalar, at place: SourcePlace) -> [SourceNode.Fold] {
        guard scalar.style == .folded || scalar.style == .plain else { return [] }
        let text = scalar.string.hasSuffix("\n") ? String(scalar.string.dropLast()) : scalar.string
        var folds: [SourceNode.Fold] = []
        var joined = ""
        var number = scalar.style == .folded ? place.line + 1 : place.line
        while joined.utf8.count < text.utf8.count, number <= lines.count {
            let isFirst = scalar.style == .plain && number == place.line
            let line = isFirst ? lines[number].dropFirst(place.column - 1) : lines[number].drop { $0 == " " }
            guard !line.isEmpty else { return [] }
            if !joined.isEmpty { joined += " " }
            let column = isFirst ? place.column : (lines.indentation(of: number) ?? 0) + 1
            folds.append(
                SourceNode.Fold(
                    offset: joined.utf8.count,
                    place: SourcePlace(file: file, line: number, column: column)
                )
            )
            joined += line
            number += 1
        }
        return folds.count > 1 && joined == text ? folds : []
    }

    private func unfinished(_ text: String, at place: SourcePlace) -> SourceProblem {
        let isCut = (place.line...place.line + 20).contains { number in
            guard let comment = lines[number].firstRange(of: " #") else { return false }
            let before = String(lines[number][..<comment.lowerBound])
            return text.hasSuffix(before.split(separator: " ").last.map(String.init) ?? "\u{0}")
        }
        return isCut
            ? SourceProblem(
                at: place,
                "the text ends inside ${{ … }}: unquoted text stops before \" #\"",
                mend: "quote the whole value"
            )
            : SourceProblem(at: place, "an expression is opened with ${{ and not closed", mend: "write }} at its end")
    }

    private func textStart(of scalar: Node.Scalar, at place: SourcePlace) -> SourcePlace {
        switch scalar.style {
        case .singleQuoted, .doubleQuoted: return SourcePlace(file: file, line: place.line, column: place.column + 1)
        case .literal, .folded:
            var number = place.line + 1
            while number < lines.count, lines.indentation(of: number) == nil { number += 1 }
            return SourcePlace(file: file, line: place.line + 1, column: (lines.indentation(of: number) ?? 0) + 1)
        case .any, .plain: return place
        }
    }

    private func place(_ mark: Mark?) -> SourcePlace {
        SourcePlace(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}

/// True where the last `${{` of a text has no `}}` behind it.
private func endsInsideExpression(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var isOpen = false
    var index = 0
    while index + 1 < bytes.count {
        if bytes[index] == UInt8(ascii: "$"), bytes[index...].starts(with: "${{".utf8) {
            isOpen = true
            index += 3
        } else if bytes[index] == UInt8(ascii: "}"), bytes[index + 1] == UInt8(ascii: "}") {
            isOpen = false
            index += 2
        } else {
            index += 1
        }
    }
    return isOpen
}
