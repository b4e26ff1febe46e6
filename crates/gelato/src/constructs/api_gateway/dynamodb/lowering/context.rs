//! The variables of `$context`, and the references that read them.
//!
//! API Gateway reads an unknown name as the empty text: every call would be refused, or the attribute would be missing,
//! without any hint why.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference>

use crate::terraform::{Refusal, closest};

use super::name::is_name;

/// The variables of mapping templates. Those that only access logs and gateway responses have are empty here.
const KNOWN: [&str; 41] = [
    "accountId",
    "apiId",
    "authorizer.principalId",
    "awsEndpointRequestId",
    "customDomain.basePathMatched",
    "deploymentId",
    "domainName",
    "domainPrefix",
    "extendedRequestId",
    "httpMethod",
    "identity.accessKey",
    "identity.accountId",
    "identity.apiKey",
    "identity.apiKeyId",
    "identity.caller",
    "identity.clientCert.clientCertPem",
    "identity.clientCert.issuerDN",
    "identity.clientCert.serialNumber",
    "identity.clientCert.subjectDN",
    "identity.clientCert.validity.notAfter",
    "identity.clientCert.validity.notBefore",
    "identity.cognitoAuthenticationProvider",
    "identity.cognitoAuthenticationType",
    "identity.cognitoIdentityId",
    "identity.cognitoIdentityPoolId",
    "identity.principalOrgId",
    "identity.sourceIp",
    "identity.user",
    "identity.userAgent",
    "identity.userArn",
    "identity.vpcId",
    "identity.vpceId",
    "isCanaryRequest",
    "path",
    "protocol",
    "requestId",
    "requestTime",
    "requestTimeEpoch",
    "resourceId",
    "resourcePath",
    "stage",
];

/// The documentation of the variables.
const REFERENCE: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference";

/// The variables of an authorizer: a token's claims by name, or whatever a function returns.
const CLAIMS: &str = "authorizer.claims.";
const AUTHORIZER: &str = "authorizer.";

/// Checks that the variable exists.
pub(super) fn check(name: &str) -> Result<(), Refusal> {
    let is_claim = name.strip_prefix(CLAIMS).is_some_and(is_claim);
    let is_given = name.strip_prefix(AUTHORIZER).is_some_and(is_name);
    if is_claim || is_given || KNOWN.contains(&name) {
        return Ok(());
    }
    let all = format!("the variables are listed in {REFERENCE}");
    let hint = closest(name, KNOWN).map_or(all, |meant| format!("did you mean `$context.{meant}`?"));
    let refused = Refusal::new(format!("`$context.{name}` does not exist"));
    Err(refused.allowing("the variables of mapping templates").hint(hint))
}

/// The reference that reads a variable. A claim's name may contain `:`, which a property's name cannot.
pub(super) fn reference(name: &str) -> String {
    match name.strip_prefix(CLAIMS) {
        Some(claim) if !is_name(claim) => format!("$context.authorizer.claims['{claim}']"),
        _ => format!("$context.{name}"),
    }
}

/// Whether the text is a claim's name, such as `sub`, `cognito:username` or `custom:tenant`.
fn is_claim(name: &str) -> bool {
    !name.is_empty() && name.split(':').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_variables_are_accepted() {
        let known = ["authorizer.claims.sub", "authorizer.claims.cognito:username", "authorizer.tenant"];
        for name in known.into_iter().chain(KNOWN) {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn unknown_variables_are_refused() {
        for name in ["", "authorizer", "authorizer.", "authorizer.claims.", "authorizer.claims.a'b", "status", "a b"] {
            assert!(check(name).is_err(), "{name}");
        }
        for (name, meant) in [("reqestId", "requestId"), ("identity.sourceIP", "identity.sourceIp")] {
            let hint = format!("did you mean `$context.{meant}`?");
            assert_eq!(check(name).unwrap_err().hint, Some(hint), "{name}");
        }
    }

    #[test]
    fn a_claim_with_a_colon_is_read_by_its_name() {
        assert_eq!(reference("authorizer.claims.custom:tenant"), "$context.authorizer.claims['custom:tenant']");
        assert_eq!(reference("authorizer.claims.sub"), "$context.authorizer.claims.sub");
        assert_eq!(reference("requestId"), "$context.requestId");
    }
}
