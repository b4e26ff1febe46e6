//! `..`: applies the next step to all descendants that have what it selects.

use super::{Step, Stop, Walk};
use crate::error::{JsonPathMismatch, Problem};
use crate::value::Value;

impl Walk<'_> {
    pub(super) fn scan(&mut self, steps: &[Step], value: &Value) -> Result<(), Stop> {
        let Some((target, rest)) = steps.split_first() else { return Err(JsonPathMismatch::TrailingScan.into()) };
        self.scanned(steps, target, rest, value)
    }

    fn scanned(&mut self, steps: &[Step], target: &Step, rest: &[Step], value: &Value) -> Result<(), Stop> {
        self.budget.work(1)?;
        match value {
            Value::Map(map) => {
                if self.leads_on(target, value)? {
                    self.steps(steps, value)?;
                }
                map.borrow().entries.values().try_for_each(|value| self.scanned(steps, target, rest, value))
            }
            Value::List(list) => {
                let items = &list.borrow().items;
                if self.leads_on(target, value)? {
                    if rest.is_empty() {
                        self.steps(steps, value)?;
                    } else {
                        // Which elements the step selects does not matter then.
                        items.iter().try_for_each(|item| self.steps(rest, item))?;
                    }
                }
                items.iter().try_for_each(|item| self.scanned(steps, target, rest, item))
            }
            _ => Ok(()),
        }
    }

    fn leads_on(&mut self, target: &Step, value: &Value) -> Result<bool, Problem> {
        Ok(match (target, value) {
            (Step::Members { names, .. }, Value::Map(map)) => {
                let map = map.borrow();
                names.iter().all(|name| map.entries.contains_key(name))
            }
            (Step::Elements(_), Value::List(_)) | (Step::Wildcard, _) => true,
            (Step::Filter(filter), _) => filter.holds(value, self.root, self.budget)?,
            _ => false,
        })
    }
}
