import Adapters
import ArgumentParser
import BridgeCore
import Foundation
import JSON

extension AdaptersCommand {
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a first draft of an adapter from a sample of what the provider sends.",
            discussion: """
                The sample is the body of a request (JSON or a form), or a whole request as examples hold it; several of \
                the same kind of event may be given. Key, time, numbers, mail addresses, direction and text are guessed \
                by names and shapes, the scheme by the headers. The draft has a README and an example of each sample in \
                which people are replaced; comments say what to look at.
                """
        )

        @Argument(help: "The new adapter's name: lower-case letters, digits and hyphens.") var name: String
        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("Samples of what the provider sends, all of one kind.", valueName: "file")
        )
        var from: [String]
        @Option(
            name: [.customLong("headers"), .customLong("header")],
            parsing: .upToNextOption,
            help: ArgumentHelp(
                "Headers of the sample: \"Name: value\", or a file with such lines.",
                valueName: "header"
            )
        )
        var headers: [String] = []
        @OptionGroup var options: AdapterOptions

        func run() async throws {
            guard ConfigurationReader.isHookName(name) else {
                throw ExitReason.failed(
                    "\"\(name)\" is no name for a folder; use lower-case letters, digits and hyphens"
                )
            }
            let folder = "\(options.folder)/\(name)"
            guard !FileManager.default.fileExists(atPath: folder) else {
                throw ExitReason.failed("\(folder) is there already; choose another name, or move it away")
            }
            let samples = try from.map { file in
                do {
                    return try sample(file)
                } catch {
                    throw ExitReason.failed("\(file): \(error)")
                }
            }
            let draft: AdapterDraft
            do {
                draft = try AdapterDraft(name: name, samples: samples)
            } catch {
                throw ExitReason.failed("\(from.joined(separator: ", ")): \(error)")
            }
            for (path, text) in draft.files {
                try ExampleFile.write(text, to: "\(folder)/\(path)")
                print("wrote \(folder)/\(path)")
            }
            let problems = AdapterLint.check(folder: folder)
            ProblemText.printOutput(problems)
            print("next: read \(folder)/adapter.yaml line by line, then: zyntro-bridge adapters check \(name)")
            if problems.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
        }

        private func sample(_ file: String) throws -> RawRequest {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw RecordedRequestError("the file cannot be read")
            }
            let bytes = [UInt8](data)
            let fields = try fields()
            let url = "https://bridge.example.com/hooks/\(name)"
            if let value = try? JSONParser().parse(bytes).value, value["url"]?.string != nil,
                value["body"] != nil, value["headers"] != nil || value["method"] != nil
            {
                let recorded = try RecordedRequest(bytes, now: AdapterExamples.now).request
                return RawRequest(
                    method: recorded.method,
                    url: recorded.url,
                    headers: recorded.headers + fields,
                    body: recorded.body,
                    receivedAt: recorded.receivedAt
                )
            }
            let isJSON = bytes.first { $0 > 0x20 }.map { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") } ?? false
            let type = HeaderField(
                name: "content-type",
                value: isJSON ? "application/json" : "application/x-www-form-urlencoded"
            )
            let hasType = fields.contains { $0.name == "content-type" }
            // Editors end a file with a line end that no form has.
            let body = isJSON ? bytes : Array(bytes.prefix { $0 != 0x0A && $0 != 0x0D })
            return RawRequest(
                method: "POST",
                url: url,
                headers: (hasType ? [] : [type]) + fields,
                body: body,
                receivedAt: AdapterExamples.now
            )
        }

        private func fields() throws -> [HeaderField] {
            var lines: [String] = []
            for header in headers {
                if header.contains(": ") {
                    lines.append(header)
                } else if let data = FileManager.default.contents(atPath: header) {
                    lines += String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
                } else {
                    throw RecordedRequestError(
                        "\"\(header)\" is neither a header (\"Name: value\") nor a file with headers"
                    )
                }
            }
            return lines.compactMap { line in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                return HeaderField(
                    name: line[..<colon].lowercased(),
                    value: line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                )
            }
        }
    }
}

/// Files that commands write beside adapters.
enum ExampleFile {
    /// Makes the folders above it; fails in plain words.
    static func write(_ text: String, to path: String) throws {
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch {
            throw ExitReason.failed("\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
