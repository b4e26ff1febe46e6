//! Addresses as Terraform writes them in states and plans: `module.table["a"].aws_dynamodb_table.books[0]`.
//!
//! <https://developer.hashicorp.com/terraform/cli/state/resource-addressing>

use std::fmt;
use std::str::FromStr;

use super::name::Name;
use super::reference::Target;
use super::refusal::Refusal;

/// The address of a resource, or of a called module, from the root or module that it is used in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddressPath {
    /// The calls of modules that lead to it, from the outside in.
    pub modules: Vec<Step>,
    /// The resource; `None` for the address of the last module itself.
    pub resource: Option<ResourceStep>,
}

/// A name, and the key of an instance if there is one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The logical name.
    pub name: String,
    /// The instance's key, as it is written: `0` or `"a"`.
    pub key: Option<String>,
}

/// A resource within its module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResourceStep {
    /// Its type, such as `aws_sns_topic`.
    pub kind: String,
    /// Its name and key.
    pub step: Step,
}

const ALLOWED: &str = "`TYPE.NAME`, `module.NAME`, or both with a `.` between, each with an instance such as `[0]` or \
                       `[\"a\"]`";

/// A text that is no address of a resource or module.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address of a resource or module; allowed: {ALLOWED}")]
pub struct InvalidAddress(pub String);

impl From<InvalidAddress> for Refusal {
    fn from(invalid: InvalidAddress) -> Self {
        Self::new(format!("`{}` is no address of a resource or module", invalid.0)).allowing(ALLOWED)
    }
}

impl FromStr for AddressPath {
    type Err = InvalidAddress;

    /// ```
    /// use gelato::terraform::AddressPath;
    /// let path: AddressPath = r#"module.table["a.b"].aws_dynamodb_table.books[0]"#.parse()?;
    /// assert_eq!(path.modules[0].key.as_deref(), Some(r#""a.b""#));
    /// assert!("books".parse::<AddressPath>().is_err());
    /// # Ok::<(), gelato::terraform::InvalidAddress>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let invalid = || InvalidAddress(text.to_owned());
        let mut steps = steps(text).ok_or_else(invalid)?.into_iter();
        let mut modules = Vec::new();
        while let Some(step) = steps.next() {
            let next = steps.next().filter(|_| step.key.is_none()).ok_or_else(invalid)?;
            if step.name == "module" {
                modules.push(next);
            } else if steps.next().is_none() && step.name != "data" {
                return Ok(Self { modules, resource: Some(ResourceStep { kind: step.name, step: next }) });
            } else {
                return Err(invalid());
            }
        }
        if modules.is_empty() { Err(invalid()) } else { Ok(Self { modules, resource: None }) }
    }
}

/// The parts of an address, between the dots outside of brackets.
fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = Name::try_new(&rest[..end]).ok()?.as_str().to_owned();
        rest = &rest[end..];
        let key = if rest.starts_with('[') { Some(take_key(&mut rest)?) } else { None };
        steps.push(Step { name, key });
        match rest.strip_prefix('.') {
            Some(more) => rest = more,
            None => return rest.is_empty().then_some(steps),
        }
    }
}

/// Takes `[0]` or `["a"]` from the beginning of a text, and returns the key.
fn take_key(rest: &mut &str) -> Option<String> {
    let inner = &rest[1..];
    let length = match inner.strip_prefix('"') {
        Some(quoted) => quoted_length(quoted)? + 2,
        None => inner.find(|letter: char| !letter.is_ascii_digit())?,
    };
    let (key, after) = inner.split_at(length);
    *rest = after.strip_prefix(']')?;
    (!key.is_empty()).then(|| key.to_owned())
}

/// The length of a text up to the quote that ends it.
fn quoted_length(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, letter)| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends.then_some(at)
    })
}

impl AddressPath {
    /// What the document that uses the address declares of it: the resource, or the call of the outermost module.
    pub fn declared(&self) -> Option<Target> {
        match (self.modules.first(), &self.resource) {
            (Some(module), _) => Some(Target::Module(module.name.clone())),
            (None, Some(ResourceStep { kind, step })) => {
                Some(Target::Resource { kind: kind.clone(), name: step.name.clone() })
            }
            (None, None) => None,
        }
    }

    /// The same address as the called module has it, without the outermost call.
    pub(super) fn within(&self) -> Option<Self> {
        let (_, inner) = self.modules.split_first()?;
        let path = Self { modules: inner.to_vec(), resource: self.resource.clone() };
        path.declared().is_some().then_some(path)
    }

    /// The address of another thing of the same type and module.
    pub(super) fn renamed(&self, name: &str) -> Self {
        let mut renamed = self.clone();
        let step = match &mut renamed.resource {
            Some(resource) => Some(&mut resource.step),
            None => renamed.modules.last_mut(),
        };
        if let Some(step) = step {
            *step = Step { name: name.to_owned(), key: None };
        }
        renamed
    }

    /// Whether it names an instance, of the resource or of a module.
    pub(super) fn has_key(&self) -> bool {
        let resource = self.resource.as_ref().map(|resource| &resource.step);
        self.modules.iter().chain(resource).any(|step| step.key.is_some())
    }

    /// The address without the keys of instances.
    pub(super) fn without_keys(&self) -> Self {
        let mut path = self.clone();
        let resource = path.resource.as_mut().map(|resource| &mut resource.step);
        path.modules.iter_mut().chain(resource).for_each(|step| step.key = None);
        path
    }

    /// The type of the resource; `None` for a module.
    pub fn kind(&self) -> Option<&str> {
        self.resource.as_ref().map(|resource| resource.kind.as_str())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        self.key.as_ref().map_or(Ok(()), |key| write!(formatter, "[{key}]"))
    }
}

impl fmt::Display for AddressPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, module) in self.modules.iter().enumerate() {
            write!(formatter, "{}module.{module}", if index == 0 { "" } else { "." })?;
        }
        let Some(ResourceStep { kind, step }) = &self.resource else { return Ok(()) };
        write!(formatter, "{}{kind}.{step}", if self.modules.is_empty() { "" } else { "." })
    }
}
