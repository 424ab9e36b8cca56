import JSON

/// Plain columns for a terminal; an empty table says so.
struct Table {
    let headings: [String]
    var rows: [[String]] = []

    init(_ headings: [String]) { self.headings = headings }

    func text(empty: String) -> String {
        guard !rows.isEmpty else { return empty }
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension JSONValue {
    /// What a cell shows: texts as they are, nothing for null, JSON for the rest; control characters are escaped.
    func cell(_ name: String) -> String {
        guard let value = self[name], !value.isNull else { return "" }
        return (value.string ?? value.text()).withoutControls(keeping: [])
    }
}
