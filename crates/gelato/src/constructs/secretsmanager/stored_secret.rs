//! Secrets that functions read when they run, so that no environment variable has them.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html>

use crate::aws::{
    SecretsmanagerSecret, SecretsmanagerSecretAttributes, SecretsmanagerSecretVersion,
    SecretsmanagerSecretVersionRequired,
};
use crate::constructs::given::given;
use crate::constructs::iam::Statement;
use crate::constructs::kms::{EncryptionKey, reading};
use crate::constructs::literal::literal;
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Expression, Number, Refusal, Value};

/// A secret in Secrets Manager.
#[derive(Debug, Clone)]
pub struct StoredSecret {
    attributes: SecretsmanagerSecretAttributes,
    key: Option<EncryptionKey>,
}

/// The properties of a secret.
#[derive(Debug, Clone)]
pub struct StoredSecretProps {
    /// Its value, from [`secret`](ModuleScope::secret) or another resource, never from the program. Terraform's state contains
    /// it. Without one, somebody else sets it: people, a rotation, another system.
    pub value: Option<Value<String>>,
    /// Its name in the region. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// Its purpose.
    pub description: Option<String>,
    /// For how many days a deleted secret can be brought back: 7 to 30, or 0 for not at all.
    pub recovery_window_days: Value<Number>,
    /// The key that encrypts it. The default is the one that AWS manages for secrets, at no cost.
    pub key: Option<EncryptionKey>,
}

impl Default for StoredSecretProps {
    fn default() -> Self {
        Self { value: None, name: None, description: None, recovery_window_days: 30.into(), key: None }
    }
}

stands_for_its_resource!(StoredSecret);

impl StoredSecret {
    /// Declares a secret, and its value if there is one.
    ///
    /// ```
    /// use gelato::prelude::*;
    /// # fn describe(m: &Module) {
    /// let value = Some(m.secret("courier_token", "The token of the courier's API."));
    /// let token = StoredSecret::new(m, "courier_token", StoredSecretProps { value, ..StoredSecretProps::default() });
    /// let props = RustFunctionProps {
    ///     environment: [("TOKEN_ARN", token.arn())].into(),
    ///     permissions: vec![token.read().into()],
    ///     ..RustFunctionProps::new("Calls the courier")
    /// };
    /// RustFunction::new(m, "caller", props);
    /// # }
    /// ```
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: StoredSecretProps) -> Self {
        check(module, id, &props);
        let secret = SecretsmanagerSecret {
            name: Some(given!(props.name, or module.name_of(id))),
            description: props.description.map(Value::from),
            kms_key_id: props.key.as_ref().map(EncryptionKey::arn),
            recovery_window_in_days: Some(props.recovery_window_days),
            ..SecretsmanagerSecret::default()
        };
        let secret = Self { attributes: module.resource(id, secret), key: props.key };
        if let Some(value) = props.value {
            let required = SecretsmanagerSecretVersionRequired { secret_id: secret.attributes.id() };
            let version = SecretsmanagerSecretVersion {
                secret_string: Some(value),
                ..SecretsmanagerSecretVersion::new(required)
            };
            module.resource(id, version);
        }
        secret
    }

    /// The secret's ARN, which functions read it by.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// The secret's name.
    pub fn name(&self) -> Value<String> {
        self.attributes.name()
    }

    /// Allows reading the secret's value, and the use of its key.
    pub fn read(&self) -> Statement {
        let read = Statement { sid: "ReadSecret".into(), ..Statement::default() };
        reading(read.with(&["secretsmanager:GetSecretValue"], self.arn()), self.key.as_ref())
    }
}

#[track_caller]
fn check(module: &ModuleScope, id: &str, props: &StoredSecretProps) {
    if props.value.as_ref().is_some_and(|value| matches!(value.expression(), Expression::Text(_))) {
        let refused = Refusal::new(format!("secret `{id}`: the program contains its value"));
        let hint = "take it from the shell: `m.secret(\"NAME\", \"What it is.\")`";
        module.refuse(refused.allowing("a value from elsewhere").hint(hint));
    }
    if let Some(days) = literal(&props.recovery_window_days).filter(|days| *days != 0 && !(7..=30).contains(days)) {
        let refused = Refusal::new(format!("secret `{id}`: `recovery_window_days` is {days}"));
        module.refuse(refused.allowing("7 to 30, or 0"));
    }
}
