/// The members of a JSON object in the order in which they were written.
///
/// A name that is repeated keeps its first place and its last value, as most parsers do. Names are compared by their
/// code points. Few members are found by looking through sketches of their names, many by an index whose hashes are
/// seeded per process, so that names chosen to collide cost a sender's request nothing extra.
package struct JSONObject: Sendable {
    package typealias Member = (name: String, value: JSONValue)

    /// Up to here looking through the names costs less than building an index for them (measured 2026, x86-64).
    private static let unindexedLimit = 64

    private var members: [NamedValue] = []
    /// The place of every name; nil as long as there are few members.
    private var index: [Name: Int]?

    package init() {}

    package init(_ members: some Sequence<(String, JSONValue)>) {
        self.init(Array(members))
    }

    package init(_ members: [(String, JSONValue)]) {
        self.init(parsed: members.map { NamedValue(name: $0.0, value: $0.1) })
    }

    /// Takes so many members as they come, repetitions included.
    package init(count: Int, _ member: (Int) -> (String, JSONValue)) {
        var members: [NamedValue] = []
        members.reserveCapacity(count)
        for place in 0..<count {
            let (name, value) = member(place)
            members.append(NamedValue(name: name, value: value))
        }
        self.init(parsed: members)
    }

    /// Takes members as a parser found them, repetitions included, in one pass.
    init(parsed members: [NamedValue]) {
        let index = members.count > Self.unindexedLimit ? Self.makeIndex(members) : nil
        let isFreeOfRepetitions = index.map { $0.count == members.count } ?? Self.namesDiffer(members)
        if isFreeOfRepetitions {
            self.members = members
            self.index = index
        } else {
            for member in members { self[member.name] = member.value }
        }
    }

    package subscript(name: String) -> JSONValue? {
        get { self[JSONKey(passing: name)] }
        set { self[JSONKey(passing: name)] = newValue }
    }

    package subscript(key: JSONKey) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil): remove(at: position)
            case (nil, let value?): append(NamedValue(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The member of a member that is an object, without a copy of that object; null where it is not there, nil where
    /// there is no first member.
    package func member(_ key: JSONKey, _ inner: JSONKey) -> JSONValue? {
        guard let position = position(of: key) else { return nil }
        return members.withUnsafeBufferPointer { $0[position].value.member(inner) }
    }

    /// ``JSONValue/isTrue`` of a member, without a copy of it; nil where there is none.
    package func isTrue(_ key: JSONKey) -> Bool? {
        guard let position = position(of: key) else { return nil }
        return members.withUnsafeBufferPointer { $0[position].value.isTrue }
    }

    package var names: [String] { members.map(\.name) }
    package var values: [JSONValue] { members.map(\.value) }

    package mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    private func position(of key: JSONKey) -> Int? {
        if let index { return index[Name(text: key.name)] }
        return members.withUnsafeBufferPointer { members in
            let sketch = key.sketch
            var position = 0
            while position < members.count {
                if members[position].sketch == sketch, key.isName(members[position].name) {
                    return position
                }
                position &+= 1
            }
            return nil
        }
    }

    /// Compares sketches of few names with each other, and names only where their sketches are alike.
    private static func namesDiffer(_ members: [NamedValue]) -> Bool {
        members.withUnsafeBufferPointer { members in
            var position = 1
            while position < members.count {
                let sketch = members[position].sketch
                var earlier = 0
                while earlier < position {
                    if members[earlier].sketch == sketch,
                        members[earlier].name.hasSameCodePoints(as: members[position].name)
                    {
                        return false
                    }
                    earlier &+= 1
                }
                position &+= 1
            }
            return true
        }
    }

    /// The first member whose name is that one but for the case of ASCII letters.
    package func firstMember(namedCaselessly name: String) -> JSONValue? {
        var wanted = name
        return wanted.withUTF8 { wanted in
            for position in members.indices where members[position].name.utf8.count == wanted.count {
                var name = members[position].name
                if name.withUTF8({ areSameButForCase($0, wanted) }) { return members[position].value }
            }
            return nil
        }
    }

    /// Calls `body` with every value in their order, none of them copied, until it yields false.
    func allValues(satisfy body: (JSONValue) -> Bool) -> Bool {
        members.withUnsafeBufferPointer { members in
            for position in members.indices where !body(members[position].value) { return false }
            return true
        }
    }

    /// The sum of what `body` yields for every member, none of them copied.
    func sum(_ body: (NamedValue) -> Int) -> Int {
        members.withUnsafeBufferPointer { members in
            var sum = 0
            for position in members.indices { sum &+= body(members[position]) }
            return sum
        }
    }

    /// True for copies that nobody has changed since, which need no comparison.
    private func sharesStorage(with other: JSONObject) -> Bool {
        members.withUnsafeBufferPointer { mine in
            other.members.withUnsafeBufferPointer { mine.baseAddress == $0.baseAddress }
        }
    }

    private mutating func append(_ member: consuming NamedValue) {
        let name = member.name
        members.append(member)
        if index != nil {
            index?[Name(text: name)] = members.count - 1
        } else if members.count > Self.unindexedLimit {
            index = Self.makeIndex(members)
        }
    }

    private mutating func remove(at position: Int) {
        members.remove(at: position)
        index = members.count > Self.unindexedLimit ? Self.makeIndex(members) : nil
    }

    private static func makeIndex(_ members: [NamedValue]) -> [Name: Int] {
        var index = [Name: Int](minimumCapacity: members.count)
        for position in members.indices { index[Name(text: members[position].name)] = position }
        return index
    }
}

/// A member as it is stored; a structure, because arrays of tuples are slow to copy and to free.
struct NamedValue: Sendable {
    let name: String
    let sketch: UInt64
    var value: JSONValue

    init(name: String, value: JSONValue) {
        self.name = name
        sketch = name.sketch
        self.value = value
    }

    init(key: JSONKey, value: JSONValue) {
        name = key.name
        sketch = key.sketch
        self.value = value
    }
}

/// A member's name, equal and hashed by its code points.
private struct Name: Hashable {
    let text: String

    static func == (left: Name, right: Name) -> Bool { left.text.hasSameCodePoints(as: right.text) }

    func hash(into hasher: inout Hasher) { text.hashCodePoints(into: &hasher) }
}

extension JSONObject: RandomAccessCollection {
    package var startIndex: Int { members.startIndex }
    package var endIndex: Int { members.endIndex }
    package subscript(position: Int) -> Member { (members[position].name, members[position].value) }
}

extension JSONObject: Hashable {
    /// Order is kept but does not count: two objects are equal when they have the same names with the same values.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.sharesStorage(with: right) || left.allSatisfy { right[$0.name] == $0.value }
    }

    /// With the value: objects of the same names must not all fall together in a set.
    private static func hash(of member: NamedValue) -> Int {
        var hasher = Hasher()
        Name(text: member.name).hash(into: &hasher)
        member.value.hash(into: &hasher)
        return hasher.finalize()
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        hasher.combine(members.reduce(0) { $0 ^ Self.hash(of: $1) })
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
