//! The program: the service, its one module, and what each root adds.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use gelato::schema::Catalog;

use crate::context::Context;
use crate::declaration::{Declaration, Part, check, in_order};
use crate::note::Note;
use crate::provider::{Requirements, requirements};
use crate::source::{Source, SourceError};
use crate::statement::Statements;

/// The module that has everything of the files.
pub(crate) const MODULE: &str = "main";

/// A program, and what it cannot say as the HCL does.
#[derive(Debug, Clone)]
pub struct Converted {
    /// The program, `main.rs`.
    pub program: String,
    /// What it says otherwise, in the order of the files.
    pub notes: Vec<Note>,
}

/// Converts files to the program of a service with this name.
///
/// # Errors
/// If two declarations have one address.
pub fn convert(service: &str, sources: &[Source], catalog: &Catalog) -> Result<Converted, SourceError> {
    let all = Declaration::all(sources);
    check(&all)?;
    let used: BTreeSet<String> = all.iter().flat_map(Declaration::references).collect();
    let required = required(&all);
    let context = Context::new(catalog);
    let mut statements = Statements::default();
    let of_provider =
        |one: &&Declaration<'_>| matches!(one.body, Part::Block(block) if block.ident.as_str() == "provider");
    let providers: Vec<_> = all.iter().filter(of_provider).copied().collect();
    for declaration in providers {
        write(&context, &declaration, true, &required, &mut statements);
    }
    for declaration in in_order(&all).iter().filter(|one| !of_provider(one)) {
        let is_used = declaration.address().is_some_and(|address| used.contains(&address));
        write(&context, declaration, is_used, &required, &mut statements);
    }
    require(&context, &all, &required, &mut statements);
    let program = formatted(&text(service, sources, &context, &statements));
    Ok(Converted { program, notes: context.notes_since(0) })
}

fn required(all: &[Declaration<'_>]) -> Requirements {
    let bodies = all.iter().filter_map(|one| match one.body {
        Part::Block(block) if block.ident.as_str() == "terraform" => Some(&block.body),
        _ => None,
    });
    bodies.flat_map(requirements).collect()
}

/// Requires the providers that nothing configures.
fn require(context: &Context<'_>, all: &[Declaration<'_>], required: &Requirements, statements: &mut Statements) {
    let blocks = |keyword: &'static str| {
        all.iter().filter_map(move |one| match one.body {
            Part::Block(block) if block.ident.as_str() == keyword => {
                block.labels.first().map(hcl_edit::structure::BlockLabel::as_str)
            }
            _ => None,
        })
    };
    let kinds = blocks("resource").chain(blocks("data"));
    let configured: BTreeSet<&str> = blocks("provider").collect();
    let used: BTreeSet<&str> = kinds.filter_map(|kind| kind.split('_').next()).collect();
    for name in used.into_iter().filter(|name| !["aws", "terraform"].contains(name) && !configured.contains(name)) {
        statements.providers.extend(context.provider(name, &hcl_edit::structure::Body::new(), required));
    }
}

fn write(
    context: &Context<'_>,
    declaration: &Declaration<'_>,
    is_used: bool,
    required: &Requirements,
    statements: &mut Statements,
) {
    context.at(declaration.source, declaration.span());
    let (before, count) = (statements.module.len(), context.count_notes());
    match declaration.body {
        Part::Local(local) => statements.local(context, local, is_used),
        Part::Block(block) => {
            statements.block(context, (block.ident.as_str(), &block.labels, &block.body), is_used, required);
        }
    }
    let comments = declaration.comments().into_iter().map(|comment| format!("// {comment}\n"));
    let notes = context.notes_since(count).into_iter().map(|note| format!("// Converted: {note}\n"));
    let comments: String = comments.chain(notes).collect();
    match statements.module.get_mut(before) {
        Some(first) => first.insert_str(0, &comments),
        None if context.count_notes() > count && !statements.providers.is_empty() && comments.contains("provider") => {
            if let Some(last) = statements.providers.last_mut() {
                last.insert_str(0, &comments);
            }
        }
        None => {}
    }
}

fn text(service: &str, sources: &[Source], context: &Context<'_>, statements: &Statements) -> String {
    let files: Vec<_> = sources.iter().map(|source| format!("`{}`", source.name)).collect();
    let structure = gelato_name(service);
    let (settings, of) = if statements.settings.is_empty() { ("NoSettings", "") } else { ("Settings", "<Settings>") };
    let mut text =
        format!("//! Converted by `gelato convert` from {}.\n\nuse std::process::ExitCode;\n\n", files.join(", "));
    let module = statements.module.join("\n");
    let _ = writeln!(
        text,
        "#[allow(unused_imports, reason = \"some of the types may only occur in blocks\")]\nuse gelato::aws::*;\nuse gelato::prelude::*;"
    );
    let mut imports: Vec<&str> = context
        .imports()
        .into_iter()
        .filter(|name| uses(&module, name) || uses(&statements.providers.join(" "), name))
        .collect();
    if uses(&module, "Any") {
        imports.push("Any");
    }
    imports.retain(|name| *name != "ConfigureCall");
    if uses(&module, "call_module") {
        imports.push("ConfigureCall as _");
    }
    if !imports.is_empty() {
        let _ = writeln!(text, "use gelato::terraform::{{{}}};", imports.join(", "));
    }
    if !statements.settings.is_empty() {
        text += "\n/// The table `[service]` of an environment's file.\n#[derive(serde::Deserialize)]\n#[serde(deny_unknown_fields)]\nstruct Settings {\n";
        for setting in &statements.settings {
            let _ = writeln!(
                text,
                "/// {}\n{}: {},",
                setting.description.replace('\n', " "),
                setting.name,
                setting.of.setting()
            );
        }
        text += "}\n";
    }
    let _ = writeln!(
        text,
        "\nstruct {structure};\n\nimpl Service for {structure} {{\nconst NAME: &'static str = {service:?};\ntype Settings = {settings};\n"
    );
    let _ = writeln!(text, "fn describe(&self, service: &Description{of}) {{\n{}", statements.providers.join("\n"));
    let _ = writeln!(text, "service.module({MODULE:?}, \"What `{service}` consists of.\", |m| {{\n{module}\n}});");
    if !statements.root.is_empty() {
        let _ = writeln!(text, "service.root(|root, _| {{\n{}\n}});", statements.root.join("\n"));
    }
    let _ = writeln!(text, "}}\n}}\n\nfn main() -> ExitCode {{\ngelato::run(&{structure})\n}}");
    text
}

/// Whether a name occurs as a whole word.
fn uses(code: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    code.match_indices(name)
        .any(|(start, _)| !code[..start].ends_with(is_part) && !code[start + name.len()..].starts_with(is_part))
}

/// The service's struct: `ice-cream` is `IceCream`.
fn gelato_name(service: &str) -> String {
    let words = service.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect();
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("Service{name}")
    } else {
        format!("{name}Service")
    }
}

/// The program as rustfmt lays it out, or as it is where there is no rustfmt.
fn formatted(text: &str) -> String {
    let run = || -> Option<String> {
        let mut command = Command::new("rustfmt");
        command.args(["--edition", "2024", "--config", "max_width=120"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        child.stdin.take()?.write_all(text.as_bytes()).ok()?;
        let output = child.wait_with_output().ok()?;
        output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten()
    };
    run().unwrap_or_else(|| text.to_owned())
}
