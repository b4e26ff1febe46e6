//! The faults of an expression, in DynamoDB's words.
//!
//! DynamoDB reports one fault per expression. The kind of a fault counts, not only its position: a reserved name is
//! reported before an undefined value, wherever both are.

use dynoxide::AttributeValue;

/// A fault of an expression.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("Syntax error; token: \"{token}\", near: \"{near}\"")]
    Syntax { token: String, near: String },
    /// The library evaluates expressions recursively, so the depth is limited.
    #[error("The expression is nested deeper than {0} levels, the limit here")]
    TooDeep(usize),
    #[error("The expression contains too many operators; operator count: {0}")]
    TooManyOperators(usize),
    #[error("The expression has redundant parentheses;")]
    RedundantParentheses,
    #[error("Invalid function name; function: {0}")]
    UnknownFunction(String),
    #[error("The function is not allowed in {place}; function: {function}")]
    NotAllowed { place: &'static str, function: String },
    #[error("The function is not allowed to be used this way in an expression; function: {0}")]
    Misused(String),
    #[error("Attribute name is a reserved keyword; reserved keyword: {0}")]
    Reserved(String),
    #[error("The \"{0}\" section can only be used once in an update expression;")]
    SectionTwice(&'static str),
    #[error("An expression attribute name used in the document path is not defined; attribute name: {0}")]
    UndefinedName(String),
    #[error("An expression attribute value used in expression is not defined; attribute value: {0}")]
    UndefinedValue(String),
    #[error(
        "Incorrect number of operands for operator or function; operator or function: {function}, number of operands: \
         {count}"
    )]
    OperandCount { function: String, count: usize },
    #[error(
        "The first operand must be distinct from the remaining operands for this operator or function; operator: \
         {operator}, first operand: {path}"
    )]
    NotDistinct { operator: String, path: String },
    #[error("Operator or function requires a document path; operator or function: {0}")]
    PathRequired(String),
    #[error(
        "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {operand}"
    )]
    OperandType { operator: String, operand: &'static str },
    #[error("Invalid attribute type name found; type: {0}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}")]
    AttributeType(String),
    #[error("The BETWEEN operator requires {rule}; lower bound operand: {lower}, upper bound operand: {upper}")]
    Between { rule: &'static str, lower: String, upper: String },
    /// The only fault whose message does not name the expression.
    #[error("Invalid operator used in KeyConditionExpression: {0}")]
    KeyOperator(String),
}

impl Fault {
    /// The fault with the lowest rank is reported.
    fn rank(&self) -> u8 {
        match self {
            Self::Syntax { .. } | Self::TooDeep(_) | Self::TooManyOperators(_) => 0,
            Self::RedundantParentheses => 1,
            Self::UnknownFunction(_) | Self::NotAllowed { .. } => 2,
            Self::Misused(_) => 3,
            Self::Reserved(_) => 4,
            Self::SectionTwice(_) => 5,
            Self::UndefinedName(_) | Self::UndefinedValue(_) => 6,
            Self::OperandCount { .. } => 7,
            Self::NotDistinct { .. } => 8,
            Self::PathRequired(_) | Self::OperandType { .. } | Self::AttributeType(_) | Self::Between { .. } => 9,
            Self::KeyOperator(_) => 10,
        }
    }

    /// Whether the first condition with such a fault reports it, rather than the whole expression.
    fn is_of_condition(&self) -> bool {
        (6..10).contains(&self.rank())
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    whole: Option<Fault>,
    condition: Option<Fault>,
}

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        let place = if fault.is_of_condition() { &mut self.condition } else { &mut self.whole };
        if place.as_ref().is_none_or(|before| fault.rank() < before.rank()) {
            *place = Some(fault);
        }
    }

    /// Ends one of several conditions.
    pub(super) fn end_condition(&mut self) {
        if let Some(fault) = self.condition.take()
            && self.whole.as_ref().is_none_or(|before| matches!(before, Fault::KeyOperator(_)))
        {
            self.whole = Some(fault);
        }
    }

    /// The fault to report.
    pub(super) fn into_result(mut self) -> Result<(), Fault> {
        self.end_condition();
        self.whole.map_or(Ok(()), Err)
    }
}

/// A value in an error message.
pub(super) fn shown(value: &AttributeValue) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let text = match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
        AttributeValue::B(bytes) => STANDARD.encode(bytes),
        other => serde_json::to_value(other).map(|json| json[other.type_name()].to_string()).unwrap_or_default(),
    };
    format!("AttributeValue: {{{}:{text}}}", value.type_name())
}
