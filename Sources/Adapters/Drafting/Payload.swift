import BridgeCore
import JSON

/// A sample payload as a draft sees it: the part that becomes one entry, and its scalars with the paths that lead there.
struct Payload {
    /// One scalar and how an expression reaches it.
    struct Leaf {
        let path: String
        /// The words of all names on the path.
        let field: FieldName
        /// The words of the last name alone.
        let last: FieldName
        let depth: Int
        /// True where its name is a label in a list of labels and values.
        let isLabelled: Bool
        let value: JSONValue

        var text: String { value.interpolated }
    }

    /// The expression that yields the elements, where the payload is a batch; nil where it is one thing.
    let each: String?
    let leaves: [Leaf]

    init(_ body: JSONValue) {
        var part = body
        var each: String?
        if let elements = body.array {
            if LabelledPair.list(elements) == nil { (part, each) = (elements.first ?? .null, "$body") }
        } else if let object = body.object {
            let lists = object.filter { $0.value.array.map(Self.isBatch) == true }
            let others = object.count - lists.count
            if lists.count == 1, let list = lists.first, others <= 2, let first = list.value.array?.first {
                (part, each) = (first, Self.identifier(list.name))
            }
        }
        self.each = each
        var leaves: [Leaf] = []
        Self.collect(part, path: "", names: [], into: &leaves)
        self.leaves = leaves
    }

    private static func collect(_ value: JSONValue, path: String, names: [String], into leaves: inout [Leaf]) {
        guard names.count <= 6, leaves.count < 500 else { return }
        switch value {
        case .object(let object):
            for (name, member) in object {
                let inner = identifier(name)
                collect(member, path: path.isEmpty ? inner : "\(path).\(inner)", names: names + [name], into: &leaves)
            }
        case .array(let elements):
            if let pairs = LabelledPair.list(elements) {
                collect(pairs, path: path, names: names, into: &leaves)
            } else if !path.isEmpty, let kinds = elementsByType(elements) {
                for (kind, element) in kinds {
                    collect(element, of: "\(path)[?type == '\(kind)']", names: names + [kind], into: &leaves)
                }
            } else if let first = elements.first, !path.isEmpty {
                collect(first, path: path + "[0]", names: names, into: &leaves)
            }
        case .null: break
        case .bool, .number, .string:
            guard let last = names.last, !value.interpolated.isEmpty else { return }
            leaves.append(
                Leaf(
                    path: path,
                    field: FieldName(names.joined(separator: "_")),
                    last: FieldName(last),
                    depth: names.count,
                    isLabelled: path.contains("by_name("),
                    value: value
                )
            )
        }
    }

    /// One value with the members of both; where both say something, the first counts.
    static func merged(_ first: JSONValue, _ second: JSONValue) -> JSONValue {
        switch (first, second) {
        case (.null, _), (.string(""), .string): return second
        case (.object(var object), .object(let other)):
            for (name, member) in other { object[name] = object[name].map { merged($0, member) } ?? member }
            return .object(object)
        case (.array(let elements), .array(let others)):
            // The first element stands for all, unless each is a field of its own.
            if LabelledPair.list(elements + others) != nil { return .array(elements + others) }
            guard let own = elements.first, let other = others.first, LabelledPair.list(elements) == nil else {
                return elements.isEmpty ? second : first
            }
            return .array([merged(own, other)] + elements.dropFirst())
        default: return first
        }
    }

    /// A list of objects that are no fields of one thing.
    private static func isBatch(_ elements: [JSONValue]) -> Bool {
        elements.first?.object != nil && LabelledPair.list(elements) == nil
    }

    /// Of a list whose elements say in `type` of which kind they are, the first of each kind; nil for other lists.
    private static func elementsByType(_ elements: [JSONValue]) -> [(type: String, element: JSONObject)]? {
        var kinds: [(type: String, element: JSONObject)] = []
        for element in elements {
            guard let object = element.object, let type = object["type"]?.string, (1...40).contains(type.count),
                type.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) })
            else { return nil }
            if !kinds.contains(where: { $0.type == type }) { kinds.append((type, object)) }
        }
        return kinds.count > 1 ? kinds : nil
    }

    /// The scalars of an element that a filter finds.
    private static func collect(_ element: JSONObject, of filter: String, names: [String], into leaves: inout [Leaf]) {
        for (name, member) in element where member.object == nil && member.array == nil {
            collect(member, path: "(\(filter).\(identifier(name)) | [0])", names: names + [name], into: &leaves)
        }
    }

    /// The values of a list of labelled pairs, each by its label.
    private static func collect(_ pairs: [LabelledPair], path: String, names: [String], into leaves: inout [Leaf]) {
        guard let form = pairs.first else { return }
        let isUsual = form.labelName.lowercased() == "name" && form.valueName.lowercased() == "value"
        let list = path.isEmpty ? "@" : path
        let object = isUsual ? "by_name(\(list))" : "by_name(\(list), '\(form.labelName)', '\(form.valueName)')"
        for pair in pairs {
            let member = identifier(pair.label.lowercased())
            collect(pair.value, path: "\(object).\(member)", names: names + [pair.label], into: &leaves)
        }
    }

    /// A name as JMESPath writes it: quoted where it is no plain word.
    static func identifier(_ name: String) -> String {
        let isPlain =
            name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 32) || $0 == 95 }
            && name.utf8.first.map { !(48...57).contains($0) } == true
        return isPlain ? name : JSONValue.string(name).text()
    }

    /// The leaf with the highest score above nought; the first of several.
    func best(_ score: (Leaf) -> Int) -> Leaf? {
        var best: (leaf: Leaf, score: Int)?
        for leaf in leaves {
            let points = score(leaf)
            if points > best?.score ?? 0 { best = (leaf, points) }
        }
        return best?.leaf
    }
}

extension Payload.Leaf {
    var isEmail: Bool { text.contains("@") && !EmailAddress.list(text).isEmpty && text.count < 500 }

    var isPhone: Bool {
        let bare = text.split(separator: ":").last.map(String.init) ?? ""
        guard bare.allSatisfy({ $0.isASCII && ($0.isNumber || "+ ().-".contains($0)) }),
            !field.isTime || bare.hasPrefix("+")
        else { return false }
        return (7...15).contains(bare.count(where: \.isNumber)) && (bare.hasPrefix("+") || field.isPhone)
    }

    var isURL: Bool { text.contains("://") }
    var isMoment: Bool { last.isTime && text.count >= 9 && Timestamp(parsing: text) != nil }
    var isNumber: Bool { Double(text) != nil }
}
