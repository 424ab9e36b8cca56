import JMESPath
import JSON

/// The result of an expression for a value that is written as JSON.
func evaluate(
    _ expression: String,
    on json: String = "{}",
    functions: FunctionTable = .standard,
    scope: Scope = .empty
) throws -> JSONValue {
    try Expression(expression, functions: functions).evaluate(JSONParser().parse(text: json).value, scope: scope)
}

func value(_ json: String) throws -> JSONValue { try JSONParser().parse(text: json).value }
