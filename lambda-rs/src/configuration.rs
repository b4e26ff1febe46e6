//! The environment variables of the function, read and checked once, at cold start.
//!
//! The table in this package's `README.md` describes them.

use crate::aws::{Connection, Endpoints};
use crate::{MessageTemplate, SenderId, SmsType, Subject, TopicArn};
use aws_credential_types::Credentials;
use aws_sdk_sns::config::Region;
use std::fmt;
use std::num::NonZeroUsize;
use tracing::level_filters::LevelFilter;

/// The highest number of SMS segments: SNS accepts at most 1,600 characters.
pub const MOST_SMS_SEGMENTS: usize = 10;
/// The highest number of concurrent publishes.
pub const MOST_PUBLISH_CONCURRENCY: usize = 100;

const DEFAULT_SMS_SEGMENTS: usize = 1;
const DEFAULT_PUBLISH_CONCURRENCY: usize = 8;

/// The configuration of the function.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// `SNS_ARN`: the topic.
    pub topic: TopicArn,
    /// `KEY_ATTRIBUTE`: the attribute whose value is announced.
    pub key_attribute: String,
    /// `MESSAGE_TEMPLATE`: the text around the value.
    pub message: MessageTemplate,
    /// `SUBJECT`: the subject line of emails.
    pub subject: Subject,
    /// `SMS_TYPE`: how operators treat the text message.
    pub sms_type: SmsType,
    /// `SENDER_ID`: the sender that phones show.
    pub sender_id: Option<SenderId>,
    /// `MAX_SMS_SEGMENTS`: longer announcements are shortened.
    pub max_sms_segments: NonZeroUsize,
    /// `DEDUPLICATION_TABLE`: the table of announced records.
    pub deduplication_table: Option<String>,
    /// `PUBLISH_CONCURRENCY`: the number of concurrent publishes.
    pub publish_concurrency: NonZeroUsize,
    /// `LOG_LEVEL`: the least severe level that is logged.
    pub log_level: LevelFilter,
    /// `AWS_REGION`, the credentials and `AWS_ENDPOINT_URL…`: the connection to AWS.
    pub connection: Connection,
}

/// All variables that are missing or malformed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigurationError {
    problems: Vec<String>,
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the environment of the function is invalid: {}", self.problems.join("; "))
    }
}

impl Configuration {
    /// Reads the variables of this process.
    ///
    /// # Errors
    ///
    /// Names every variable that is missing or malformed.
    pub fn from_environment() -> Result<Self, ConfigurationError> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads the variables from `lookup`.
    ///
    /// # Errors
    ///
    /// Names every variable that is missing or malformed.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigurationError> {
        let mut variables = Variables { lookup, problems: vec![] };
        let configuration = variables.configuration();
        match (configuration, variables.problems) {
            (Some(configuration), problems) if problems.is_empty() => Ok(configuration),
            (_, problems) => Err(ConfigurationError { problems }),
        }
    }
}

/// A reader that continues after a problem, to find them all.
struct Variables<L> {
    lookup: L,
    problems: Vec<String>,
}

impl<L: Fn(&str) -> Option<String>> Variables<L> {
    fn configuration(&mut self) -> Option<Configuration> {
        let topic = self.required("SNS_ARN", TopicArn::try_new);
        let key_attribute = self.required("KEY_ATTRIBUTE", attribute_name);
        // Without the attribute's name the placeholder cannot be checked, and only the name is reported.
        let message = match key_attribute.as_deref() {
            Some(key) => self.required("MESSAGE_TEMPLATE", |text| MessageTemplate::parse(text, key)),
            None => self.required("MESSAGE_TEMPLATE", |text| Ok(text.to_owned())).and(None),
        };
        let subject = self.required("SUBJECT", Subject::try_new);
        let sms_type = self.optional("SMS_TYPE", SmsType::parse);
        let sender_id = self.optional("SENDER_ID", SenderId::try_new);
        let segments = self.optional("MAX_SMS_SEGMENTS", |text| count(text, MOST_SMS_SEGMENTS));
        let deduplication_table = self.optional("DEDUPLICATION_TABLE", table_name);
        let concurrency = self.optional("PUBLISH_CONCURRENCY", |text| count(text, MOST_PUBLISH_CONCURRENCY));
        let log_level = self.optional("LOG_LEVEL", log_level);
        let connection = self.connection();
        Some(Configuration {
            topic: topic?,
            key_attribute: key_attribute?,
            message: message?,
            subject: subject?,
            sms_type: sms_type.unwrap_or_default(),
            sender_id,
            max_sms_segments: segments.or(NonZeroUsize::new(DEFAULT_SMS_SEGMENTS))?,
            deduplication_table,
            publish_concurrency: concurrency.or(NonZeroUsize::new(DEFAULT_PUBLISH_CONCURRENCY))?,
            log_level: log_level.unwrap_or(LevelFilter::INFO),
            connection: connection?,
        })
    }

