/// Compiles a `recheck:`: where a request tells of contacts in Zyntro.
enum RecheckCompiler {
    static func compile(_ node: SourceNode, templates: inout TemplateCompiler) -> RecheckRule {
        var reader = MappingReader(node)
        let phone = reader.node("phone").map { templates.prepared($0) }
        let email = reader.node("email").map { templates.prepared($0) }
        templates.report(reader.finish())
        return RecheckRule(phone: phone, email: email)
    }
}
