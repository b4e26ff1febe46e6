//! Where the API can be reached from, and under which name.

use serde::Deserialize;

use super::bounded::Bounded;
use super::region::Region;
use super::text_type::text_type;

/// Where the API can be reached from.
///
/// ```
/// use gelato::environment::{Endpoint, EndpointKind};
/// let endpoint: Endpoint = toml::from_str("type = 'private'\nvpc_endpoint_ids = ['vpce-0123456789abcdef0']")?;
/// assert_eq!(endpoint.kind, EndpointKind::Private);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The type.
    #[serde(rename = "type")]
    pub kind: EndpointKind,
    /// The VPC endpoints of a private API.
    #[serde(default)]
    pub vpc_endpoint_ids: Vec<VpcEndpointId>,
    /// The smallest response in bytes that is compressed for clients that accept it; `None` for none.
    pub minimum_compression_bytes: Option<Bounded<0, 10_485_760>>,
    /// The custom domain, if it has one.
    pub domain: Option<Domain>,
}

/// The type of an endpoint.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EndpointKind {
    /// Reachable from everywhere, in its region.
    Regional,
    /// Reachable from everywhere, through CloudFront's edge locations.
    Edge,
    /// Reachable only from VPC endpoints.
    Private,
}

/// A custom domain.
///
/// ```
/// use gelato::environment::Domain;
/// let certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";
/// let domain: Domain = toml::from_str(&format!("name = 'api.example.com'\ncertificate_arn = '{certificate}'"))?;
/// assert!(domain.base_path.is_none());
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// The name.
    pub name: DomainName,
    /// The certificate for it, in ACM.
    pub certificate_arn: CertificateArn,
    /// The first segment of every path; `None` for none.
    pub base_path: Option<BasePath>,
}

text_type!(
    /// A domain's name.
    DomainName, InvalidDomainName, "a domain's name",
    "names of lowercase letters, digits and `-` between dots, such as `api.example.com`",
    |text| text.len() <= 253 && text.contains('.') && text.split('.').all(is_label)
);

text_type!(
    /// The ARN of a certificate in ACM.
    CertificateArn, InvalidCertificateArn, "a certificate's ARN",
    "those such as `arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012`",
    |text| certificate_region(text).is_some()
);

text_type!(
    /// The first segment of every path under a domain.
    BasePath, InvalidBasePath, "a base path", "1 to 300 letters, digits and `$-_.+!*'()`",
    |text| (1..=300).contains(&text.len())
        && text.chars().all(|one| one.is_ascii_alphanumeric() || "$-_.+!*'()".contains(one))
);

text_type!(
    /// The id of a VPC endpoint.
    VpcEndpointId, InvalidVpcEndpointId, "a VPC endpoint's id", "those such as `vpce-0123456789abcdef0`",
    |text| text.strip_prefix("vpce-").is_some_and(|id| (8..=17).contains(&id.len())
        && id.chars().all(|digit| digit.is_ascii_hexdigit() && !digit.is_ascii_uppercase()))
);

fn is_label(label: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let inside = |letter| plain(letter) || letter == '-';
    label.len() <= 63 && label.starts_with(plain) && label.ends_with(plain) && label.chars().all(inside)
}

fn certificate_region(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("arn:aws")?.split_once(":acm:")?.1;
    let (region, rest) = rest.split_once(':')?;
    let (account, id) = rest.split_once(":certificate/")?;
    let is_account = account.len() == 12 && account.chars().all(|digit| digit.is_ascii_digit());
    (is_account && !id.is_empty() && !region.is_empty()).then_some(region)
}

impl EndpointKind {
    /// The type as AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Regional => "REGIONAL",
            Self::Edge => "EDGE",
            Self::Private => "PRIVATE",
        }
    }
}

impl Endpoint {
    /// Checks settings that depend on each other. The error is the key and the problem.
    pub(super) fn check(&self, region: &Region) -> Result<(), (&'static str, &'static str)> {
        let private = self.kind == EndpointKind::Private;
        if private && self.vpc_endpoint_ids.is_empty() {
            return Err(("type", "`api.endpoint.type` is `private`: name the `vpc_endpoint_ids` that may reach it"));
        }
        if !private && !self.vpc_endpoint_ids.is_empty() {
            return Err(("vpc_endpoint_ids", "`api.endpoint.vpc_endpoint_ids` is only for `type = \"private\"`"));
        }
        self.domain.as_ref().map_or(Ok(()), |domain| self.check_domain(domain, region))
    }

    fn check_domain(&self, domain: &Domain, region: &Region) -> Result<(), (&'static str, &'static str)> {
        let found = certificate_region(domain.certificate_arn.as_str());
        match self.kind {
            EndpointKind::Private => Err((
                "name",
                "`[api.endpoint.domain]` is for `regional` and `edge`: a private API is reached through its VPC endpoints",
            )),
            EndpointKind::Edge if found != Some("us-east-1") => Err((
                "certificate_arn",
                "an `edge` endpoint needs a certificate in `us-east-1`, and this one is in another region",
            )),
            EndpointKind::Regional if found != Some(region.as_str()) => Err((
                "certificate_arn",
                "a `regional` endpoint needs a certificate in the environment's region, and this one is in another",
            )),
            _ => Ok(()),
        }
    }
}

impl Default for Endpoint {
    /// Regional, without a custom domain.
    fn default() -> Self {
        Self {
            kind: EndpointKind::Regional,
            vpc_endpoint_ids: Vec::new(),
            minimum_compression_bytes: None,
            domain: None,
        }
    }
}