    /// Lambda sets the region and the credentials. Elsewhere, the caller must set them.
    fn connection(&mut self) -> Option<Connection> {
        let region = self.required("AWS_REGION", |text| Ok(Region::new(text.to_owned())));
        let key_id = self.required("AWS_ACCESS_KEY_ID", |text| Ok(text.to_owned()));
        let secret = self.required("AWS_SECRET_ACCESS_KEY", |text| Ok(text.to_owned()));
        let token = self.optional("AWS_SESSION_TOKEN", |text| Ok(text.to_owned()));
        let endpoints = self.endpoints();
        let credentials = Credentials::new(key_id?, secret?, token, None, "environment");
        Some(Connection { region: region?, credentials, endpoints })
    }

    /// The order of precedence is that of every AWS SDK.
    /// See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>.
    fn endpoints(&mut self) -> Endpoints {
        let ignored = self.optional("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", |text| Ok(text.to_owned()));
        if ignored.is_some_and(|text| text.eq_ignore_ascii_case("true")) {
            return Endpoints::default();
        }
        let all = self.optional("AWS_ENDPOINT_URL", endpoint);
        Endpoints {
            sns: self.optional("AWS_ENDPOINT_URL_SNS", endpoint).or_else(|| all.clone()),
            dynamodb: self.optional("AWS_ENDPOINT_URL_DYNAMODB", endpoint).or(all),
        }
    }

    fn required<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let Some(text) = (self.lookup)(name) else {
            self.problems.push(format!("`{name}` is not set"));
            return None;
        };
        if text.is_empty() {
            self.problems.push(format!("`{name}` is empty"));
            return None;
        }
        self.parsed(name, &text, parse)
    }

    /// An empty variable counts as not set, so that an environment need not leave it out.
    fn optional<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = (self.lookup)(name).filter(|text| !text.is_empty())?;
        self.parsed(name, &text, parse)
    }

    fn parsed<T>(&mut self, name: &str, text: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        parse(text).map_err(|problem| self.problems.push(format!("`{name}`: {problem}"))).ok()
    }
}

fn attribute_name(text: &str) -> Result<String, String> {
    if text.len() <= 255 && !text.contains(['{', '}']) {
        return Ok(text.to_owned());
    }
    Err(format!("`{text}` is not an attribute name, which has 1 to 255 bytes and no braces"))
}

fn table_name(text: &str) -> Result<String, String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    if (3..=255).contains(&text.len()) && text.bytes().all(allowed) {
        return Ok(text.to_owned());
    }
    Err(format!("`{text}` is not a table name, which has 3 to 255 letters, digits, `_`, `.` and `-`"))
}

fn count(text: &str, most: usize) -> Result<NonZeroUsize, String> {
    let allowed = |count: &NonZeroUsize| count.get() <= most;
    text.parse().ok().filter(allowed).ok_or_else(|| format!("`{text}` is not a whole number from 1 to {most}"))
}

fn log_level(text: &str) -> Result<LevelFilter, String> {
    let levels = ["error", "warn", "info", "debug", "trace"];
    let known = levels.iter().any(|level| level.eq_ignore_ascii_case(text));
    let level = text.parse().ok().filter(|_| known);
    level.ok_or_else(|| format!("`{text}` is not a log level; allowed are `{}`", levels.join("`, `")))
}

