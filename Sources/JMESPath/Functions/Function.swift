package import JSON

/// A function that expressions may call.
package struct Function: Sendable {
    /// Gets arguments that fit the parameters. Throws ``FunctionError``; of any other error its description is shown,
    /// so that it must not hold values.
    package typealias Body = @Sendable (_ arguments: [Argument]) throws -> JSONValue
    /// Gets arguments that are evaluated when asked for. Throws ``FunctionError`` and what the arguments throw.
    package typealias LazyBody = @Sendable (_ arguments: Thunks) throws -> JSONValue

    /// The body of a call with one argument, which needs no list of them; gets the variables where the call stands too.
    package typealias UnaryBody = @Sendable (_ argument: JSONValue, _ scope: Scope) throws -> JSONValue
    /// The body of a call with two arguments.
    package typealias BinaryBody = @Sendable (_ first: JSONValue, _ second: JSONValue) throws -> JSONValue

    /// See ``prepare``.
    package typealias Preparation =
        @Sendable (_ literals: [JSONValue?]) -> (@Sendable (_ argument: JSONValue) throws -> JSONValue)?

    enum Implementation: Sendable {
        case eager(Body)
        /// Of one argument, which needs no list.
        case unary(UnaryBody)
        case lazy(LazyBody)
        /// The second argument where the first is true, else the third.
        case choice
        /// The first argument that is accepted.
        case firstOf(@Sendable (JSONValue) -> Bool)
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
    /// Gets the arguments of which one is nil and all others are literals, when the expression is compiled; gives a body
    /// that knows the literals and does the same as the function, nil where there is nothing to prepare.
    package var prepare: Preparation?
    /// From which argument on the result is one of them, or a member of one; nil where the function makes its own.
    package var picksFrom: Int?
    /// Where it is there, calls with two arguments run it instead.
    let binary: BinaryBody?
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

    /// A function of one argument.
    package init(
        _ name: String,
        _ parameter: Parameter,
        summary: String,
        example: String,
        body: @escaping @Sendable (JSONValue) throws -> JSONValue
    ) {
        self.init(name, [parameter], summary, example, .unary { value, _ in try body(value) })
    }

    /// A function of one argument that reads variables of its own accord.
    package init(
        scoped name: String,
        _ parameter: Parameter,
        summary: String,
        example: String,
        body: @escaping UnaryBody
    ) {
        self.init(name, [parameter], summary, example, .unary(body))
    }

    /// A function of two arguments.
    package init(
        _ name: String,
        _ first: Parameter,
        _ second: Parameter,
        summary: String,
        example: String,
        body: @escaping BinaryBody
    ) {
        self.init(
            name,
            [first, second],
            summary,
            example,
            .eager { try body($0[0].value, $0[1].value) },
            binary: body
        )
    }

    /// A function of two arguments and a third that may be left out.
    package init(
        _ name: String,
        _ first: Parameter,
        _ second: Parameter,
        optional third: Parameter,
        summary: String,
        example: String,
        body: @escaping @Sendable (JSONValue, JSONValue, JSONValue?) throws -> JSONValue
    ) {
        self.init(
            name,
            [first, second, Parameter(third.name, third.types, .optional)],
            summary,
            example,
            .eager { try body($0[0].value, $0[1].value, $0.count > 2 ? $0[2].value : JSONValue?.none) },
            binary: { try body($0, $1, JSONValue?.none) }
        )
    }

    /// `if`: the second argument where the first is true, else the third, or null; only that one is evaluated.
    package init(choice name: String, _ parameters: [Parameter], summary: String, example: String) {
        self.init(name, parameters, summary, example, .choice)
    }

    /// The first argument that `isAccepted` takes, else null; those behind it are not evaluated.
    package init(
        firstOf name: String,
        _ parameters: [Parameter],
        summary: String,
        example: String,
        where isAccepted: @escaping @Sendable (JSONValue) -> Bool
    ) {
        self.init(name, parameters, summary, example, .firstOf(isAccepted))
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
        _ implementation: Implementation,
        binary: BinaryBody? = nil
    ) {
        self.name = name
        self.parameters = parameters
        self.summary = summary
        self.example = example
        self.implementation = implementation
        self.binary = binary
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
