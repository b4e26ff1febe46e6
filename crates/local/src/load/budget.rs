//! Limits on evaluating a configuration, so that none can use up the machine's memory or time.
//!
//! Terraform has no such limits, and a few lines can ask it for a billion instances. The limits here are far above the
//! needs of any real root, and an error names the limit that was reached. Values are shared where possible
//! ([`Shared`]). Only new values are counted, so the total also bounds the memory in use.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use serde_json::Value;

/// A value that several expressions may hold.
pub(super) type Shared = Rc<Value>;

/// The maximum number of evaluated expressions. Scans of large values count in proportion.
const STEPS: u64 = 20_000_000;
/// The maximum number of elements in all new lists, maps and scalars.
const ELEMENTS: u64 = 4_000_000;
/// The maximum amount of new text in bytes.
const TEXT: u64 = 256 << 20;
/// The maximum size of the configuration in bytes.
const CONFIGURATION: u64 = 64 << 20;
/// The maximum number of instances of modules, resources and data sources.
const INSTANCES: u64 = 100_000;
/// The maximum nesting of lists and maps. JSON is parsed to 127 levels.
const DEPTH: usize = 200;
/// The maximum nesting of module calls.
const MODULES: usize = 100;
/// Elements and bytes that can be scanned in about the time of one step.
const ELEMENTS_A_STEP: u64 = 16;
const BYTES_A_STEP: u64 = 256;

/// The use of each limit so far.
#[derive(Debug, Default)]
pub(super) struct Budget {
    steps: Cell<u64>,
    elements: Cell<u64>,
    text: Cell<u64>,
    configuration: Cell<u64>,
    instances: Cell<u64>,
    /// The error, once a limit has been reached.
    exceeded: OnceCell<String>,
}

/// The size of a value.
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
    /// The error, if a limit has been reached.
    pub(super) fn exceeded(&self) -> Option<&str> {
        self.exceeded.get().map(String::as_str)
    }

    /// Counts an expression, even if it only refers to a known value.
    pub(super) fn step(&self) -> Result<(), String> {
        self.steps(1)
    }

    fn steps(&self, count: u64) -> Result<(), String> {
        self.spend(&self.steps, count, STEPS, "steps of evaluation")
    }

    /// Counts the comparisons of this many elements with a value.
    pub(super) fn comparisons(&self, count: usize, with: &Value) -> Result<(), String> {
        self.steps((count as u64).saturating_mul(1 + Size::of(with).elements) / ELEMENTS_A_STEP)
    }

    /// Counts a scan of values, as by a function that reads its arguments.
    pub(super) fn look(&self, values: &[Shared]) -> Result<(), String> {
        let shallow = |value: &Shared| match &**value {
            Value::String(text) => text.len() as u64 / BYTES_A_STEP,
            Value::Array(items) => items.len() as u64 / ELEMENTS_A_STEP,
            Value::Object(members) => members.len() as u64 / ELEMENTS_A_STEP,
            _ => 0,
        };
        self.steps(1 + values.iter().map(shallow).sum::<u64>())
    }

    /// Counts elements before they are created.
    pub(super) fn elements(&self, count: usize) -> Result<(), String> {
        self.spend(&self.elements, count as u64, ELEMENTS, "elements of lists and maps")
    }

    /// Counts pieces of text of the given size before they are created.
    pub(super) fn text(&self, pieces: usize, bytes: usize) -> Result<(), String> {
        let bytes = (pieces as u64).saturating_mul(bytes as u64);
        self.spend(&self.text, bytes, TEXT, "bytes of text")
    }

    /// Counts a file of the configuration.
    pub(super) fn configuration(&self, bytes: usize) -> Result<(), String> {
        self.spend(&self.configuration, bytes as u64, CONFIGURATION, "bytes of configuration")
    }

    /// Counts instances before they are created.
    pub(super) fn instances(&self, count: u64) -> Result<(), String> {
        self.spend(&self.instances, count, INSTANCES, "instances of modules and resources")
    }

    /// Counts copies of a value before they are created.
    pub(super) fn copies(&self, count: usize, value: &Value) -> Result<(), String> {
        let (size, count) = (Size::of(value), count as u64);
        self.spend(&self.elements, size.elements.saturating_mul(count), ELEMENTS, "elements of lists and maps")?;
        self.spend(&self.text, size.text.saturating_mul(count), TEXT, "bytes of text")
    }

    /// Counts a new value.
    pub(super) fn made(&self, value: Value) -> Result<Shared, String> {
        self.copies(1, &value)?;
        Ok(Rc::new(value))
    }

    /// An owned value, copied only if it is shared.
    pub(super) fn owned(&self, shared: Shared) -> Result<Value, String> {
        Rc::try_unwrap(shared).or_else(|shared| self.copy(&shared))
    }

    /// A copy of a value.
    pub(super) fn copy(&self, value: &Value) -> Result<Value, String> {
        self.copies(1, value)?;
        Ok(value.clone())
    }

    /// Rejects a value that nests too deep for other code. Every value of a name passes through here.
    pub(super) fn keep(&self, value: Shared) -> Result<Shared, String> {
        let size = Size::of(&value);
        self.steps(size.steps())?;
        if size.depth > DEPTH {
            return Err(format!("its lists and maps nest {} levels deep; the limit here is {DEPTH}", size.depth));
        }
        Ok(value)
    }

    /// Rejects modules that call each other too deep.
    pub(super) fn modules(depth: usize) -> Result<(), String> {
        if depth > MODULES {
            return Err(format!("modules call each other {depth} levels deep; the limit here is {MODULES}"));
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

/// A number with thousands separators: `1,000,000`.
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
    fn only_shared_values_are_copied() {
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
