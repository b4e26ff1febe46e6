//! The stacks of an environment that a command is for, in their order.

use crate::called_as::called_as;
use crate::environment::Environment;
use crate::service::{Program, Upstream};
use crate::terraform::Refusal;

/// A root of an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stack {
    /// The stack's name; `None` if the environment has one root.
    pub(super) name: Option<String>,
    /// The root's folder below `terraform`.
    pub(super) folder: String,
    /// What it uses of other stacks.
    pub(super) upstream: Vec<Upstream>,
}

/// A stack that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
struct UnknownStack(Refusal);

/// An environment with several roots, for a command that is for one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{environment}` has several roots, and `{program} {command}` is for one\nhint: add `--stack` and one of `{stacks}`",
    program = called_as()
)]
pub(super) struct SeveralStacks {
    environment: String,
    command: &'static str,
    stacks: String,
}

impl Stack {
    /// The option that names it, with a space before.
    pub(super) fn option(&self) -> String {
        self.name.as_ref().map_or_else(String::new, |name| format!(" --stack {name}"))
    }
}

/// The stacks of an environment, each after those whose values it uses, or the named one.
pub(super) fn selected(
    program: &Program<'_>,
    environment: &Environment,
    name: Option<&str>,
) -> anyhow::Result<Vec<Stack>> {
    let roots = program.roots(environment)?.into_iter();
    let stack = |root: crate::service::StackRoot| Stack {
        name: root.stack,
        folder: root.root.name().to_string(),
        upstream: root.upstream,
    };
    let mut stacks: Vec<Stack> = roots.map(stack).collect();
    let Some(name) = name else { return Ok(stacks) };
    let known: Vec<String> = stacks.iter().filter_map(|stack| stack.name.clone()).collect();
    stacks.retain(|stack| stack.name.as_deref() == Some(name));
    if stacks.is_empty() {
        let refusal = Refusal::new(format!("`{}` has no stack `{name}`", environment.name));
        let refusal = if known.is_empty() {
            refusal.hint("it has one root: leave out `--stack`")
        } else {
            refusal.knowing(name, known.iter().map(String::as_str))
        };
        return Err(UnknownStack(refusal).into());
    }
    Ok(stacks)
}

/// The only stack of several.
pub(super) fn only<T>(
    mut all: Vec<T>,
    environment: &str,
    command: &'static str,
    name: impl Fn(&T) -> Option<String>,
) -> Result<T, SeveralStacks> {
    if all.len() == 1 {
        return Ok(all.remove(0));
    }
    let stacks: Vec<String> = all.iter().filter_map(name).collect();
    Err(SeveralStacks { environment: environment.to_owned(), command, stacks: stacks.join("`, `") })
}
