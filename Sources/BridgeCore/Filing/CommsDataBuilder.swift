package import JSON

/// Puts `comms_data` together in the one shape from values that come in its order: what
/// ``CommsDataShape/normalized(_:zone:)`` makes of any object, without a second look at each (measured 2026: an eighth of
/// a translation went there).
package struct CommsDataBuilder {
    private var data = JSONObject()

    package init(capacity: Int) { data.reserveCapacity(capacity) }

    /// Takes the next value; keys come in the order of ``CommsDataKey``, `occurred_at` in the destination's zone. What is
    /// null or empty is left out, and so are URLs that carry credentials.
    package mutating func add(_ key: CommsDataKey, _ value: JSONValue) {
        guard let kept = CommsDataShape.kept(value, of: key) else { return }
        data[key.rawValue] = kept
    }

    /// The data, cut to the length that a draft may have.
    package consuming func finished() -> JSONObject {
        LengthBudget(limit: CommsDataShape.draftLimit).fitted(data)
    }
}
