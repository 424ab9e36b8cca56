import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What Zyntro does not have: reading the timeline, faults and contacts while a trial runs. Never subject to faults.
extension SandboxApplication {
    func addTrialControls(to router: Router<SandboxContext>) {
        addTimeline(to: router)
        addFaults(to: router)
        addContacts(to: router)
        router.get { _, _ in
            Answer(content: .html, body: ByteBuffer(string: Page(timeline: timeline, book: book).html)).response
        }
    }

    private func addTimeline(to router: Router<SandboxContext>) {
        router.get("timeline") { request, _ in
            let since = try Self.number("since", of: request) ?? 0
            let limit = try Self.number("limit", of: request) ?? .max
            return Answer(body: Self.list(timeline.entries(since: since, limit: limit))).response
        }
        router.get("timeline/count") { _, _ in
            try Answer.json(["count": timeline.count]).response
        }
        router.delete("timeline") { _, _ in
            try timeline.removeAll()
            return Response(status: .noContent)
        }
    }

    private func addFaults(to router: Router<SandboxContext>) {
        router.get("faults") { _, _ in
            try Answer.json(faults.faults).response
        }
        router.put("faults") { request, _ in
            let text = try await Self.body(of: request)
            let known = Set(Faults.CodingKeys.allCases.map(\.rawValue))
            let unknown = Call(body: Array(text.readableBytesView)).fields.map(\.key).filter { !known.contains($0) }
            guard unknown.isEmpty else {
                let allowed = known.sorted().joined(separator: ", ")
                throw HTTPError(.badRequest, message: "unknown: \(unknown.joined(separator: ", ")); known: \(allowed)")
            }
            let given = try Self.decode(Faults.self, from: text)
            guard given.problems.isEmpty else {
                throw HTTPError(.badRequest, message: given.problems.joined(separator: "; "))
            }
            faults.replace(given)
            return try Answer.json(given).response
        }
        router.delete("faults") { _, _ in
            faults.replace(Faults())
            return Response(status: .noContent)
        }
    }

    private func addContacts(to router: Router<SandboxContext>) {
        router.get("contacts") { _, _ in
            try Answer.json(["contacts": book.contacts]).response
        }
        router.post("contacts") { request, _ in
            let contact = try Self.decode(Contact.self, from: try await Self.body(of: request))
            return try Answer.json(book.add(contact), status: .created).response
        }
        router.delete("contacts/:id") { _, context in
            guard book.remove(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
            return Response(status: .noContent)
        }
    }

    private static func body(of request: Request) async throws -> ByteBuffer {
        try await request.body.collect(upTo: 1 << 20)
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, from text: ByteBuffer) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.readableBytesView))
        } catch let error as DecodingError {
            throw HTTPError(.badRequest, message: "not \(type) as JSON: \(error)")
        }
    }

    private static func number(_ name: String, of request: Request) throws -> Int? {
        guard let text = request.uri.queryParameters[name[...]] else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw HTTPError(.badRequest, message: "\(name) is a whole number, 0 or more")
        }
        return number
    }

    private static func list(_ entries: [Timeline.Entry]) -> ByteBuffer {
        var text = ByteBuffer(string: #"{"entries":["#)
        for (index, entry) in entries.enumerated() {
            if index > 0 { text.writeString(",\n") }
            text.writeBytes(entry.json)
        }
        text.writeString("]}\n")
        return text
    }
}
