//! `AWS_IAM`: Signature Version 4, with credentials that this runtime knows.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html>

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use time::PrimitiveDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::gateway::failure::Failure;
use crate::gateway::progress::Signer;
use crate::gateway::request::Request;
use crate::stack::rest_api::gateway_response::ResponseType;

/// Credentials that requests may be signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalCredentials {
    /// The access key's id.
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: String,
    /// The name of the user.
    pub user: String,
}

impl Default for LocalCredentials {
    /// The credentials that generated provider blocks use for this runtime.
    fn default() -> Self {
        let local = || "local".to_owned();
        Self { access_key_id: local(), secret_access_key: local(), user: local() }
    }
}

/// The service in a signature's scope.
const SERVICE: &str = "execute-api";

/// The end of a signature's scope.
const TERMINATOR: &str = "aws4_request";

/// How far a client's clock may be off.
const SKEW: Duration = Duration::from_mins(5);

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");

/// The `Authorization` header of a signed request.
#[derive(Debug, PartialEq, Eq)]
struct Signature<'h> {
    key: &'h str,
    date: &'h str,
    region: &'h str,
    service: &'h str,
    terminator: &'h str,
    signed_headers: Vec<&'h str>,
    given: &'h str,
}

/// Checks the signature of a request, and gives its signer.
pub(super) fn check(request: &Request<'_>, known: &[LocalCredentials]) -> Result<Signer, Failure> {
    let Some(header) = request.header("Authorization") else {
        return Err(Failure::new(ResponseType::MissingAuthenticationToken, "Missing Authentication Token"));
    };
    let signature = Signature::parse(header).ok_or_else(|| Failure::incomplete_signature(header))?;
    signature.check_scope(request)?;
    let Some(credentials) = known.iter().find(|known| known.access_key_id == signature.key) else {
        let message = "The security token included in the request is invalid.";
        return Err(invalid(message, "UnrecognizedClientException"));
    };
    let time = signing_time(request)?;
    let calculated = calculate(request, credentials, &signature, time).ok_or_else(mismatch)?;
    if calculated != signature.given {
        return Err(mismatch());
    }
    let account_id = &request.api.account_id;
    Ok(Signer {
        access_key: credentials.access_key_id.clone(),
        account_id: account_id.clone(),
        user: credentials.user.clone(),
        user_arn: format!("arn:aws:iam::{account_id}:user/{}", credentials.user),
    })
}

impl<'h> Signature<'h> {
    fn parse(header: &'h str) -> Option<Self> {
        let parts = header.strip_prefix("AWS4-HMAC-SHA256")?;
        let find = |name: &str| {
            let part = parts.split(',').map(str::trim).find_map(|part| part.strip_prefix(name));
            part.and_then(|part| part.strip_prefix('='))
        };
        let mut scope = find("Credential")?.split('/');
        let (key, date) = (scope.next()?, scope.next()?);
        let (region, service) = (scope.next()?, scope.next()?);
        let terminator = scope.next()?;
        let signed_headers = find("SignedHeaders")?.split(';').collect();
        Some(Self { key, date, region, service, terminator, signed_headers, given: find("Signature")? })
    }

    /// Whether a header is signed.
    fn covers(&self, name: &str) -> bool {
        self.signed_headers.iter().any(|signed| signed.eq_ignore_ascii_case(name))
    }

    /// Rejects a signature that does not cover the host, or that is for another region, service or day. The messages are
    /// those of AWS.
    fn check_scope(&self, request: &Request<'_>) -> Result<(), Failure> {
        if !self.covers("host") && !self.covers(":authority") {
            let message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
            return Err(invalid(message, "InvalidSignatureException"));
        }
        let scopes = [
            (self.region == request.api.region, "Credential should be scoped to a valid region. "),
            (self.service == SERVICE, "Credential should be scoped to correct service: 'execute-api'. "),
            (self.terminator == TERMINATOR, "Credential should be scoped with a valid terminator: 'aws4_request'. "),
        ];
        let wrong: String = scopes.iter().filter(|(is_right, _)| !is_right).map(|(_, message)| *message).collect();
        if wrong.is_empty() { self.check_date(request) } else { Err(invalid(wrong, "InvalidSignatureException")) }
    }

