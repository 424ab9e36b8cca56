import BridgeCore
import JSON

/// A first draft of an adapter's folder, made of one sample request.
package struct AdapterDraft: Sendable {
    /// By path below the adapter's folder, what stands in the files.
    package let files: [(path: String, text: String)]

    /// `name` is the folder's name. Throws in plain words where the sample cannot be read.
    package init(name: String, sample: RawRequest) throws {
        let value: JSONValue
        do {
            value = try BodyDecoder(format: .auto)
                .decode(sample.body, contentType: sample.header("content-type")).value
        } catch {
            throw RecordedRequestError("the sample cannot be read: \(error)")
        }
        let payload = Payload(value)
        guard !payload.leaves.isEmpty else {
            throw RecordedRequestError("the sample holds no field; give the body of a request, as JSON or as a form")
        }
        let writer = DraftWriter(
            name: name,
            sample: sample,
            payload: payload,
            facts: PayloadFacts(payload),
            scheme: SchemeGuess(headers: sample.headers, query: TranslationScope.query(of: sample).names)
        )
        let text = writer.adapter
        let (adapter, problems) = AdapterCompiler.compile(text, name: name, file: "\(name)/adapter.yaml")
        guard let adapter else {
            throw RecordedRequestError(
                "no draft can be made of it: \(problems.map(\.description).joined(separator: "; "))"
            )
        }
        let example = try RecordedExample(of: sample, adapter: adapter, source: text, settings: [:])
        var files = [("adapter.yaml", text), ("README.md", writer.readme)]
        func add(_ name: String, _ request: JSONValue, _ expected: JSONValue) {
            files.append(("examples/\(name).request.json", request.text(indented: true) + "\n"))
            files.append(("examples/\(name).expected.json", expected.text(indented: true) + "\n"))
        }
        add("sample", example.request, example.expected)
        if adapter.needsSecret, let refused = Self.refused(example.request, of: adapter) {
            add("refused-without-proof", refused.request, refused.expected)
        }
        self.files = files
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
