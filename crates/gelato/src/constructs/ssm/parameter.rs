//! Parameters: values that functions and people read by name.
//!
//! <https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html>

use crate::aws::{SsmParameter, SsmParameterAttributes, SsmParameterRequired};
use crate::constructs::given::given;
use crate::constructs::iam::Statement;
use crate::constructs::kms::{EncryptionKey, reading};
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Expression, List, Refusal, Value, concat};

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    attributes: SsmParameterAttributes,
    key: Option<EncryptionKey>,
}

/// The properties of a parameter.
#[derive(Debug, Clone)]
pub struct ParameterProps {
    /// What it holds.
    pub kind: ParameterKind,
    /// Its value; of a list, with commas between the texts.
    pub value: Value<String>,
    /// Its name in the region: with `/` between levels. The default is `/`, the module's prefix, `/` and the logical name.
    pub name: Option<Value<String>>,
    /// Its purpose.
    pub description: Option<String>,
    /// The key of a secret. The default is the one that AWS manages for parameters, at no cost.
    pub key: Option<EncryptionKey>,
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A text: `String`.
    Text,
    /// A list of texts: `StringList`.
    List,
    /// An encrypted text: `SecureString`.
    Secret,
}

impl ParameterKind {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "String",
            Self::List => "StringList",
            Self::Secret => "SecureString",
        }
    }
}

impl ParameterProps {
    /// A text that anyone may know who may read the state.
    pub fn text(value: impl Into<Value<String>>) -> Self {
        Self::of(ParameterKind::Text, value.into())
    }

    /// A list of texts, without commas in them.
    pub fn list(values: impl Into<Value<List<String>>>) -> Self {
        Self::of(ParameterKind::List, values.into().join(","))
    }

    /// A secret, encrypted at rest. The value comes from [`secret`](ModuleScope::secret), never from the program. Terraform's
    /// state contains it.
    pub fn secret(value: Value<String>) -> Self {
        Self::of(ParameterKind::Secret, value)
    }

    fn of(kind: ParameterKind, value: Value<String>) -> Self {
        Self { kind, value, name: None, description: None, key: None }
    }
}

stands_for_its_resource!(Parameter);

impl Parameter {
    /// Declares a parameter.
    ///
    /// ```
    /// use gelato::prelude::*;
    /// # fn describe(m: &Module) {
    /// let limit = Parameter::new(m, "limit", ParameterProps::text("100"));
    /// let token = m.secret("token", "The token of the courier's API.");
    /// let token = Parameter::new(m, "token", ParameterProps::secret(token));
    /// let props = RustFunctionProps {
    ///     environment: [("LIMIT", limit.name()), ("TOKEN", token.name())].into(),
    ///     permissions: vec![limit.read().into(), Permission::from(token.read()).named("read_token")],
    ///     ..RustFunctionProps::new("Calls the courier")
    /// };
    /// RustFunction::new(m, "caller", props);
    /// # }
    /// ```
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: ParameterProps) -> Self {
        check(module, id, &props);
        let name = given!(props.name, or concat(["/".into(), module.name(), "/".into(), id.into()]));
        let parameter = SsmParameter {
            description: props.description.map(Value::from),
            key_id: props.key.as_ref().map(EncryptionKey::arn),
            value: Some(props.value),
            ..SsmParameter::new(SsmParameterRequired { name, r#type: props.kind.name().into() })
        };
        Self { attributes: module.resource(id, parameter), key: props.key }
    }

    /// The parameter's name, which functions read it by.
    pub fn name(&self) -> Value<String> {
        self.attributes.name()
    }

    /// The parameter's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// Allows reading the parameter, and the use of its key.
    pub fn read(&self) -> Statement {
        let read = Statement { sid: "ReadParameter".into(), ..Statement::default() };
        reading(read.with(&["ssm:GetParameter", "ssm:GetParameters"], self.arn()), self.key.as_ref())
    }
}

#[track_caller]
fn check(module: &ModuleScope, id: &str, props: &ParameterProps) {
    let parameter = format!("parameter `{id}`");
    if props.kind == ParameterKind::Secret && matches!(props.value.expression(), Expression::Text(_)) {
        let refused = Refusal::new(format!("{parameter}: the program contains its secret"));
        let hint = "take it from the shell: `m.secret(\"NAME\", \"What it is.\")`";
        module.refuse(refused.allowing("a value from elsewhere").hint(hint));
    }
    if props.kind != ParameterKind::Secret && props.key.is_some() {
        let refused = Refusal::new(format!("{parameter}: it has a key, and is no secret"));
        module.refuse(refused.allowing("a key for `ParameterProps::secret(…)`"));
    }
    if matches!(props.value.expression(), Expression::Text(text) if text.is_empty()) {
        module.refuse(Refusal::new(format!("{parameter}: its value is empty")).allowing("1 to 4,096 characters"));
    }
}