    fn check_date(&self, request: &Request<'_>) -> Result<(), Failure> {
        let Some(time) = request.header("X-Amz-Date") else { return Ok(()) };
        let day = time.split('T').next().unwrap_or_default();
        if self.date == day {
            return Ok(());
        }
        let message = format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{day}', \
             from '{time}'.",
            self.date
        );
        Err(invalid(message, "InvalidSignatureException"))
    }
}

/// When a request was signed, which must be about now.
fn signing_time(request: &Request<'_>) -> Result<SystemTime, Failure> {
    let missing = || {
        let message = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
        invalid(message, "IncompleteSignatureException")
    };
    let text = request.header("X-Amz-Date").ok_or_else(missing)?;
    let time: SystemTime = PrimitiveDateTime::parse(text, DATE).map_err(|_| missing())?.assume_utc().into();
    let apart = time.duration_since(request.at).or_else(|_| request.at.duration_since(time)).unwrap_or_default();
    if apart > SKEW {
        let message = format!("Signature expired: {text} is more than {} minutes from now", SKEW.as_secs() / 60);
        return Err(invalid(message, "InvalidSignatureException"));
    }
    Ok(time)
}

/// The signature that the request should have.
fn calculate(
    request: &Request<'_>,
    credentials: &LocalCredentials,
    signature: &Signature<'_>,
    time: SystemTime,
) -> Option<String> {
    let LocalCredentials { access_key_id, secret_access_key, .. } = credentials;
    let identity = Credentials::new(access_key_id, secret_access_key, None, None, "gelato").into();
    let mut settings = SigningSettings::default();
    settings.excluded_headers = Some(vec!["authorization".into()]);
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(signature.region)
        .name(signature.service)
        .time(time)
        .settings(settings)
        .build()
        .ok()?;
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let uri = format!("http://{}{}{query}", request.host(), request.raw_path);
    let headers = request.headers.iter().filter(|(name, _)| signature.covers(name));
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
    let signable =
        SignableRequest::new(request.http_method.as_str(), uri, headers, SignableBody::Bytes(&request.body)).ok()?;
    Some(sign(signable, &params.into()).ok()?.into_parts().1)
}

fn mismatch() -> Failure {
    let message = "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                   Access Key and signing method. Consult the service documentation for details.";
    invalid(message, "InvalidSignatureException")
}

fn invalid(message: impl Into<String>, error_type: &'static str) -> Failure {
    let failure = Failure::new(ResponseType::InvalidSignature, message);
    Failure { error_type: Some(error_type), ..failure }
}

#[cfg(test)]
mod tests {
    use super::Signature;

    #[test]
    fn a_signature_is_read_with_and_without_spaces() {
        let parts =
            "Credential=k/20260101/eu-west-1/execute-api/aws4_request,SignedHeaders=host;x-amz-date,Signature=ab";
        for header in [format!("AWS4-HMAC-SHA256 {parts}"), format!("AWS4-HMAC-SHA256 {}", parts.replace(',', ", "))] {
            let read = Signature::parse(&header).unwrap();
            assert_eq!((read.key, read.region, read.service, read.given), ("k", "eu-west-1", "execute-api", "ab"));
            assert_eq!((read.date, read.terminator), ("20260101", "aws4_request"));
            assert_eq!(read.signed_headers, ["host", "x-amz-date"]);
        }
        assert_eq!(Signature::parse("Bearer x"), None);
        assert_eq!(Signature::parse("AWS4-HMAC-SHA256 Credential=k"), None);
    }
}
