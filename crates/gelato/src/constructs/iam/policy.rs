//! Policy documents: who may do what to which resource.
//!
//! They are written with `jsonencode`, so that a plan shows them without reading anything from AWS.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use std::collections::BTreeMap;

use crate::terraform::{Expression, Value, jsonencode};

/// A policy document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PolicyDocument {
    /// Its statements, in order.
    pub statements: Vec<Statement>,
}

/// A statement, which allows or denies actions.
///
/// ```
/// use gelato::constructs::iam::{PolicyDocument, Statement};
/// let topic = "arn:aws:sns:eu-west-1:111122223333:alerts";
/// let statement = Statement {
///     sid: "Publish".into(),
///     actions: vec!["sns:Publish".into()],
///     resources: vec![topic.into()],
///     ..Statement::default()
/// };
/// let _policy = PolicyDocument::of(statement).to_value();
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statement {
    /// Its id, in letters and digits.
    pub sid: String,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// Who it applies to; `None` in a policy that is attached to a role.
    pub principal: Option<Principal>,
    /// The actions, such as `sns:Publish`.
    pub actions: Vec<String>,
    /// The ARNs of the resources; empty in a trust policy.
    pub resources: Vec<Value<String>>,
    /// Its conditions.
    pub conditions: Vec<Condition>,
}

/// Whether a statement allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effect {
    /// Allows.
    #[default]
    Allow,
    /// Denies, even if another statement allows.
    Deny,
}

/// Who a resource policy or trust policy applies to.
#[derive(Debug, Clone, PartialEq)]
pub enum Principal {
    /// An AWS service, such as `lambda.amazonaws.com`.
    Service(String),
    /// An account, a role or a user: an account's id, or an ARN.
    Aws(Value<String>),
    /// Everybody.
    Anyone,
    /// A federated identity provider, by ARN.
    Federated(Value<String>),
}

/// A condition of a statement.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The operator, such as `ArnEquals`.
    pub operator: String,
    /// The key, such as `aws:SourceArn`.
    pub key: String,
    /// The value to compare with.
    pub value: Value<String>,
}

impl Condition {
    /// Only for what belongs to this account.
    pub(in crate::constructs) fn source_account(account: Value<String>) -> Self {
        Self { operator: "StringEquals".into(), key: "aws:SourceAccount".into(), value: account }
    }
}

impl PolicyDocument {
    /// A document with one statement.
    pub fn of(statement: Statement) -> Self {
        Self { statements: vec![statement] }
    }

    /// A role's trust policy: the service that may assume it.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html>
    pub fn assumed_by(service: &str) -> Self {
        Self::assumed_where(service, Vec::new())
    }

    /// A role's trust policy with conditions.
    pub(super) fn assumed_where(service: &str, conditions: Vec<Condition>) -> Self {
        Self::of(Statement {
            sid: "AssumeRole".into(),
            principal: Some(Principal::Service(service.to_owned())),
            actions: vec!["sts:AssumeRole".into()],
            conditions,
            ..Statement::default()
        })
    }

    /// The document as JSON text.
    pub fn to_value(&self) -> Value<String> {
        let statements = self.statements.iter().map(Statement::to_expression).collect();
        jsonencode(object([("Statement", Expression::List(statements)), ("Version", "2012-10-17".into())]))
    }
}

impl Statement {
    /// Lets a service act on a resource, on behalf of one source only: what sends, calls or writes, by ARN.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>
    pub(in crate::constructs) fn by_service(
        sid: impl Into<String>,
        service: &str,
        action: &str,
        resource: Value<String>,
        source_arn: Value<String>,
    ) -> Self {
        let of_source = Condition { operator: "ArnEquals".into(), key: "aws:SourceArn".into(), value: source_arn };
        Self {
            sid: sid.into(),
            principal: Some(Principal::Service(service.to_owned())),
            actions: vec![action.to_owned()],
            resources: vec![resource],
            conditions: vec![of_source],
            ..Self::default()
        }
    }

    /// The same statement, which also allows these actions on another resource.
    #[must_use]
    pub(in crate::constructs) fn with(mut self, actions: &[&str], resource: Value<String>) -> Self {
        self.actions.extend(actions.iter().map(|action| (*action).to_owned()));
        self.resources.push(resource);
        self
    }

    /// Allows sending traces. X-Ray has no resources to restrict this to.
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html>
    pub fn trace() -> Self {
        Self {
            sid: "Trace".into(),
            actions: vec!["xray:PutTelemetryRecords".into(), "xray:PutTraceSegments".into()],
            resources: vec!["*".into()],
            ..Self::default()
        }
    }

    fn to_expression(&self) -> Expression {
        let mut entries = vec![
            ("Sid", Expression::Text(self.sid.clone())),
            ("Effect", self.effect.name().into()),
            ("Action", list(self.actions.iter().map(|action| Expression::from(action.as_str())))),
        ];
        if let Some(principal) = &self.principal {
            entries.push(("Principal", principal.to_expression()));
        }
        if !self.resources.is_empty() {
            entries.push(("Resource", list(self.resources.iter().map(|resource| resource.expression().clone()))));
        }
        if !self.conditions.is_empty() {
            entries.push(("Condition", conditions(&self.conditions)));
        }
        object(entries)
    }
}

impl Effect {
    fn name(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

impl Principal {
    fn to_expression(&self) -> Expression {
        match self {
            Self::Service(name) => object([("Service", name.as_str().into())]),
            Self::Aws(principal) => object([("AWS", principal.expression().clone())]),
            Self::Anyone => "*".into(),
            Self::Federated(arn) => object([("Federated", arn.expression().clone())]),
        }
    }
}

fn conditions(conditions: &[Condition]) -> Expression {
    let mut by_operator: BTreeMap<String, BTreeMap<String, Expression>> = BTreeMap::new();
    for condition in conditions {
        let keys = by_operator.entry(condition.operator.clone()).or_default();
        keys.insert(condition.key.clone(), condition.value.expression().clone());
    }
    Expression::Object(by_operator.into_iter().map(|(operator, keys)| (operator, Expression::Object(keys))).collect())
}

fn object<'a>(entries: impl IntoIterator<Item = (&'a str, Expression)>) -> Expression {
    Expression::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A list of one is written as its element, as AWS returns it.
fn list(items: impl Iterator<Item = Expression>) -> Expression {
    let mut items: Vec<_> = items.collect();
    if items.len() == 1 { items.remove(0) } else { Expression::List(items) }
}