fn endpoint(text: &str) -> Result<String, String> {
    if text.starts_with("http://") || text.starts_with("https://") {
        return Ok(text.to_owned());
    }
    Err(format!("`{text}` is not an endpoint, which starts with `http://` or `https://`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const WHOLE: [(&str, &str); 7] = [
        ("SNS_ARN", "arn:aws:sns:eu-west-1:123456789012:new-flavours"),
        ("KEY_ATTRIBUTE", "flavour"),
        ("MESSAGE_TEMPLATE", "Come try our new {flavour} flavour"),
        ("SUBJECT", "Gelato"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];

    fn read(changes: &[(&str, &str)]) -> Result<Configuration, ConfigurationError> {
        let variables: BTreeMap<&str, &str> = WHOLE.iter().chain(changes).copied().collect();
        Configuration::read(|name| variables.get(name).map(|&text| text.to_owned()))
    }

    #[track_caller]
    fn check_problem(name: &str, value: &str) {
        let problems = read(&[(name, value)]).unwrap_err().problems;
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(&format!("`{name}`")), "{problems:?}");
    }

    #[test]
    fn what_is_optional_has_defaults() {
        let configuration = read(&[]).unwrap();
        assert_eq!(configuration.sms_type, SmsType::Transactional);
        assert_eq!(configuration.sender_id, None);
        assert_eq!(configuration.max_sms_segments.get(), 1);
        assert_eq!(configuration.deduplication_table, None);
        assert_eq!(configuration.publish_concurrency.get(), 8);
        assert_eq!(configuration.log_level, LevelFilter::INFO);
        assert_eq!(configuration.connection.endpoints, Endpoints::default());
    }

    #[test]
    fn an_empty_optional_variable_is_not_set() {
        let configuration = read(&[("SENDER_ID", ""), ("DEDUPLICATION_TABLE", ""), ("LOG_LEVEL", "")]).unwrap();
        assert_eq!(configuration.sender_id, None);
        assert_eq!(configuration.deduplication_table, None);
    }

    #[test]
    fn every_bad_value_is_named() {
        check_problem("SNS_ARN", "new-flavours");
        check_problem("KEY_ATTRIBUTE", "");
        check_problem("MESSAGE_TEMPLATE", "Come try our new {flavor} flavour");
        check_problem("SUBJECT", "two\nlines");
        check_problem("SMS_TYPE", "loud");
        check_problem("SENDER_ID", "12345");
        check_problem("MAX_SMS_SEGMENTS", "0");
        check_problem("MAX_SMS_SEGMENTS", "11");
        check_problem("DEDUPLICATION_TABLE", "a table");
        check_problem("PUBLISH_CONCURRENCY", "many");
        check_problem("LOG_LEVEL", "off");
        check_problem("AWS_REGION", "");
        check_problem("AWS_ENDPOINT_URL", "127.0.0.1:4566");
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let message = Configuration::read(|_| None).unwrap_err().to_string();
        for name in WHOLE.map(|(name, _)| name) {
            assert!(message.contains(&format!("`{name}` is not set")), "{message}");
        }
    }

    #[test]
    fn the_nearest_endpoint_wins() {
        let all = ("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        let sns = ("AWS_ENDPOINT_URL_SNS", "http://127.0.0.1:2");
        let endpoints = read(&[all, sns]).unwrap().connection.endpoints;
        assert_eq!(endpoints.sns.as_deref(), Some("http://127.0.0.1:2"));
        assert_eq!(endpoints.dynamodb.as_deref(), Some("http://127.0.0.1:1"));
        let ignored = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
        assert_eq!(read(&[all, sns, ignored]).unwrap().connection.endpoints, Endpoints::default());
    }

    #[test]
    fn secrets_are_not_printed() {
        let shown = format!("{:?}", read(&[("AWS_SECRET_ACCESS_KEY", "do not tell")]).unwrap());
        assert!(!shown.contains("do not tell"), "{shown}");
    }
}
