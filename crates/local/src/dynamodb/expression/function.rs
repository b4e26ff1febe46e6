//! The functions of expressions: their names, operands and results.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>

use dynoxide::AttributeValue;

use super::Check;
use super::fault::Fault;
use super::operand::Operand;

/// How many operands a function of a condition has.
fn of_condition(function: &str) -> Option<usize> {
    match function {
        "attribute_exists" | "attribute_not_exists" | "size" => Some(1),
        "attribute_type" | "begins_with" | "contains" => Some(2),
        _ => None,
    }
}

/// How many operands a function of an update has.
fn of_update(function: &str) -> Option<usize> {
    matches!(function, "if_not_exists" | "list_append").then_some(2)
}

/// The type names of `attribute_type`.
const TYPES: [&str; 10] = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

impl<'a> Check<'a, '_> {
    /// Checks a call, and returns the type of its result if it is certain.
    pub(super) fn check_call(&mut self, function: &'a str, operands: &[Operand<'a>]) -> Option<&'static str> {
        let (here, elsewhere, place) = if self.kind.is_update() {
            (of_update(function), of_condition(function), "an update expression")
        } else {
            (of_condition(function), of_update(function), "a condition expression")
        };
        let Some(count) = here else {
            let function = function.to_owned();
            self.faults.add(match elsewhere {
                Some(_) => Fault::NotAllowed { place, function },
                None => Fault::UnknownFunction(function),
            });
            return None;
        };
        if !self.kind.is_update() {
            self.check_used_as_value(operands);
            if function != "begins_with" {
                self.check_key_operator(function);
            }
        }
        if operands.len() == count {
            self.check_operands(function, operands);
        } else {
            self.faults.add(Fault::OperandCount { function: function.to_owned(), count: operands.len() });
        }
        match function {
            "size" => Some("N"),
            "list_append" => Some("L"),
            "if_not_exists" => None,
            _ => Some("BOOL"),
        }
    }

    /// Only the result of `size` can be compared; the other functions are conditions.
    pub(super) fn check_used_as_value(&mut self, operands: &[Operand<'a>]) {
        for operand in operands {
            if let Operand::Call(function, _) = operand
                && *function != "size"
            {
                self.faults.add(Fault::Misused((*function).to_owned()));
            }
        }
    }

    fn check_operands(&mut self, function: &'a str, operands: &[Operand<'a>]) {
        let first_is_path = matches!(operands.first(), Some(Operand::Path(_)));
        match function {
            "attribute_exists" | "attribute_not_exists" | "if_not_exists" if !first_is_path => {
                self.faults.add(Fault::PathRequired(function.to_owned()));
            }
            "begins_with" => {
                self.check_distinct(function, operands);
                self.check_types(function, operands, |name| matches!(name, "S" | "B"));
            }
            "contains" => self.check_distinct(function, operands),
            "size" => self.check_types(function, operands, |name| !matches!(name, "N" | "BOOL" | "NULL")),
            "list_append" => self.check_types(function, operands, |name| name == "L"),
            "attribute_type" => {
                self.check_distinct(function, operands);
                self.check_type_name(function, operands.last());
            }
            _ => {}
        }
    }

    /// Reports the first operand whose type is known and does not fit.
    pub(super) fn check_types(&mut self, operator: &str, operands: &[Operand<'a>], fits: fn(&str) -> bool) {
        if let Some(operand) = operands.iter().filter_map(Operand::type_name).find(|name| !fits(name)) {
            self.faults.add(Fault::OperandType { operator: operator.to_owned(), operand });
        }
    }

    fn check_type_name(&mut self, function: &'a str, wanted: Option<&Operand<'a>>) {
        match wanted {
            Some(Operand::Value(Some(AttributeValue::S(name)))) if TYPES.contains(&name.as_str()) => {}
            Some(Operand::Value(Some(AttributeValue::S(name)))) => {
                self.faults.add(Fault::AttributeType(name.clone()));
            }
            // This has been reported.
            Some(Operand::Value(None)) | None => {}
            Some(other) => {
                let operand = other.type_name().unwrap_or("{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
                self.faults.add(Fault::OperandType { operator: function.to_owned(), operand });
            }
        }
    }
}
