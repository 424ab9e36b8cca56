import BridgeCore

/// Reads the keys of one mapping, collects what is wrong with them, and at the end knows which keys nobody asked for.
///
/// A reader that finds a value of the wrong kind reports it and answers nil, so that one pass shows every problem.
package struct MappingReader {
    /// What was wrong so far, in the order of reading.
    package private(set) var problems: [SourceProblem] = []
    /// Where the mapping starts.
    package let place: SourcePlace

    private let members: [SourceNode.Member]
    private var known: [String] = []

    /// A node that is no mapping is a problem, except "nothing", which reads as a mapping without keys.
    package init(_ node: SourceNode) {
        place = node.place
        if case .mapping(let members) = node.content {
            self.members = members
        } else {
            members = []
            if !node.isNothing {
                problems.append(
                    SourceProblem(at: node.place, "expected a mapping", mend: "write \"key: value\" lines here")
                )
            }
        }
    }

    /// The names of all keys as they stand in the file.
    package var names: [String] { members.map(\.name) }

    /// The member of any kind; nil where the key is absent or holds "nothing".
    package mutating func member(_ name: String) -> SourceNode.Member? {
        if !known.contains(name) { known.append(name) }
        guard let member = members.first(where: { $0.name == name }), !member.value.isNothing else { return nil }
        return member
    }

    /// The value of any kind; nil where the key is absent or holds "nothing".
    package mutating func node(_ name: String) -> SourceNode? { member(name)?.value }

    /// Text as written.
    package mutating func string(_ name: String) -> String? {
        guard let node = node(name) else { return nil }
        guard case .scalar(let text, _) = node.content else {
            let fault = "\"\(name)\" must be text, not a mapping or a list"
            report(node.place, fault, mend: "write one value behind \"\(name):\"")
            return nil
        }
        return text
    }

    /// Text that must be there and must not be empty.
    package mutating func required(_ name: String) -> String? {
        let isAbsent = node(name) == nil
        guard let text = string(name) else {
            if isAbsent { report(place, "the key \"\(name)\" is missing", mend: "add \"\(name):\"") }
            return nil
        }
        guard text.isEmpty else { return text }
        report(valuePlace(name), "the key \"\(name)\" is empty", mend: "write a value behind \"\(name):\"")
        return nil
    }

    package mutating func integer(_ name: String, in range: ClosedRange<Int> = 0...Int.max) -> Int? {
        read(name, as: "a whole number", mend: "write digits alone") { Int($0) }.flatMap { number in
            if range.contains(number) { return number }
            let bounds =
                range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
            let fault = "\"\(name)\" must be \(bounds), not \(number)"
            report(valuePlace(name), fault, mend: "write a number within these bounds")
            return nil
        }
    }

    /// `true` or `false`; YAML's other spellings are refused.
    package mutating func boolean(_ name: String) -> Bool? {
        read(name, as: "true or false", mend: "write true or false") {
            $0 == "true" ? true : $0 == "false" ? false : nil
        }
    }

    /// A number with its unit: `500ms`, `2s`, `10m`, `1h`, `30d`.
    package mutating func duration(_ name: String) -> Duration? {
        read(name, as: "a duration such as 500ms, 2s, 10m, 1h or 30d", mend: "write a number with its unit, such as 5m")
        { Duration(written: $0) }
    }

    /// A number of bytes with its unit: `512B`, `64KiB` (1024), `60MB` (1 000 000).
    package mutating func byteCount(_ name: String) -> Int? {
        read(name, as: "a size such as 64KiB or 60MB", mend: "write a number with its unit, such as 1MB") {
            Int(byteCount: $0)
        }
    }

    /// The elements of a list; a single value counts as a list of one.
    package mutating func list(_ name: String) -> [SourceNode]? {
        guard let node = node(name) else { return nil }
        switch node.content {
        case .sequence(let elements): return elements
        case .scalar: return [node]
        case .mapping:
            report(node.place, "\"\(name)\" must be a list", mend: "start each element with \"- \"")
            return nil
        }
    }

    /// The texts of a list; a single text counts as a list of one.
    package mutating func strings(_ name: String) -> [String]? {
        list(name)?.compactMap { element in
            if case .scalar(let text, _) = element.content { return text }
            report(element.place, "the elements of \"\(name)\" must be text", mend: "write \"- text\" lines")
            return nil
        }
    }

    /// A mapping, to be read by a reader of its own.
    package mutating func mapping(_ name: String) -> SourceNode? {
        guard let node = node(name) else { return nil }
        guard case .mapping = node.content else {
            report(node.place, "\"\(name)\" must be a mapping", mend: "write \"key: value\" lines below it")
            return nil
        }
        return node
    }

    /// One of the words of an enumeration.
    package mutating func choice<Choice: CaseIterable & RawRepresentable>(
        _ name: String,
        of type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        guard let text = string(name) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        let nearest = nearestName(to: text, among: words).map { "did you mean \"\($0)\"? " } ?? ""
        report(
            valuePlace(name),
            "\"\(text)\" is not a value of \"\(name)\"",
            mend: "\(nearest)known are \(words.joined(separator: ", "))"
        )
        return nil
    }

    /// Adds a problem that only the caller could see.
    package mutating func report(_ place: SourcePlace, _ message: String, mend: String? = nil) {
        problems.append(SourceProblem(at: place, message, mend: mend))
    }

    /// Where the value of a key stands; the mapping's own place where the key is absent.
    package func valuePlace(_ name: String) -> SourcePlace {
        members.first { $0.name == name }?.value.place ?? place
    }

    /// Every problem, those of keys that were never asked for included.
    package mutating func finish() -> [SourceProblem] {
        for member in members where !known.contains(member.name) {
            let nearest = nearestName(to: member.name, among: known).map { "did you mean \"\($0)\"?" }
            report(
                member.place,
                "unknown key \"\(member.name)\"",
                mend: nearest ?? (known.isEmpty ? nil : "known are \(known.sorted().joined(separator: ", "))")
            )
        }
        return problems
    }

    private mutating func read<Value>(
        _ name: String,
        as kind: String,
        mend: String,
        _ convert: (String) -> Value?
    ) -> Value? {
        guard let text = string(name) else { return nil }
        if let value = convert(text) { return value }
        report(valuePlace(name), "\"\(name)\" must be \(kind), not \"\(text)\"", mend: mend)
        return nil
    }
}
