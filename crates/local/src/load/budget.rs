//! What evaluating one configuration may cost, so that none can use up the machine's memory or time.
//!
//! Terraform has no such limits, and a few lines can ask it for a billion instances. The limits here are far above what
//! any real root needs, and an error names the one that was reached. Values are shared where they can be
//! ([`Shared`]); what is counted is what is made anew, so that the total also bounds what is held at any moment.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use serde_json::Value;

/// A value that several expressions may hold.
pub(super) type Shared = Rc<Value>;

/// How many expressions are evaluated, where large values that are only looked through count in proportion.
const STEPS: u64 = 20_000_000;
/// How many elements all lists, maps and scalars that are made have together.
const ELEMENTS: u64 = 4_000_000;
/// How much text is made.
const TEXT: u64 = 256 << 20;
/// How much configuration is read.
const CONFIGURATION: u64 = 64 << 20;
/// How many instances of modules, resources and data sources there are.
const INSTANCES: u64 = 100_000;
/// How deep lists and maps nest. JSON is read to 127 levels.
const DEPTH: usize = 200;
/// How deep modules call each other.
const MODULES: usize = 100;
/// Elements and bytes that are looked at in about the time of one step.
const ELEMENTS_A_STEP: u64 = 16;
const BYTES_A_STEP: u64 = 256;

/// What is left of the limits.
#[derive(Debug, Default)]
pub(super) struct Budget {
    steps: Cell<u64>,
    elements: Cell<u64>,
    text: Cell<u64>,
    configuration: Cell<u64>,
    instances: Cell<u64>,
    /// Why nothing is evaluated any more.
    exceeded: OnceCell<String>,
}

/// How much of a value there is.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Size {
    elements: u64,
    text: u64,
    depth: usize,
}

impl Size {
    fn of(value: &Value) -> Self {
        let (text, inner) = match value {
            Value::String(text) => (text.len(), Self::default()),
            Value::Array(items) => (0, items.iter().map(Self::of).fold(Self::default(), Self::with)),
            Value::Object(members) => (
                members.keys().map(String::len).sum(),
                members.values().map(Self::of).fold(Self::default(), Self::with),
            ),
            _ => return Self { elements: 1, text: 0, depth: 0 },
        };
        let depth = inner.depth + usize::from(!value.is_string());
        Self { elements: inner.elements + 1, text: inner.text + text as u64, depth }
    }

    fn with(self, other: Self) -> Self {
        Self {
            elements: self.elements + other.elements,
            text: self.text + other.text,
            depth: self.depth.max(other.depth),
        }
    }

    fn steps(self) -> u64 {
        self.elements / ELEMENTS_A_STEP + self.text / BYTES_A_STEP
    }
}

impl Budget {
    /// Why nothing is evaluated any more, where a limit was reached.
    pub(super) fn exceeded(&self) -> Option<&str> {
        self.exceeded.get().map(String::as_str)
    }

    /// Counts an expression, also where it only looks for another one that has a value.
    pub(super) fn step(&self) -> Result<(), String> {
        self.steps(1)
    }

    fn steps(&self, count: u64) -> Result<(), String> {
        self.spend(&self.steps, count, STEPS, "steps of evaluation")
    }

    /// Counts a comparison of each of so many elements with a value.
    pub(super) fn comparisons(&self, count: usize, with: &Value) -> Result<(), String> {
        self.steps((count as u64).saturating_mul(1 + Size::of(with).elements) / ELEMENTS_A_STEP)
    }

    /// Counts a look through values, as a function takes at its arguments.
    pub(super) fn look(&self, values: &[Shared]) -> Result<(), String> {
        let shallow = |value: &Shared| match &**value {
            Value::String(text) => text.len() as u64 / BYTES_A_STEP,
            Value::Array(items) => items.len() as u64 / ELEMENTS_A_STEP,
            Value::Object(members) => members.len() as u64 / ELEMENTS_A_STEP,
            _ => 0,
        };
        self.steps(1 + values.iter().map(shallow).sum::<u64>())
    }

