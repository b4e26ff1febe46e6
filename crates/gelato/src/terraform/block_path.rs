//! Paths into a block, such as `ttl[0].enabled`: an argument, a nested block, or all nested blocks of a name.

use super::block::{Argument, Block};
use super::expression::Expression;
use super::refusal::Refusal;

/// A name, and the index of one of several blocks.
type Step<'a> = (&'a str, Option<usize>);

impl Block {
    /// Sets the argument at a path.
    ///
    /// # Errors
    /// If the path leads through a block that is not there.
    pub(super) fn set_at(&mut self, path: &str, value: Expression) -> Result<(), Refusal> {
        let (parent, (name, index)) = self.parent_of(path)?;
        if index.is_some() {
            return Err(Refusal::new(format!("`{path}` is a block")).allowing("the path of an argument"));
        }
        parent.set(name, value);
        Ok(())
    }

    /// Adds a nested block at a path, after those of the same name.
    ///
    /// # Errors
    /// If the path leads through a block that is not there.
    pub(super) fn add_at(&mut self, path: &str, block: Self) -> Result<(), Refusal> {
        let (parent, (name, _)) = self.parent_of(path)?;
        parent.nest(name, [block]);
        Ok(())
    }

    /// Removes what is at a path: an argument, a nested block, or all nested blocks of a name.
    ///
    /// # Errors
    /// If there is nothing.
    pub(super) fn remove_at(&mut self, path: &str) -> Result<(), Refusal> {
        let (parent, (name, index)) = self.parent_of(path)?;
        let removed = match index {
            None => parent.remove(name).is_some(),
            Some(index) => parent.blocks_mut(name).is_some_and(|blocks| {
                let is_there = index < blocks.len();
                is_there.then(|| blocks.remove(index)).is_some()
            }),
        };
        if parent.blocks_mut(name).is_some_and(|blocks| blocks.is_empty()) {
            parent.remove(name);
        }
        let known: Vec<String> = parent.arguments().map(|(name, _)| name.to_owned()).collect();
        let refused = || Refusal::new(format!("there is no `{path}`")).knowing(name, known.iter().map(String::as_str));
        if removed { Ok(()) } else { Err(refused()) }
    }

    /// The block that contains the end of a path.
    fn parent_of<'a>(&mut self, path: &'a str) -> Result<(&mut Self, Step<'a>), Refusal> {
        let mut steps = path.split('.').map(|step| parse(step, path)).collect::<Result<Vec<_>, _>>()?;
        let last = steps.pop().ok_or_else(|| invalid(path))?;
        let mut block = self;
        for (name, index) in steps {
            let index = index.unwrap_or_default();
            let inner = block.blocks_mut(name).and_then(|blocks| blocks.get_mut(index));
            block = inner.ok_or_else(|| {
                Refusal::new(format!("`{path}` leads through a block `{name}[{index}]` that is not there"))
                    .hint("add the block with its arguments")
            })?;
        }
        Ok((block, last))
    }

    fn blocks_mut(&mut self, name: &str) -> Option<&mut Vec<Self>> {
        match self.argument_mut(name)? {
            Argument::Blocks(blocks) => Some(blocks),
            Argument::Value(_) => None,
        }
    }
}

fn parse<'a>(step: &'a str, path: &str) -> Result<Step<'a>, Refusal> {
    let (name, index) = match step.split_once('[') {
        Some((name, rest)) => {
            let index = rest.strip_suffix(']').and_then(|index| index.parse().ok());
            (name, Some(index.ok_or_else(|| invalid(path))?))
        }
        None => (step, None),
    };
    if name.is_empty() { Err(invalid(path)) } else { Ok((name, index)) }
}

fn invalid(path: &str) -> Refusal {
    Refusal::new(format!("`{path}` is no path into a block")).allowing("names and indexes, such as `ttl[0].enabled`")
}
