//! The domain of a user pool's sign-in pages and of its OAuth endpoints.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html>

use crate::aws::{CognitoUserPoolDomain, CognitoUserPoolDomainAttributes, CognitoUserPoolDomainRequired};
use crate::constructs::given::given;
use crate::constructs::region;
use crate::modules::ModuleScope;
use crate::terraform::{Expression, Refusal, Value, concat};

use super::user_pool::UserPool;

/// The words that Cognito reserves for AWS.
const RESERVED: [&str; 3] = ["amazon", "aws", "cognito"];

/// The domain of a user pool.
#[derive(Debug, Clone)]
pub struct UserPoolDomain {
    attributes: CognitoUserPoolDomainAttributes,
    base_url: Value<String>,
}

/// The properties of a user pool's domain.
#[derive(Debug, Clone)]
pub enum UserPoolDomainProps {
    /// A subdomain of AWS's: `PREFIX.auth.REGION.amazoncognito.com`. The prefix must be unique in the region, over all
    /// accounts; the default is the module's prefix, the logical name and the account.
    Prefix(Option<Value<String>>),
    /// Your own domain. You create its DNS record, which points to
    /// [`cloudfront_distribution`](UserPoolDomain::cloudfront_distribution).
    Custom {
        /// The name, such as `auth.example.com`.
        name: Value<String>,
        /// The ARN of its certificate in ACM, in us-east-1.
        certificate_arn: Value<String>,
    },
}

impl Default for UserPoolDomainProps {
    /// A subdomain of AWS's.
    fn default() -> Self {
        Self::Prefix(None)
    }
}

impl UserPool {
    /// Declares the domain of the pool's sign-in pages. A pool has at most one of AWS's and one of your own.
    #[track_caller]
    pub fn domain(&self, module: &ModuleScope, id: &str, props: UserPoolDomainProps) -> UserPoolDomain {
        let (domain, certificate_arn, is_custom) = match props {
            UserPoolDomainProps::Prefix(prefix) => {
                if let Some(problem) = prefix.as_ref().and_then(prefix_problem) {
                    module.refuse(problem.within(format_args!("domain `{id}`")));
                }
                let usual = given!(prefix, or concat([module.name_of(id), "-".into(), module.account_id()]));
                (usual, None, false)
            }
            UserPoolDomainProps::Custom { name, certificate_arn } => (name, Some(certificate_arn), true),
        };
        let required = CognitoUserPoolDomainRequired { domain, user_pool_id: self.id() };
        let resource = CognitoUserPoolDomain { certificate_arn, ..CognitoUserPoolDomain::new(required) };
        let attributes = module.resource(id, resource);
        let host = if is_custom {
            attributes.domain()
        } else {
            concat([attributes.domain(), ".auth.".into(), region(module), ".amazoncognito.com".into()])
        };
        UserPoolDomain { attributes, base_url: concat(["https://".into(), host]) }
    }
}

impl UserPoolDomain {
    /// The base of its URLs, such as that of `/oauth2/authorize`.
    pub fn base_url(&self) -> Value<String> {
        self.base_url.clone()
    }

    /// The target of the DNS record of your own domain.
    pub fn cloudfront_distribution(&self) -> Value<String> {
        self.attributes.cloudfront_distribution()
    }
}

fn prefix_problem(prefix: &Value<String>) -> Option<Refusal> {
    let Expression::Text(prefix) = prefix.expression() else { return None };
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let is_well_made = (1..=63).contains(&prefix.len())
        && prefix.chars().all(allowed)
        && !prefix.starts_with('-')
        && !prefix.ends_with('-');
    if !is_well_made {
        let refused = Refusal::new(format!("`{prefix}` is not the prefix of a domain"));
        return Some(
            refused.allowing("1 to 63 lowercase letters, digits and `-`, which is neither the first nor the last"),
        );
    }
    let reserved = RESERVED.into_iter().find(|word| prefix.contains(word))?;
    Some(Refusal::new(format!("the prefix `{prefix}` contains `{reserved}`, which Cognito reserves for AWS")))
}
