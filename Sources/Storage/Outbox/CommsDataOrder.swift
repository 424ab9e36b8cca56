import BridgeCore
import JSON

extension JSONObject {
    /// The object with one key of the shape added in its place among the others.
    func inserting(_ value: JSONValue, for key: CommsDataKey) -> JSONObject {
        let order = CommsDataKey.allCases
        let later = Set(order.drop { $0 != key }.dropFirst().map(\.rawValue))
        var result = JSONObject()
        var isInserted = false
        for member in self where member.name != key.rawValue {
            if !isInserted, later.contains(member.name) {
                result[key.rawValue] = value
                isInserted = true
            }
            result[member.name] = member.value
        }
        if !isInserted { result[key.rawValue] = value }
        return result
    }
}
