import Adapters
import BridgeCore
import Foundation

extension ConfigurationReader {
    mutating func destinations(in root: inout MappingReader) -> [Destination] {
        guard let node = root.mapping("destinations") else {
            root.report(
                root.place,
                "no destination is configured",
                mend: "add \"destinations:\" as in deploy/bridge.example.yaml"
            )
            return []
        }
        var reader = MappingReader(node)
        var destinations: [Destination] = []
        if reader.names.isEmpty {
            reader.report(
                node.place,
                "no destination is configured",
                mend: "add one as in deploy/bridge.example.yaml"
            )
        }
        for name in reader.names {
            guard let body = reader.mapping(name) else {
                if reader.node(name) == nil {
                    let mend = "add \"org_id:\" and what else it needs, or remove it"
                    reader.report(reader.valuePlace(name), "the destination \"\(name)\" is empty", mend: mend)
                }
                continue
            }
            guard let destination = destination(name, body) else { continue }
            let orgID = destination.orgID.lowercased()
            if let other = destinations.first(where: { $0.orgID.lowercased() == orgID }) {
                reader.report(
                    MappingReader(body).valuePlace("org_id"),
                    "the organisation of \"\(name)\" is already the destination \"\(other.name)\"",
                    mend: "give both hooks the same destination; two would not share keys and would log twice"
                )
            }
            destinations.append(destination)
        }
        report(reader.finish())
        return destinations
    }

    private mutating func destination(_ name: String, _ node: SourceNode) -> Destination? {
        var reader = MappingReader(node)
        let environment = reader.string("environment") ?? "production"
        let url = baseURL(in: &reader)
        let orgID = reader.required("org_id")
        let apiKey = secret("api_key", in: &reader)
        let developerSecret = secret("developer_secret", in: &reader)
        let defaultMember = reader.required("default_member")
        let zone = zone(in: &reader) ?? "UTC"
        let region = region(in: &reader) ?? "US"
        let timeout = reader.duration("timeout") ?? .seconds(30)
        let unknown = reader.choice("unknown", of: Destination.UnknownPolicy.self) ?? .resend
        let several = reader.choice("several_contacts", of: Destination.SeveralContacts.self) ?? .park
        let format = reader.choice("comms_data", of: Destination.DataFormat.self) ?? .object
        let pace = pace(reader.mapping("pace"))
        let lookup = lookup(reader.mapping("lookup"))
        let perContact = fuse("entries_per_contact_and_hour", in: &reader, default: 60)
        let unmatched = reader.choice("unmatched", of: Destination.UnmatchedPolicy.self) ?? .hold
        if unmatched != .hold, !lookup.isEnabled {
            reader.report(
                reader.valuePlace("unmatched"),
                "unmatched: \(unmatched.rawValue) needs look-ups, since Zyntro has to be asked first",
                mend: "enable lookup, or write unmatched: hold"
            )
        }
        report(reader.finish())
        guard let orgID, let apiKey, let developerSecret, let defaultMember else { return nil }
        return Destination(
            name: DestinationName(name),
            environment: environment,
            baseURL: url,
            orgID: orgID,
            apiKey: apiKey,
            developerSecret: developerSecret,
            defaultMember: MemberID(defaultMember),
            zone: zone,
            region: region,
            concurrency: pace.concurrency,
            perSecond: pace.perSecond,
            unknownPolicy: unknown,
            severalContacts: several,
            unmatchedPolicy: unmatched,
            dataFormat: format,
            timeout: timeout,
            lookupAge: lookup.age,
            recheckInterval: lookup.recheck,
            looksUpContacts: lookup.isEnabled,
            entriesPerContactAndHour: perContact
        )
    }

    private mutating func baseURL(in reader: inout MappingReader) -> String {
        guard var text = reader.string("url") else { return "https://app.zyntrohq.com" }
        while text.hasSuffix("/") { text.removeLast() }
        guard let url = URL(string: text), let host = url.host(), !host.isEmpty, let scheme = url.scheme,
            url.user() == nil, Self.isPort(url.port), url.query() == nil, url.fragment() == nil
        else {
            reader.report(
                reader.valuePlace("url"),
                "\"url\" must be a web address",
                mend: "write https://app.zyntrohq.com"
            )
            return text
        }
        let isLoopback = host == "localhost" || host == "127.0.0.1" || host == "::1"
        if scheme != "https", !(scheme == "http" && isLoopback) {
            reader.report(
                reader.valuePlace("url"),
                "the credentials would travel unencrypted to \(host)",
                mend: "write https://; plain http is for a sandbox on this machine"
            )
        }
        if !url.path().isEmpty {
            warn(
                reader.valuePlace("url"),
                "\"url\" has a path, behind which the bridge writes Zyntro's, /apis/v2/public/crm/addCommsHistory",
                mend: "write the scheme and the host alone, unless a proxy of yours expects that path"
            )
        }
        return text
    }

    func zone(in reader: inout MappingReader) -> String? {
        guard let name = reader.string("zone") else { return nil }
        guard TimeZone(identifier: name) != nil else {
            let nearest = nearestName(to: name, among: TimeZone.knownTimeZoneIdentifiers)
            reader.report(
                reader.valuePlace("zone"),
                "unknown time zone \"\(name)\"",
                mend: nearest.map { "did you mean \"\($0)\"?" } ?? "write an IANA name such as America/New_York"
            )
            return nil
        }
        return name
    }

    func region(in reader: inout MappingReader) -> String? {
        guard let region = reader.string("region") else { return nil }
        guard region.utf8.count == 2, region.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            reader.report(
                reader.valuePlace("region"),
                "\"\(region)\" is not a country",
                mend: "write two capital letters such as US or GB"
            )
            return nil
        }
        guard NumberingPlan.plan(ofRegion: region) != nil else {
            reader.report(
                reader.valuePlace("region"),
                "there is no country \"\(region)\" with telephone numbers",
                mend: "write its ISO 3166 code, such as US or GB"
            )
            return nil
        }
        return region
    }

    private mutating func pace(_ node: SourceNode?) -> (concurrency: Int, perSecond: Double?) {
        guard let node else { return (2, 2) }
        var reader = MappingReader(node)
        let concurrency = reader.integer("concurrency", in: 1...1000) ?? 2
        var perSecond: Double? = 2
        if let text = reader.string("per_second") {
            if text == "unlimited" {
                perSecond = nil
            } else if let number = Double(text), number > 0, number.isFinite {
                perSecond = number
            } else {
                reader.report(
                    reader.valuePlace("per_second"),
                    "\"\(text)\" is not a pace",
                    mend: "write a number above 0, or unlimited"
                )
            }
        }
        report(reader.finish())
        return (concurrency, perSecond)
    }

    private mutating func lookup(_ node: SourceNode?) -> (isEnabled: Bool, age: Duration, recheck: Duration) {
        guard let node else { return (true, .seconds(30 * 86_400), .seconds(3600)) }
        var reader = MappingReader(node)
        let result = (
            reader.boolean("enabled") ?? true, reader.duration("age") ?? .seconds(30 * 86_400),
            reader.duration("recheck") ?? .seconds(3600)
        )
        report(reader.finish())
        return result
    }
}
