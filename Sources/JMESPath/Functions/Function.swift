package import JSON

/// A function that expressions may call.
package struct Function: Sendable {
    /// Gets arguments that fit the parameters. Throws ``FunctionError``; of any other error its description is shown,
    /// so that it must not hold values.
    package typealias Body = @Sendable (_ arguments: [Argument]) throws -> JSONValue
    /// Gets arguments that are evaluated when asked for. Throws ``FunctionError`` and what the arguments throw.
    package typealias LazyBody = @Sendable (_ arguments: Thunks) throws -> JSONValue

    enum Implementation: Sendable {
        case eager(Body)
        case lazy(LazyBody)
    }

    package let name: String
    package let parameters: [Parameter]
    /// One sentence for the guide.
    package let summary: String
    /// A call as one would write it, with its result: `length('abc')` → `3`.
    package let example: String
    /// Looks at an argument that is written out as a literal when the expression is compiled: what is wrong with it, or
    /// nil. So that a faulty pattern or name is found before the first request.
    package var checkLiteral: (@Sendable (_ place: Int, _ literal: JSONValue) -> String?)?
    let implementation: Implementation

    package init(
        _ name: String,
        _ parameters: [Parameter],
        summary: String,
        example: String,
        body: @escaping Body
    ) {
        self.init(name, parameters, summary, example, .eager(body))
    }

    /// A function that evaluates only the arguments it needs; its parameters cannot take `&expressions`.
    package init(
        lazy name: String,
        _ parameters: [Parameter],
        summary: String,
        example: String,
        body: @escaping LazyBody
    ) {
        self.init(name, parameters, summary, example, .lazy(body))
    }

    private init(
        _ name: String,
        _ parameters: [Parameter],
        _ summary: String,
        _ example: String,
        _ implementation: Implementation
    ) {
        self.name = name
        self.parameters = parameters
        self.summary = summary
        self.example = example
        self.implementation = implementation
    }

    /// How many arguments a call may have.
    package var argumentCounts: ClosedRange<Int> {
        let required = parameters.count { $0.presence == .required }
        let isOpen = parameters.last?.presence == .repeated
        return required...(isOpen ? Int.max : parameters.count)
    }

    /// The parameter that an argument belongs to; the last one takes all that follow.
    func parameter(at place: Int) -> Parameter { parameters[min(place, parameters.count - 1)] }
}

/// What a function takes in one place.
package struct Parameter: Sendable {
    package enum Presence: Sendable {
        case required, optional
        /// None, one or several; only for the last parameter.
        case repeated
    }

    package let name: String
    package let types: ParameterTypes
    package let presence: Presence

    package init(_ name: String, _ types: ParameterTypes, _ presence: Presence = .required) {
        self.name = name
        self.types = types
        self.presence = presence
    }
}

/// The kinds of arguments that a parameter accepts.
package struct ParameterTypes: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let null = Self(rawValue: 1)
    package static let boolean = Self(rawValue: 1 << 1)
    package static let number = Self(rawValue: 1 << 2)
    package static let string = Self(rawValue: 1 << 3)
    package static let array = Self(rawValue: 1 << 4)
    package static let object = Self(rawValue: 1 << 5)
    /// `&expression`, evaluated by the function.
    package static let expression = Self(rawValue: 1 << 6)
    /// An array of nothing but numbers.
    package static let numbers = Self(rawValue: 1 << 7)
    /// An array of nothing but strings.
    package static let strings = Self(rawValue: 1 << 8)
    /// Every value; not `&expression`.
    package static let any: Self = [.null, .boolean, .number, .string, .array, .object]

    func accepts(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .number: contains(.number)
        case .string: contains(.string)
        case .object: contains(.object)
        case .array(let elements):
            contains(.array) || contains(.numbers) && elements.allSatisfy(\.isNumber)
                || contains(.strings) && elements.allSatisfy(\.isString)
        }
    }

    /// For messages and the guide: `string or array`.
    package var names: String {
        guard !isSuperset(of: .any) else { return "any value" }
        let named: [(Self, String)] = [
            (.string, "string"), (.number, "number"), (.boolean, "boolean"), (.array, "array"), (.object, "object"),
            (.numbers, "array of numbers"), (.strings, "array of strings"), (.expression, "&expression"),
            (.null, "null"),
        ]
        return named.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    }
}

extension JSONValue {
    /// The kind of value in the words of the specification.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    fileprivate var isNumber: Bool {
        guard case .number = self else { return false }
        return true
    }

    fileprivate var isString: Bool {
        guard case .string = self else { return false }
        return true
    }
}
