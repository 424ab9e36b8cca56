import BridgeCore
import Hummingbird
import JSON
import Logging

/// Whose an address is, decided by an operator, and the erasure of people.
extension AdminAPI {
    /// `GET directory/{destination}/export?after=&limit=&lookups=`: one part of the directory, `next` begins the following.
    func exportDirectory(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let query = try QueryReader(request, names: ["after", "limit", "lookups"])
        let (destination, _) = try configured(destination(context), region: nil)
        let page = try await store.exportDirectory(
            of: destination,
            includingLookups: try query.flag("lookups"),
            after: query.text("after"),
            limit: try query.limit(upTo: 5000)
        )
        if query.text("after") == nil { audit.record(.exportDirectory, on: destination.rawValue, by: caller) }
        return JSONAnswer(["rows": .array(page.rows.map(\.json)), "next": .text(page.next)])
    }

    /// `POST directory/{destination}/assign {"address": …, "contact_id": …, "name": …, "region": …}`
    func assign(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let body = try await body(request, members: ["address", "contact_id", "name", "region"])
        let (destination, region) = try configured(destination(context), region: body["region"]?.string)
        let address = try address(body["address"]?.string ?? "", region: region)
        guard let id = body["contact_id"]?.string, !id.isEmpty else {
            throw OpsError.badRequest("\"contact_id\" is missing: Zyntro's id of the contact")
        }
        guard mayBeZyntroID(id) else {
            throw OpsError.badRequest("\"contact_id\" is no id of Zyntro's; those are UUIDs")
        }
        let contact = KnownContact(id: ContactID(id), name: body["name"]?.string)
        let report = try await store.assign(address, to: contact, in: destination, at: clock.now())
        audit.record(.assign, on: destination.rawValue, by: caller, ["contact": "\(id)", "freed": "\(report.freed)"])
        return JSONAnswer([
            "address": .string(address.uri), "contact_id": .string(id), "replaced": .count(report.replaced),
            "freed": .count(report.freed),
        ])
    }

    /// `POST directory/{destination}/forget {"person": an address or a contact id, "region": …}`, `?dry_run=true` to see what
    /// would be erased.
    func forget(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let query = try QueryReader(request, names: ["dry_run"])
        let isDryRun = try query.flag("dry_run")
        let body = try await body(request, members: ["person", "region"])
        let (destination, region) = try configured(destination(context), region: body["region"]?.string)
        guard let text = body["person"]?.string, !text.isEmpty else {
            throw OpsError.badRequest("\"person\" is missing: a phone number, an e-mail address or a contact id")
        }
        let report = try await store.forget(
            Self.person(text, region: region),
            of: destination,
            isDryRun: isDryRun,
            at: clock.now()
        )
        if !isDryRun {
            audit.record(.forget, on: destination.rawValue, by: caller, ["entries": "\(report.entries)"])
        }
        var answer = report.json
        answer["dry_run"] = .bool(isDryRun)
        return JSONAnswer(.object(answer))
    }

    /// An address where it reads as one; a UUID, whose digits may look like a number, and all else is a contact's id.
    static func person(_ text: String, region: String) -> PersonReference {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false).map(\.count)
        guard groups != [8, 4, 4, 4, 12], let address = DirectoryRowReader.address(text, region: region) else {
            return .contact(ContactID(text))
        }
        return .address(address)
    }

    func address(_ text: String, region: String) throws(OpsError) -> Address {
        guard let address = DirectoryRowReader.address(text, region: region) else {
            throw .badRequest("the address is neither a phone number of \(region) or the world nor an e-mail address")
        }
        return address
    }
}

extension DirectoryPage.Row {
    var json: JSONValue {
        switch row {
        case .contact(let contact, let address):
            [
                "kind": "contact", "address": .string(address.uri), "contact_id": .string(contact.id.rawValue),
                "member_id": .null, "name": .text(contact.name), "logged_by": .null, "source": .text(source),
            ]
        case .line(let line):
            [
                "kind": .string(line.kind.rawValue), "address": .string(line.address.uri), "contact_id": .null,
                "member_id": .text(line.member?.rawValue), "name": .text(line.name),
                "logged_by": .text(line.loggedBy?.rawValue), "source": .null,
            ]
        }
    }
}

extension ForgetReport {
    var json: JSONObject {
        [
            "contacts": .count(contacts), "addresses": .count(addresses), "entries": .count(entries),
            "discarded": .count(discarded), "events": .count(events),
            "quarantined": .count(quarantined),
            "delivered": .array(delivered.map { .number(JSONNumber(Int($0))) }),
            "in_flight": .array(inFlight.map { .string("\($0)") }),
            "unknown": .array(unknown.map { .string("\($0)") }),
        ]
    }
}
