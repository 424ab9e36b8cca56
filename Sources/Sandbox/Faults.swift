/// What goes wrong with calls of the API, as flags give it and as `/faults` reads and writes it (keys: `CodingKeys`).
struct Faults: Codable, Equatable, Sendable {
    enum Drop: String, CaseIterable, Codable, Sendable {
        /// The connection is closed and nothing is done.
        case before
        /// The call is carried out, then the connection is closed without an answer.
        case after
    }

    /// Milliseconds before a call is looked at.
    var latency: Int?
    /// Connection closed without an answer.
    var drop: Drop?
    /// The call is carried out, and half of the answer's bytes are sent before the connection is closed.
    var half: Bool?
    /// A web page with status 200 (or `status`) instead of JSON.
    var html: Bool?
    /// This message in Zyntro's error shape, status 200 (or `status`).
    var error: String?
    /// This HTTP status and an empty error page.
    var status: Int?
    /// The answer that the call before was given, as from a proxy that mixes them up; the truth where none was before.
    var mixed: Bool?
    /// Seconds in the `Retry-After` header of an answer with `status`; alone it answers 429.
    var retryAfter: Int?
    /// `mixed`, `html`, `error` and `status` answers come after the call was carried out.
    var afterStoring: Bool?
    /// Calls per second beyond which the answer is 429 with `Retry-After` (`retry_after` seconds, else 1), whatever
    /// `fail_first` and `probability` say.
    var rate: Int?
    /// Only so many calls meet the faults.
    var failFirst: Int?
    /// The share of calls (0 to 1) that meet the faults.
    var probability: Double?
    /// Makes the choice of `probability` repeatable.
    var faultSeed: UInt64?
    /// Only calls of these endpoints (last part of the path, such as `addCommsHistory`) meet the faults.
    var faultOn: [String]?
    /// Only calls about these contacts (`contact_id`) meet the faults.
    var faultContact: [String]?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case latency, drop, half, html, error, status, mixed, rate, probability
        case retryAfter = "retry_after"
        case afterStoring = "after_storing"
        case failFirst = "fail_first"
        case faultSeed = "fault_seed"
        case faultOn = "fault_on"
        case faultContact = "fault_contact"
    }

    /// What is wrong with the values, empty if nothing is.
    var problems: [String] {
        var problems: [String] = []
        if let latency, latency < 0 { problems.append("latency is in milliseconds, 0 or more") }
        if let status, !(200...599).contains(status) { problems.append("status is an HTTP status from 200 to 599") }
        if let retryAfter, retryAfter < 0 { problems.append("retry_after is in seconds, 0 or more") }
        if let rate, rate < 1 { problems.append("rate is in calls per second, 1 or more") }
        if let failFirst, failFirst < 0 { problems.append("fail_first is a number of calls, 0 or more") }
        let unknown = Set(faultOn ?? []).subtracting(ZyntroAPI.endpoints).sorted()
        if !unknown.isEmpty {
            let known = ZyntroAPI.endpoints.joined(separator: ", ")
            problems.append("fault_on knows no \(unknown.joined(separator: ", ")), only \(known)")
        }
        if let probability, !(0...1).contains(probability) { problems.append("probability is from 0 to 1") }
        return problems
    }
}
