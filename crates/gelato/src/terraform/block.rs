//! Blocks: arguments and nested blocks, in the shape that every provider's schema has.
//!
//! <https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping>

use std::collections::BTreeMap;
use std::fmt::Display;

use super::dynamic::Dynamic;
use super::expression::Expression;
use super::json::Json;
use super::value::Value;

/// The body of a resource, data source or nested block.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    arguments: BTreeMap<String, Argument>,
    dynamic: Option<Dynamic>,
}

/// An argument or nested blocks, under one name of a block.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// `name = expression`
    Value(Expression),
    /// One or several `name { … }`.
    Blocks(Vec<Block>),
}

impl Block {
    /// An empty block.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets an argument. Setting it again replaces it.
    pub fn set(&mut self, name: &str, value: impl Into<Expression>) {
        self.arguments.insert(name.to_owned(), Argument::Value(value.into()));
    }

    /// Sets an argument if there is a value.
    pub fn set_optional<T>(&mut self, name: &str, value: Option<Value<T>>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// Sets an argument, to `null` if there is no value: for objects that Terraform only takes with all of their attributes.
    pub fn set_nullable<T>(&mut self, name: &str, value: Option<Value<T>>) {
        self.set(name, Value::from(value));
    }

    /// Adds nested blocks under one name. An empty list omits the name.
    pub fn nest<B: Into<Self>>(&mut self, name: &str, blocks: impl IntoIterator<Item = B>) {
        let mut added: Vec<Self> = blocks.into_iter().map(Into::into).collect();
        if added.is_empty() {
            return;
        }
        match self.arguments.get_mut(name) {
            Some(Argument::Blocks(present)) => present.append(&mut added),
            _ => {
                self.arguments.insert(name.to_owned(), Argument::Blocks(added));
            }
        }
    }

    /// Adds nested blocks with a label each. An empty list omits the name.
    pub fn nest_labelled<B: Into<Self>>(&mut self, name: &str, blocks: impl IntoIterator<Item = (String, B)>) {
        let mut labelled = Self::new();
        for (label, block) in blocks {
            labelled.nest(&label, [block]);
        }
        if !labelled.arguments.is_empty() {
            self.nest(name, [labelled]);
        }
    }

    /// Makes this nested block a `dynamic` one.
    pub fn repeat(&mut self, dynamic: Option<Dynamic>) {
        self.dynamic = dynamic;
    }

    /// What repeats it, to change it.
    pub(super) fn dynamic_mut(&mut self) -> &mut Option<Dynamic> {
        &mut self.dynamic
    }

    /// Whether it is a `dynamic` block, of which there may be none or several.
    pub fn is_dynamic(&self) -> bool {
        self.dynamic.is_some()
    }

    /// The arguments and nested blocks by name, sorted.
    pub fn arguments(&self) -> impl Iterator<Item = (&str, &Argument)> {
        self.arguments.iter().map(|(name, argument)| (name.as_str(), argument))
    }

    /// The argument or the nested blocks under a name, to change them.
    pub(super) fn argument_mut(&mut self, name: &str) -> Option<&mut Argument> {
        self.arguments.get_mut(name)
    }

    /// Removes the argument or the nested blocks under a name, and returns them.
    pub fn remove(&mut self, name: &str) -> Option<Argument> {
        self.arguments.remove(name)
    }

    /// The argument or the nested blocks under a name.
    pub fn get(&self, name: &str) -> Option<&Argument> {
        self.arguments.get(name)
    }

    /// Visits every expression with the path of its argument, which begins with the block's: `PATH.attribute[0].name`.
    pub fn for_each_expression<'a>(&'a self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &'a Expression)) {
        if let Some(dynamic) = &self.dynamic {
            visit(&format_args!("{path}.for_each"), &dynamic.for_each);
        }
        for (name, argument) in &self.arguments {
            match argument {
                Argument::Value(expression) => visit(&format_args!("{path}.{name}"), expression),
                Argument::Blocks(blocks) => {
                    for (index, block) in blocks.iter().enumerate() {
                        block.for_each_expression(&format_args!("{path}.{name}[{index}]"), visit);
                    }
                }
            }
        }
    }

    /// Visits every expression with the path of its argument, to change it.
    pub(super) fn rewrite(&mut self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &mut Expression)) {
        if let Some(dynamic) = &mut self.dynamic {
            visit(&format_args!("{path}.for_each"), &mut dynamic.for_each);
        }
        for (name, argument) in &mut self.arguments {
            match argument {
                Argument::Value(expression) => visit(&format_args!("{path}.{name}"), expression),
                Argument::Blocks(blocks) => {
                    for (index, block) in blocks.iter_mut().enumerate() {
                        block.rewrite(&format_args!("{path}.{name}[{index}]"), visit);
                    }
                }
            }
        }
    }

    /// The block as Terraform JSON.
    pub fn to_json(&self) -> Json {
        let mut entries = BTreeMap::new();
        let mut dynamic = Vec::new();
        for (name, argument) in &self.arguments {
            match argument {
                Argument::Value(expression) => {
                    entries.insert(name.clone(), Json::of(expression));
                }
                Argument::Blocks(blocks) => {
                    let (repeated, written): (Vec<_>, Vec<_>) = blocks.iter().map(Self::written).partition(|one| one.0);
                    let of =
                        |blocks: Vec<(bool, Json)>| Json::Array(blocks.into_iter().map(|(_, json)| json).collect());
                    if !repeated.is_empty() {
                        dynamic.push((name.clone(), of(repeated)));
                    }
                    if !written.is_empty() {
                        entries.insert(name.clone(), of(written));
                    }
                }
            }
        }
        if !dynamic.is_empty() {
            let made = Json::object(dynamic);
            let all = match entries.remove("dynamic") {
                Some(Json::Array(written)) => Json::Array(written.into_iter().chain([made]).collect()),
                Some(written) => Json::Array(vec![written, made]),
                None => made,
            };
            entries.insert("dynamic".to_owned(), all);
        }
        Json::Object(entries)
    }

    /// A nested block as Terraform JSON, and whether it is a `dynamic` one.
    fn written(&self) -> (bool, Json) {
        match &self.dynamic {
            Some(dynamic) => (true, dynamic.to_json(self.to_json())),
            None => (false, self.to_json()),
        }
    }
}

impl From<Block> for Expression {
    /// The block as an object. Its nested blocks are lists of objects.
    fn from(block: Block) -> Self {
        let entries = block.arguments.into_iter().map(|(name, argument)| (name, argument.into()));
        Self::Object(entries.collect())
    }
}

impl From<Argument> for Expression {
    fn from(argument: Argument) -> Self {
        match argument {
            Argument::Value(expression) => expression,
            Argument::Blocks(blocks) => Self::List(blocks.into_iter().map(Self::from).collect()),
        }
    }
}

impl<K: Into<String>> FromIterator<(K, Expression)> for Block {
    fn from_iter<I: IntoIterator<Item = (K, Expression)>>(arguments: I) -> Self {
        let arguments = arguments.into_iter().map(|(name, value)| (name.into(), Argument::Value(value)));
        Self { arguments: arguments.collect(), dynamic: None }
    }
}
