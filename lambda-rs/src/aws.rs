//! The connection to AWS that all clients share.
//!
//! It does not use `aws-config`: on Lambda the region and the credentials are always in the environment, and the chain of
//! other providers costs 0.8 MB of binary, and file reads at cold start.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sns::config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_types::SdkConfig;
use std::time::Duration;

/// The timeout of one attempt.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);
/// The timeout of a connection attempt.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// The attempts of one call, including the first.
const ATTEMPTS: u32 = 3;

/// The region, the credentials and the endpoints of the services.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The region of the function.
    pub region: Region,
    /// The credentials, which print without the secret.
    pub credentials: Credentials,
    /// Endpoints other than AWS's.
    pub endpoints: Endpoints,
}

/// URLs that replace AWS's own, such as those of a local runtime.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// The URL of SNS.
    pub sns: Option<String>,
    /// The URL of DynamoDB.
    pub dynamodb: Option<String>,
}

impl Connection {
    /// The settings that all clients share. TLS is rustls with ring and the system's certificates.
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
