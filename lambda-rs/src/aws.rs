//! The one connection to AWS that all clients share.
//!
//! It is put together by hand instead of through `aws-config`: on Lambda the region and the credentials are always
//! in the environment, and the chain of other places to look in costs 0.8 MB of binary and file reads at cold start.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sns::config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_types::SdkConfig;
use std::time::Duration;

/// How long one attempt may take before it is tried again.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How often a call is tried, the first time included.
const ATTEMPTS: u32 = 3;

/// Where the services are and who asks them.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The region of the function.
    pub region: Region,
    /// Who asks; printed without the secret.
    pub credentials: Credentials,
    /// Where else than at AWS the services are.
    pub endpoints: Endpoints,
}

/// The URLs that take the place of AWS's own, such as those of a local runtime.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// That of SNS.
    pub sns: Option<String>,
    /// That of DynamoDB.
    pub dynamodb: Option<String>,
}

impl Connection {
    /// What the clients of all services have in common. TLS is rustls with ring; certificates are the system's.
    pub fn sdk_config(&self) -> SdkConfig {
        let tls = Provider::Rustls(CryptoMode::Ring);
        let http = aws_smithy_http_client::Builder::new().tls_provider(tls).build_https();
        let timeouts =
            TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIMEOUT).connect_timeout(CONNECT_TIMEOUT);
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(self.region.clone())
            .credentials_provider(SharedCredentialsProvider::new(self.credentials.clone()))
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .timeout_config(timeouts.build())
            .http_client(http)
            .build()
    }
}
