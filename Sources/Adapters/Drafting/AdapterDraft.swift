import BridgeCore
import JMESPath
import JSON

/// A first draft of an adapter's folder, made of one sample request, or of several of the same kind.
package struct AdapterDraft: Sendable {
    /// By path below the adapter's folder, what stands in the files.
    package let files: [(path: String, text: String)]

    /// `name` is the folder's name; a field that one sample has and another lacks counts. Throws in plain words where a
    /// sample cannot be read.
    package init(name: String, samples: [RawRequest]) throws {
        let samples = samples.map { $0.replacing(headers: $0.headers.filter { !TransportHeader.isOne($0.name) }) }
        guard let first = samples.first else { throw RecordedRequestError("no sample was given") }
        let bodies = try samples.map(Self.body)
        let payload = Payload(bodies.reduce(.null) { Payload.merged($0, $1) })
        guard !payload.leaves.isEmpty else {
            throw RecordedRequestError("the sample holds no field; give the body of a request, as JSON or as a form")
        }
        let facts = PayloadFacts(payload)
        let writer = DraftWriter(
            name: name,
            sample: first,
            payload: payload,
            facts: facts,
            scheme: SchemeGuess(headers: first.headers, query: TranslationScope.query(of: first).names),
            kind: facts.kind.flatMap { Self.kind($0, of: bodies) }
        )
        let text = writer.adapter
        let (adapter, problems) = AdapterCompiler.compile(text, name: name, file: "\(name)/adapter.yaml")
        guard let adapter else {
            throw RecordedRequestError(
                "no draft can be made of it: \(problems.map(\.description).joined(separator: "; "))"
            )
        }
        var files = [("adapter.yaml", text), ("README.md", writer.readme)]
        func add(_ name: String, _ request: JSONValue, _ expected: JSONValue) {
            files.append(("examples/\(name).request.json", request.text(indented: true) + "\n"))
            files.append(("examples/\(name).expected.json", expected.text(indented: true) + "\n"))
        }
        for (index, sample) in samples.enumerated() {
            let example = try RecordedExample(of: sample, adapter: adapter, source: text, settings: [:])
            add(index == 0 ? "sample" : "sample-\(index + 1)", example.request, example.expected)
            guard index == 0, adapter.needsSecret, let refused = Self.refused(example.request, of: adapter) else {
                continue
            }
            add("refused-without-proof", refused.request, refused.expected)
        }
        self.files = files
    }

    /// Nil where one of the bodies is of another kind.
    private static func kind(_ leaf: Payload.Leaf, of bodies: [JSONValue]) -> (path: String, value: String)? {
        let values = bodies.map { try? Expression(leaf.path, functions: DomainFunctions.table).evaluate($0).string }
        return values.allSatisfy { $0 == leaf.text } ? (leaf.path, leaf.text) : nil
    }

    private static func body(of sample: RawRequest) throws -> JSONValue {
        do {
            return try BodyDecoder(format: .auto).decode(sample.body, contentType: sample.header("content-type")).value
        } catch {
            throw RecordedRequestError("the sample cannot be read: \(error)")
        }
    }

    /// The sample without what proves where it comes from.
    private static func refused(_ request: JSONValue, of adapter: Adapter) -> (request: JSONValue, expected: JSONValue)?
    {
        guard case .object(var file) = request, file["verified_by"] == nil else { return nil }
        let kept = ["content-type", "user-agent", "date"]
        let headers = (file["headers"]?.object ?? JSONObject()).filter { kept.contains($0.name) }
        file["headers"] = .object(JSONObject(headers.map { ($0.name, $0.value) }))
        guard let recorded = try? RecordedRequest(JSONValue.object(file).serialized(), now: AdapterExamples.now) else {
            return nil
        }
        let expected = AdapterTrial.run(adapter, recorded)
        return expected["authentic"] == false ? (.object(file), expected) : nil
    }
}
