//! Mapping templates, parsed when the stack is read.

use std::collections::{BTreeMap, BTreeSet};

use gelato_vtl::Template;
use gelato_vtl::analysis::analyse;

/// A template, and how much of `$context` it reads: building all of it costs more than most renderings.
#[derive(Debug)]
pub struct MappingTemplate {
    /// The parsed template. API Gateway takes any text and fails when a request needs it, so a text that does not parse
    /// is kept with what is wrong.
    pub parsed: Result<Template, String>,
    /// What it reads of `$context`.
    pub context: Wanted,
}

/// The members of `$context` that a template reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// These alone; overrides are always there.
    Members(BTreeSet<String>),
    /// Perhaps all of them.
    Everything,
}

impl MappingTemplate {
    /// Parses a template under a name that its errors tell.
    pub fn parse(name: &str, source: &str) -> Self {
        match Template::parse(name, source) {
            Ok(template) => Self { context: wanted(&template), parsed: Ok(template) },
            Err(error) => Self { parsed: Err(error.to_string()), context: Wanted::Members(BTreeSet::new()) },
        }
    }
}

/// Templates by media type, in lower case and without parameters.
#[derive(Debug, Default)]
pub struct Templates(pub BTreeMap<String, MappingTemplate>);

impl Templates {
    /// Parses templates; those without any text count as absent.
    pub fn parse(name: &str, sources: &BTreeMap<String, String>) -> Self {
        let some = sources.iter().filter(|(_, source)| !source.is_empty());
        Self(some.map(|(media, source)| (media_type(media), MappingTemplate::parse(name, source))).collect())
    }

    /// The template of a media type.
    pub fn get(&self, media: &str) -> Option<&MappingTemplate> {
        self.0.get(media)
    }

    /// What does not parse, with its media type.
    pub fn errors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(media, template)| Some((media.as_str(), template.parsed.as_ref().err()?.as_str())))
    }
}

/// A media type as it is compared: without parameters, in lower case.
pub fn media_type(header: &str) -> String {
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn wanted(template: &Template) -> Wanted {
    let mut members = BTreeSet::new();
    for reference in analyse(template).references {
        if reference.name != "context" {
            continue;
        }
        let Some(member) = member(&reference.text) else { return Wanted::Everything };
        members.insert(member.to_owned());
    }
    Wanted::Members(members)
}

/// The member that `$context.member…` reads; none where it may read any.
fn member(text: &str) -> Option<&str> {
    let path = text.trim_start_matches(['$', '!', '{']).strip_prefix("context.")?;
    let end = path.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(path.len());
    (!path[end..].starts_with('(')).then_some(&path[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: Option<&[&str]>) {
        let expected = expected.map_or(Wanted::Everything, |members| {
            Wanted::Members(members.iter().map(|member| (*member).to_owned()).collect())
        });
        assert_eq!(MappingTemplate::parse("t", source).context, expected, "{source}");
    }

    #[test]
    fn only_what_is_read_of_the_context_is_wanted() {
        check("$input.body", Some(&[]));
        check("#set($context.responseOverride.status = 404)", Some(&["responseOverride"]));
        check("\"$context.requestId ${context.identity.sourceIp}\"", Some(&["identity", "requestId"]));
        check("#set($x = \"$!{context.stage}\")", Some(&["stage"]));
        check("#if($context.authorizer['x'] == 1)#end", Some(&["authorizer"]));
        check("$context.get('stage')", None);
        check("#set($all = $context)", None);
        check("#foreach($key in $context.keySet())#end", None);
        check("$context['stage']", None);
    }
}
