//! User pools: the users of an application, and how they prove who they are.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html>

use crate::aws::{
    CognitoUserPool, CognitoUserPoolAccountRecoverySetting, CognitoUserPoolAccountRecoverySettingRecoveryMechanism,
    CognitoUserPoolAccountRecoverySettingRecoveryMechanismRequired, CognitoUserPoolAdminCreateUserConfig,
    CognitoUserPoolAttributes, CognitoUserPoolPasswordPolicy, CognitoUserPoolRequired,
    CognitoUserPoolSoftwareTokenMfaConfiguration, CognitoUserPoolSoftwareTokenMfaConfigurationRequired,
    CognitoUserPoolUserAttributeUpdateSettings, CognitoUserPoolUserAttributeUpdateSettingsRequired,
    CognitoUserPoolUsernameConfiguration,
};
use crate::constructs::given::given;
use crate::constructs::platform;
use crate::modules::ModuleScope;
use crate::terraform::{Addressed, Refusal, Value, concat};

use super::user_pool_props::{Mfa, PasswordPolicy, SignIn, SignUp, UserPoolProps};

/// The attribute that proves that a user is reached, and with which a lost password is replaced.
const EMAIL: &str = "email";

/// A user pool.
///
/// ```
/// use gelato::prelude::*;
/// # fn describe(m: &Module) {
/// let people = UserPool::new(m, "people", UserPoolProps { mfa: Mfa::Required, ..UserPoolProps::default() });
/// let [read, write] = people.resource_server(m, "shop", [("read", "See orders"), ("write", "Change orders")]);
/// let web = UserPoolClientProps::browser(["https://shop.example/signed-in"]).with_scopes([&read, &write]);
/// let web = people.client(m, "web", web);
/// let pages = people.domain(m, "people", UserPoolDomainProps::default());
/// m.output("client_id", "The client's id.", web.id());
/// m.output("sign_in_url", "The sign-in pages.", pages.base_url());
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct UserPool {
    pub(super) attributes: CognitoUserPoolAttributes,
}

impl UserPool {
    /// Declares a user pool. In a protected environment, Terraform refuses to replace it.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: UserPoolProps) -> Self {
        for problem in problems(props.password) {
            module.refuse(problem.within(format_args!("user pool `{id}`")));
        }
        let name = given!(props.name.clone(), or module.name_of(id));
        let protection = given!(props.deletion_protection.clone(), or platform::deletion_protection(module));
        let pool = Self { attributes: module.resource(id, resource(name, &protection, &props)) };
        if props.deletion_protection.is_none() {
            module.protect(pool.arn());
        }
        pool
    }

    /// The pool's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// The pool's id.
    pub fn id(&self) -> Value<String> {
        self.attributes.id()
    }

    /// The issuer of its tokens: the URL below which their keys are published, as `.well-known/jwks.json`.
    pub fn issuer(&self) -> Value<String> {
        concat(["https://".into(), self.attributes.endpoint()])
    }

    /// Whether it is the same pool.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.attributes.address() == other.attributes.address()
    }
}

fn resource(name: Value<String>, protection: &Value<bool>, props: &UserPoolProps) -> CognitoUserPool {
    let recovery = CognitoUserPoolAccountRecoverySettingRecoveryMechanismRequired {
        name: "verified_email".into(),
        priority: 1.into(),
    };
    let verified = CognitoUserPoolUserAttributeUpdateSettingsRequired {
        attributes_require_verification_before_update: [EMAIL].into(),
    };
    let app = CognitoUserPoolSoftwareTokenMfaConfigurationRequired { enabled: true.into() };
    CognitoUserPool {
        account_recovery_setting: Some(CognitoUserPoolAccountRecoverySetting {
            recovery_mechanism: vec![CognitoUserPoolAccountRecoverySettingRecoveryMechanism::new(recovery)],
            ..CognitoUserPoolAccountRecoverySetting::default()
        }),
        admin_create_user_config: Some(CognitoUserPoolAdminCreateUserConfig {
            allow_admin_create_user_only: Some((props.sign_up == SignUp::Administrators).into()),
            ..CognitoUserPoolAdminCreateUserConfig::default()
        }),
        auto_verified_attributes: Some([EMAIL].into()),
        deletion_protection: Some(protection.choose("ACTIVE", "INACTIVE")),
        mfa_configuration: Some(props.mfa.name().into()),
        password_policy: Some(password_policy(props.password)),
        software_token_mfa_configuration: (props.mfa != Mfa::Off)
            .then(|| CognitoUserPoolSoftwareTokenMfaConfiguration::new(app)),
        user_attribute_update_settings: Some(CognitoUserPoolUserAttributeUpdateSettings::new(verified)),
        username_attributes: (props.sign_in == SignIn::Email).then(|| [EMAIL].into()),
        username_configuration: Some(CognitoUserPoolUsernameConfiguration {
            // `Ann` and `ann` are one user, who would otherwise lock each other out or impersonate each other.
            case_sensitive: Some(false.into()),
            ..CognitoUserPoolUsernameConfiguration::default()
        }),
        ..CognitoUserPool::new(CognitoUserPoolRequired { name })
    }
}

fn password_policy(policy: PasswordPolicy) -> CognitoUserPoolPasswordPolicy {
    let all = || Some(policy.all_kinds_of_characters.into());
    CognitoUserPoolPasswordPolicy {
        minimum_length: Some(i64::from(policy.minimum_length).into()),
        require_lowercase: all(),
        require_numbers: all(),
        require_symbols: all(),
        require_uppercase: all(),
        temporary_password_validity_days: Some(i64::from(policy.temporary_days).into()),
        ..CognitoUserPoolPasswordPolicy::default()
    }
}

/// What Cognito would refuse.
fn problems(password: PasswordPolicy) -> Vec<Refusal> {
    let mut problems = Vec::new();
    if !(6..=99).contains(&password.minimum_length) {
        let found = format!("a password has at least {} characters", password.minimum_length);
        problems.push(Refusal::new(found).allowing("6 to 99"));
    }
    if !(1..=365).contains(&password.temporary_days) {
        let found = format!("a temporary password is valid for {} days", password.temporary_days);
        problems.push(Refusal::new(found).allowing("1 to 365"));
    }
    problems
}
