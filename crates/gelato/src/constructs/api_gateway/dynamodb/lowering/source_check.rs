//! The checks of sources: the request has it, the operation reads its attribute, and the types fit.
//!
//! Without them, a mistake in the program would be reported to the first client as its own.

use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;

use crate::constructs::api_gateway::vtl;

use super::call::Call;
use super::context;
use super::declaration::{Kind, Source, Text};
use super::name::is_name;
use super::value::Input;

impl Call<'_> {
    /// Checks that each source belongs to an attribute that the operation reads, and that no attribute has two.
    pub(super) fn check_sources(&self, sources: &[(&'static str, Source)], read: &[Input]) -> Result<(), String> {
        for (index, (name, _)) in sources.iter().enumerate() {
            self.items.attribute(name)?;
            if sources[..index].iter().any(|(known, _)| known == name) {
                return Err(format!("`{name}` has two sources: allowed is one"));
            }
            if !read.iter().any(|input| input.attribute.name == *name) {
                let read: Vec<_> = read.iter().map(|input| format!("`{}`", input.attribute.name)).collect();
                return Err(format!(
                    "`{name}` has a source, and the call does not read it: it reads {}",
                    read.join(", ")
                ));
            }
        }
        Ok(())
    }

    /// Checks that the request has the source, and that it fits the attribute's type.
    pub(super) fn check_source(&self, input: &Input) -> Result<(), String> {
        let Input { attribute, source, .. } = input;
        let refused = |detail: String| Err(format!("`{}` is read from {}: {detail}", attribute.name, source.words()));
        match source {
            Source::Path(_) | Source::Query(_) | Source::Context(_) if !attribute.kind.is_scalar() => {
                refused("lists and maps come from a body".to_owned())
            }
            Source::Body(_) if !self.verb.has_body() => refused(format!("a {} request has no body", self.verb.name())),
            Source::Body(member) if !member.split('.').all(is_name) => {
                refused("that is not a member's name".to_owned())
            }
            Source::Path(parameter) => match self.resource.parameter_kind(parameter) {
                Some(false) => Ok(()),
                Some(true) => refused("a greedy parameter may span several segments".to_owned()),
                None => refused(format!("the resource `{}` has no such parameter", self.resource.path)),
            },
            Source::Query(name) if !name.split('.').all(is_name) => {
                refused("that is not a parameter's name".to_owned())
            }
            Source::Context(name) => context::check(name).or_else(refused),
            Source::Constant(text) if !is_constant_of(&attribute.kind, text) => {
                refused(format!("`{text}` is not {}", attribute.kind.words()))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a constant is allowed for its attribute. It is checked as the template will check it.
fn is_constant_of(kind: &Kind, text: &str) -> bool {
    match kind {
        Kind::String(Text { min_length, max_length, pattern }) => {
            let length = text.chars().count();
            let most = max_length.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
            let fits = usize::try_from(*min_length).is_ok_and(|least| (least..=most).contains(&length));
            fits && pattern.is_none_or(|pattern| matches(text, pattern))
        }
        Kind::Number(decimal) => matches(text, &decimal.pattern()),
        Kind::Boolean => matches!(text, "true" | "false"),
        Kind::List { .. } | Kind::Map { .. } => false,
    }
}

fn matches(text: &str, pattern: &str) -> bool {
    let probe = format!("#set($text = {})$text.matches({})", vtl::quoted(text), vtl::quoted(pattern));
    let rendered = Template::parse("constant", probe).and_then(|probe| probe.render(&Request::default()));
    rendered.is_ok_and(|rendered| rendered.output == "true")
}