    /// Counts elements before they are made.
    pub(super) fn elements(&self, count: usize) -> Result<(), String> {
        self.spend(&self.elements, count as u64, ELEMENTS, "elements of lists and maps")
    }

    /// Counts so many pieces of text, each of so many bytes, before they are made.
    pub(super) fn text(&self, pieces: usize, bytes: usize) -> Result<(), String> {
        let bytes = (pieces as u64).saturating_mul(bytes as u64);
        self.spend(&self.text, bytes, TEXT, "bytes of text")
    }

    /// Counts a file of the configuration.
    pub(super) fn configuration(&self, bytes: usize) -> Result<(), String> {
        self.spend(&self.configuration, bytes as u64, CONFIGURATION, "bytes of configuration")
    }

    /// Counts instances before they are made.
    pub(super) fn instances(&self, count: u64) -> Result<(), String> {
        self.spend(&self.instances, count, INSTANCES, "instances of modules and resources")
    }

    /// Counts so many copies of a value before they are made.
    pub(super) fn copies(&self, count: usize, value: &Value) -> Result<(), String> {
        let (size, count) = (Size::of(value), count as u64);
        self.spend(&self.elements, size.elements.saturating_mul(count), ELEMENTS, "elements of lists and maps")?;
        self.spend(&self.text, size.text.saturating_mul(count), TEXT, "bytes of text")
    }

    /// Counts a value that was made.
    pub(super) fn made(&self, value: Value) -> Result<Shared, String> {
        self.copies(1, &value)?;
        Ok(Rc::new(value))
    }

    /// A value alone: copied where others hold it too.
    pub(super) fn owned(&self, shared: Shared) -> Result<Value, String> {
        Rc::try_unwrap(shared).or_else(|shared| self.copy(&shared))
    }

    /// A copy of a value.
    pub(super) fn copy(&self, value: &Value) -> Result<Value, String> {
        self.copies(1, value)?;
        Ok(value.clone())
    }

    /// Refuses a value whose lists and maps nest so deep that others could not follow. Everything that is kept under a
    /// name passes here.
    pub(super) fn keep(&self, value: Shared) -> Result<Shared, String> {
        let size = Size::of(&value);
        self.steps(size.steps())?;
        if size.depth > DEPTH {
            return Err(format!("its lists and maps nest {} deep; {DEPTH} levels are the most here", size.depth));
        }
        Ok(value)
    }

    /// Refuses modules that call each other too deep.
    pub(super) fn modules(depth: usize) -> Result<(), String> {
        if depth > MODULES {
            return Err(format!("modules call each other {depth} deep; {MODULES} levels are the most here"));
        }
        Ok(())
    }

    fn spend(&self, spent: &Cell<u64>, count: u64, limit: u64, what: &str) -> Result<(), String> {
        if let Some(message) = self.exceeded.get() {
            return Err(message.clone());
        }
        let sum = spent.get().saturating_add(count);
        if sum > limit {
            let message = format!("this configuration needs more than {} {what}, the limit here", grouped(limit));
            return Err(self.exceeded.get_or_init(|| message).clone());
        }
        spent.set(sum);
        Ok(())
    }
}

/// A number as people read it: `1,000,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_limit_is_named_and_stays_reached() {
        let budget = Budget::default();
        budget.instances(100_000).unwrap();
        let message = budget.instances(1).unwrap_err();
        assert_eq!(
            message,
            "this configuration needs more than 100,000 instances of modules and resources, the limit here"
        );
        assert_eq!(budget.step().unwrap_err(), message);
    }

    #[test]
    fn only_what_others_hold_is_copied() {
        let budget = Budget::default();
        let shared = budget.made(json!({ "a": [1, "two"] })).unwrap();
        assert_eq!((budget.elements.get(), budget.text.get()), (4, 4));
        let alone = budget.owned(shared).unwrap();
        assert_eq!(budget.elements.get(), 4);
        let shared = Rc::new(alone);
        let _other = Rc::clone(&shared);
        budget.owned(shared).unwrap();
        assert_eq!(budget.elements.get(), 8);
    }
}
