//! The checks of sources: the request has it, the operation reads its attribute, and the types fit.
//!
//! Without them, a mistake in the program would be reported to the first client as its own.

use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;

use crate::constructs::api_gateway::vtl;
use crate::terraform::Refusal;

use super::call::Call;
use super::context;
use super::declaration::{Kind, Source, Text};
use super::name::is_name;
use super::value::Input;

impl Call<'_> {
    /// Checks that each source belongs to an attribute that the operation reads, and that no attribute has two.
    pub(super) fn check_sources(&self, sources: &[(String, Source)], read: &[Input]) -> Result<(), Refusal> {
        for (index, (name, _)) in sources.iter().enumerate() {
            self.items.attribute(name)?;
            if sources[..index].iter().any(|(known, _)| known == name) {
                return Err(Refusal::new(format!("`{name}` has two sources")).allowing("one of each attribute"));
            }
            if !read.iter().any(|input| input.attribute.name == *name) {
                let refused = Refusal::new(format!("`{name}` has a source, and the call does not read it"));
                let read = read.iter().map(|input| input.attribute.name.as_str());
                return Err(refused.hint("remove the source").knowing(name, read));
            }
        }
        Ok(())
    }

    /// Checks that the request has the source, and that it fits the attribute's type.
    pub(super) fn check_source(&self, input: &Input) -> Result<(), Refusal> {
        let Input { attribute, source, .. } = input;
        let refused =
            |detail: &str| Refusal::new(format!("`{}` is read from {}, {detail}", attribute.name, source.words()));
        match source {
            Source::Path(_) | Source::Query(_) | Source::Context(_) if !attribute.kind.is_scalar() => {
                Err(refused("and is a list or a map").allowing("members of the body"))
            }
            Source::Body(_) if !self.verb.has_body() => {
                let found = format!("and a {} request has no body", self.verb.name());
                Err(refused(&found).allowing("the path, the query string, `$context` and constants"))
            }
            Source::Body(member) if !is_path(member) => Err(refused("which is not a member's name").allowing(PATH)),
            Source::Path(parameter) => self.check_parameter(parameter, refused),
            Source::Query(name) if !is_path(name) => Err(refused("which is not a parameter's name").allowing(PATH)),
            Source::Context(name) => {
                context::check(name).map_err(|refused| refused.within(format_args!("`{}`", attribute.name)))
            }
            Source::Constant(text) if !is_constant_of(&attribute.kind, text) => {
                let found = format!("`{}` is the constant `{text}`", attribute.name);
                Err(Refusal::new(found).allowing(attribute.kind.words()))
            }
            _ => Ok(()),
        }
    }

    /// Checks that each parameter of the path is read, except a greedy one, which no operation can read. A mistyped parameter
    /// would leave its attribute to the query string.
    pub(super) fn check_path(&self, inputs: &[Input]) -> Result<(), Refusal> {
        let is_read = |name: &String| {
            inputs.iter().any(|input| matches!(&input.source, Source::Path(parameter) if parameter == name))
        };
        let parameters = self.resource.parameters().into_iter();
        let mut single = parameters.filter(|name| self.resource.parameter_kind(name) == Some(false));
        let Some(unread) = single.find(|name| !is_read(name)) else { return Ok(()) };
        let elsewhere = inputs.iter().filter(|input| !matches!(input.source, Source::Path(_)));
        let names = elsewhere.map(|input| input.attribute.name.as_str());
        let refused = Refusal::new(format!("the path has `{{{unread}}}`, which the method does not read"));
        Err(refused.hint("name it after an attribute that the method reads").knowing(&unread, names))
    }

    fn check_parameter(&self, name: &str, refused: impl Fn(&str) -> Refusal) -> Result<(), Refusal> {
        match self.resource.parameter_kind(name) {
            Some(false) => Ok(()),
            Some(true) => {
                let found = "and that greedy parameter may span several segments";
                Err(refused(found).allowing(format!("parameters of one segment, such as `{{{name}}}`")))
            }
            None => {
                let (path, known) = (&self.resource.path, self.resource.parameters());
                let one = known.iter().filter(|name| self.resource.parameter_kind(name) == Some(false));
                let refused = refused(&format!("and the path `{path}` has no such parameter"));
                Err(refused.hint("read it from elsewhere").knowing(name, one.map(String::as_str)))
            }
        }
    }
}

/// The names that a template can read.
const PATH: &str =
    "a letter or `_`, followed by letters, digits, `_` and `-`; several such names with `.` between them";

fn is_path(text: &str) -> bool {
    text.split('.').all(is_name)
}

/// Whether a constant is allowed for its attribute. It is checked as the template will check it.
fn is_constant_of(kind: &Kind, text: &str) -> bool {
    match kind {
        Kind::String(Text { min_length, max_length, pattern }) => {
            let length = text.chars().count();
            let most = max_length.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
            let fits = usize::try_from(*min_length).is_ok_and(|least| (least..=most).contains(&length));
            fits && pattern.as_ref().is_none_or(|pattern| matches(text, pattern))
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
