//! Mapping templates, which are parsed when the stack is read.

use std::collections::{BTreeMap, BTreeSet};

use gelato_vtl::Template;
use gelato_vtl::analysis::analyse;

/// A template, and the members of `$context` that it reads. Building all members costs more than most renderings.
#[derive(Debug)]
pub struct MappingTemplate {
    /// The parsed template, or the error. API Gateway accepts any text, and fails when a request needs it.
    pub parsed: Result<Template, String>,
    /// The members of `$context` that it reads.
    pub context: ContextMembers,
}

/// The members of `$context` that a template reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextMembers {
    /// Only these. Overrides always exist.
    Named(BTreeSet<String>),
    /// Possibly all of them.
    All,
}

impl MappingTemplate {
    /// Parses a template, whose name is in its errors.
    pub fn parse(name: &str, source: &str) -> Self {
        match Template::parse(name, source) {
            Ok(template) => Self { context: context_members(&template), parsed: Ok(template) },
            Err(error) => Self { parsed: Err(format!("{error:#}")), context: ContextMembers::Named(BTreeSet::new()) },
        }
    }
}

/// Templates by media type, which is lowercase and without parameters.
#[derive(Debug, Default)]
pub struct Templates(pub BTreeMap<String, MappingTemplate>);

impl Templates {
    /// Parses templates. Empty ones count as absent.
    pub fn parse(name: &str, sources: &BTreeMap<String, String>) -> Self {
        let some = sources.iter().filter(|(_, source)| !source.is_empty());
        Self(some.map(|(media, source)| (media_type(media), MappingTemplate::parse(name, source))).collect())
    }

    /// The template of a media type.
    pub fn get(&self, media: &str) -> Option<&MappingTemplate> {
        self.0.get(media)
    }

    /// The errors of templates that do not parse, with their media types.
    pub fn errors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(media, template)| Some((media.as_str(), template.parsed.as_ref().err()?.as_str())))
    }
}

/// A media type in the form that is compared: lowercase and without parameters.
pub fn media_type(header: &str) -> String {
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The template for the first media type that an `Accept` header names, or else that for JSON, or else the first.
pub fn accepted<'t, T>(templates: &'t BTreeMap<String, T>, accept: Option<&str>) -> Option<(&'t str, &'t T)> {
    // Most have one template, which answers whatever the client accepts.
    let found = if templates.len() > 1 {
        accept.unwrap_or_default().split(',').find_map(|media| templates.get_key_value(&media_type(media)))
    } else {
        None
    };
    let found = found.or_else(|| templates.get_key_value("application/json")).or_else(|| templates.iter().next())?;
    Some((found.0, found.1))
}

fn context_members(template: &Template) -> ContextMembers {
    let mut members = BTreeSet::new();
    for reference in analyse(template).references {
        if reference.name != "context" {
            continue;
        }
        let Some(member) = member(&reference.text) else { return ContextMembers::All };
        members.insert(member.to_owned());
    }
    ContextMembers::Named(members)
}

/// The member that `$context.member…` reads, or `None` if it may read any.
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
        let expected = expected.map_or(ContextMembers::All, |members| {
            ContextMembers::Named(members.iter().map(|member| (*member).to_owned()).collect())
        });
        assert_eq!(MappingTemplate::parse("t", source).context, expected, "{source}");
    }

    #[test]
    fn only_members_that_a_template_reads_are_named() {
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
