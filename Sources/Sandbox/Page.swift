import Foundation

/// The timeline as a web page for people: one card per contact, newest entry last. Everything shown is escaped.
struct Page {
    /// More would make the page slow to load; the JSON timeline has all.
    private static let maximumEntries = 200

    let timeline: Timeline
    let book: ContactBook

    var html: String {
        let total = timeline.count
        let shown = timeline.entries().suffix(Self.maximumEntries)
        let groups = Dictionary(grouping: shown, by: \.contactID).sorted { newest($0.value) > newest($1.value) }
        let cards = groups.map { card(contactID: $0.key, entries: $0.value) }.joined()
        let notice = shown.count < total ? " The newest \(shown.count) are shown; <code>/timeline</code> has all." : ""
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
            <meta name="viewport" content="width=device-width"><title>Zyntro sandbox</title>
            <style>\(Self.style)</style></head><body>
            <header><h1>Zyntro sandbox</h1><p>A stand-in of Zyntro for trials: nothing here reaches Zyntro.
            \(total) \(total == 1 ? "entry" : "entries").\(notice)</p></header>
            <main>\(cards.isEmpty ? "<p class=\"empty\">The timeline is empty.</p>" : cards)</main>
            </body></html>

            """
    }

    /// The text with the characters that HTML gives a meaning to written as references.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private func newest(_ entries: [Timeline.Entry]) -> Int {
        entries.last?.id ?? 0
    }

    private func card(contactID: String, entries: [Timeline.Entry]) -> String {
        let contact = book.contact(contactID)
        let details = [contact?.companyName, contact?.primaryPhone, contact?.primaryEmail].compactMap(\.self)
        return """
            <section><h2>\(Self.escaped(contact?.displayName ?? contactID))</h2>
            <p class="details">\(Self.escaped(details.joined(separator: " · ")))</p>
            <ol>\(entries.map(item).joined())</ol></section>

            """
    }

    private func item(_ entry: Timeline.Entry) -> String {
        let fields = Call(body: entry.json)
        let type = fields.text("comms_type") ?? "entry"
        let source = fields.text("comms_source").map { " via \(Self.escaped($0))" } ?? ""
        let time = entry.insertedAt.formatted(.iso8601)
        let rest = ["comms_sentiment", "comms_next", "comms_status"].compactMap { name in
            fields.text(name).map { "<dt>\(name)</dt><dd>\(Self.escaped($0))</dd>" }
        }
        return """
            <li><p class="head"><b class="type">\(Self.escaped(type))</b>\(source)
            <span class="id">#\(entry.id) · \(time)</span></p>
            \(fields["comms_data"].map(contents) ?? "<p class=\"empty\">contents not kept</p>")
            \(rest.isEmpty ? "" : "<dl>\(rest.joined())</dl>")</li>

            """
    }

    /// comms_data: its summary and body first and in full width, the rest as a table of names and values.
    private func contents(_ data: JSONText) -> String {
        guard data.kind == .object else { return "<blockquote>\(value(data))</blockquote>" }
        var (summary, body, rest) = ("", "", "")
        for (key, member) in data.members {
            switch key {
            case "summary": summary = "<p class=\"summary\">\(value(member))</p>"
            case "body": body = "<blockquote>\(value(member))</blockquote>"
            default: rest += row(key: key, value: member)
            }
        }
        return summary + body + (rest.isEmpty ? "" : "<dl>\(rest)</dl>")
    }

    private func row(key: String, value: JSONText) -> String {
        "<dt>\(Self.escaped(key))</dt><dd>\(self.value(value))</dd>"
    }

    private func value(_ value: JSONText) -> String {
        switch value.kind {
        case .string: return Self.escaped(value.string ?? "")
        case .number, .boolean, .null: return Self.escaped(String(decoding: value.bytes, as: UTF8.self))
        case .array:
            return "<ul>\(value.elements.map { "<li>\(self.value($0))</li>" }.joined())</ul>"
        case .object:
            return "<dl>\(value.members.map(row).joined())</dl>"
        }
    }

    private static let style = """
        :root { color-scheme: light dark; --line: #8884; --soft: #8882; --accent: #2463c5; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
        h1 { margin: 0; font-size: 1.5rem; } h2 { margin: 0; font-size: 1.15rem; }
        header p, .details, .id, .empty { opacity: .7; margin: .2rem 0; font-size: .9rem; }
        section { border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.2rem; margin: 1.2rem 0; }
        ol { list-style: none; margin: .8rem 0 0; padding: 0; }
        ol > li { border-top: 1px solid var(--line); padding: .7rem 0; }
        .head { margin: 0; } .id { float: right; }
        .type { background: var(--accent); color: #fff; border-radius: .3rem; padding: .1rem .5rem; font-size: .85rem; }
        .summary { font-weight: 600; margin: .4rem 0; }
        blockquote { margin: .4rem 0; padding: .5rem .8rem; background: var(--soft); border-radius: .4rem;
          white-space: pre-wrap; overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; font-size: .9rem; }
        dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; } dl ul { margin: 0; padding-left: 1.1rem; }
        """
}
