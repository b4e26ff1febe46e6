//! The text of an announcement, with a placeholder for the value of the key attribute.

/// A message with the placeholder `{attribute}`, parsed once at cold start.
///
/// A brace has no other meaning and no escape. Any other placeholder is refused, so that a misspelt one is never sent to
/// anyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageTemplate {
    /// The literal texts around the placeholders: always one more than there are placeholders.
    literals: Vec<String>,
}

impl MessageTemplate {
    /// Parses `text`, whose only placeholder is the name of the key attribute in braces.
    ///
    /// # Errors
    ///
    /// If a placeholder is unknown, a brace is unbalanced, or there is no placeholder at all (every announcement would be
    /// the same).
    pub fn parse(text: &str, key_attribute: &str) -> Result<Self, String> {
        let mut literals = vec![];
        let mut rest = text;
        while let Some((before, inside, after)) = split_at_placeholder(rest)? {
            check_placeholder(inside, key_attribute)?;
            literals.push(before.to_owned());
            rest = after;
        }
        if literals.is_empty() {
            return Err(format!("`{text}` has no placeholder; `{{{key_attribute}}}` is needed once or more"));
        }
        literals.push(rest.to_owned());
        Ok(Self { literals })
    }

    /// The message for one value of the key attribute. Braces in the value are text.
    pub fn fill(&self, value: &str) -> String {
        self.literals.join(value)
    }
}

/// Splits at the first placeholder into the texts before, inside and after its braces.
fn split_at_placeholder(text: &str) -> Result<Option<(&str, &str, &str)>, String> {
    let Some(open) = text.find(['{', '}']) else {
        return Ok(None);
    };
    let (before, from_brace) = text.split_at(open);
    let closed = from_brace.strip_prefix('{').and_then(|inner| inner.split_once('}'));
    let (inside, after) = closed.ok_or_else(|| format!("`{from_brace}` has a brace without its partner"))?;
    Ok(Some((before, inside, after)))
}

fn check_placeholder(inside: &str, key_attribute: &str) -> Result<(), String> {
    if inside == key_attribute {
        return Ok(());
    }
    Err(format!("`{{{inside}}}` is not a placeholder; only `{{{key_attribute}}}` is"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, value: &str, expect: &str) {
        let template = MessageTemplate::parse(template, "flavour").unwrap();
        assert_eq!(template.fill(value), expect);
    }

    #[track_caller]
    fn check_refused(template: &str, expect: &str) {
        let message = MessageTemplate::parse(template, "flavour").unwrap_err();
        assert!(message.contains(expect), "{message}");
    }

    #[test]
    fn fills_every_placeholder() {
        check("Come try our new {flavour} flavour", "mint", "Come try our new mint flavour");
        check("{flavour}", "mint", "mint");
        check("{flavour}! {flavour}!", "mint", "mint! mint!");
    }

    #[test]
    fn a_value_is_never_a_template() {
        check("new {flavour}", "{flavour} } {", "new {flavour} } {");
    }

    #[test]
    fn refuses_other_braces() {
        check_refused("new {flavor}", "`{flavor}` is not a placeholder; only `{flavour}` is");
        check_refused("new {}", "`{}` is not a placeholder");
        check_refused("new {{flavour}}", "`{{flavour}` is not a placeholder");
        check_refused("new {flavour", "has a brace without its partner");
        check_refused("new flavour} {flavour}", "has a brace without its partner");
    }

    #[test]
    fn refuses_a_message_that_names_nothing() {
        check_refused("a new flavour", "has no placeholder; `{flavour}` is needed");
    }
}
