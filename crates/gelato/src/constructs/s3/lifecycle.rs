//! The life of objects: when they move to another storage class, and when they expire.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html>

use crate::aws::{
    S3BucketLifecycleConfigurationRule, S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration, S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpirationRequired, S3BucketLifecycleConfigurationRuleRequired,
    S3BucketLifecycleConfigurationRuleTransition, S3BucketLifecycleConfigurationRuleTransitionRequired,
};
use crate::constructs::literal::literal;
use crate::modules::ModuleScope;
use crate::terraform::{Number, Refusal, Value};

/// A rule of the life of objects.
///
/// ```
/// use gelato::prelude::*;
/// # fn describe(m: &Module) {
/// let reports = LifecycleRule::below("reports", "reports/").moving_to(StorageClass::Glacier, 90).expiring(365);
/// let uploads = LifecycleRule::all("uploads").aborting_uploads(7).expiring_noncurrent(30);
/// let props = BucketProps { lifecycle: vec![reports, uploads], versioning: true, ..BucketProps::default() };
/// Bucket::new(m, "files", props);
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct LifecycleRule {
    id: String,
    prefix: Option<String>,
    transitions: Vec<(StorageClass, Value<Number>)>,
    expiration_days: Option<Value<Number>>,
    noncurrent_days: Option<Value<Number>>,
    abort_days: Option<Value<Number>>,
}

/// A storage class that objects move to.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StorageClass {
    /// Infrequent access: at least 30 days after an object was made.
    StandardIa,
    /// Whatever fits how often an object is read.
    IntelligentTiering,
    /// Infrequent access in one zone: at least 30 days after an object was made.
    OnezoneIa,
    /// An archive with access in milliseconds.
    GlacierIr,
    /// An archive with access in minutes to hours.
    Glacier,
    /// An archive with access in hours.
    DeepArchive,
}

impl StorageClass {
    /// S3's name.
    fn name(self) -> &'static str {
        match self {
            Self::StandardIa => "STANDARD_IA",
            Self::IntelligentTiering => "INTELLIGENT_TIERING",
            Self::OnezoneIa => "ONEZONE_IA",
            Self::GlacierIr => "GLACIER_IR",
            Self::Glacier => "GLACIER",
            Self::DeepArchive => "DEEP_ARCHIVE",
        }
    }

    /// The fewest days after which an object may move there.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html>
    fn least_days(self) -> i64 {
        if matches!(self, Self::StandardIa | Self::OnezoneIa) { 30 } else { 0 }
    }
}

impl LifecycleRule {
    /// A rule for all objects, with an id: up to 255 characters.
    pub fn all(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            prefix: None,
            transitions: Vec::new(),
            expiration_days: None,
            noncurrent_days: None,
            abort_days: None,
        }
    }

    /// A rule for the objects whose keys begin with a prefix.
    pub fn below(id: impl Into<String>, prefix: impl Into<String>) -> Self {
        Self { prefix: Some(prefix.into()), ..Self::all(id) }
    }

    /// The same rule, which moves objects to a class this many days after they were made.
    #[must_use]
    pub fn moving_to(mut self, class: StorageClass, days: impl Into<Value<Number>>) -> Self {
        self.transitions.push((class, days.into()));
        self
    }

    /// The same rule, which deletes objects this many days after they were made.
    #[must_use]
    pub fn expiring(self, days: impl Into<Value<Number>>) -> Self {
        Self { expiration_days: Some(days.into()), ..self }
    }

    /// The same rule, which deletes a version this many days after another one replaced it.
    #[must_use]
    pub fn expiring_noncurrent(self, days: impl Into<Value<Number>>) -> Self {
        Self { noncurrent_days: Some(days.into()), ..self }
    }

    /// The same rule, which discards the parts of uploads that are not complete after this many days.
    #[must_use]
    pub fn aborting_uploads(self, days: impl Into<Value<Number>>) -> Self {
        Self { abort_days: Some(days.into()), ..self }
    }

    /// The rule of the resource. A rule without a filter has a form that S3 no longer recommends; an empty filter matches
    /// all objects.
    pub(super) fn into_rule(self) -> S3BucketLifecycleConfigurationRule {
        let required = S3BucketLifecycleConfigurationRuleRequired { id: self.id.into(), status: "Enabled".into() };
        let filter = S3BucketLifecycleConfigurationRuleFilter {
            prefix: self.prefix.map(Value::from),
            ..S3BucketLifecycleConfigurationRuleFilter::default()
        };
        S3BucketLifecycleConfigurationRule {
            filter: vec![filter],
            transition: self.transitions.into_iter().map(transition).collect(),
            expiration: self.expiration_days.into_iter().map(expiration).collect(),
            noncurrent_version_expiration: self.noncurrent_days.into_iter().map(noncurrent).collect(),
            abort_incomplete_multipart_upload: self.abort_days.into_iter().map(abort).collect(),
            ..S3BucketLifecycleConfigurationRule::new(required)
        }
    }

    fn problem(&self, versioning: bool) -> Option<Refusal> {
        let actions = [&self.expiration_days, &self.noncurrent_days, &self.abort_days];
        if self.transitions.is_empty() && actions.iter().all(|days| days.is_none()) {
            let refused = Refusal::new("it does nothing");
            return Some(refused.hint("say what happens, such as `.expiring(365)` or `.moving_to(…)`"));
        }
        if self.noncurrent_days.is_some() && !versioning {
            let refused = Refusal::new("it expires earlier versions, and the bucket keeps none");
            return Some(refused.hint("set `versioning: true` in its `BucketProps`"));
        }
        if let Some(days) = actions.into_iter().flatten().filter_map(literal).find(|days| *days < 1) {
            return Some(Refusal::new(format!("it acts after {days} days")).allowing("1 or more"));
        }
        self.transition_problem()
    }

    fn transition_problem(&self) -> Option<Refusal> {
        let known: Vec<(StorageClass, i64)> =
            self.transitions.iter().filter_map(|(class, days)| Some((*class, literal(days)?))).collect();
        for (class, days) in &known {
            let least = class.least_days();
            if *days < least {
                let found = format!("it moves objects to `{}` after {days} days", class.name());
                return Some(Refusal::new(found).allowing(format!("{least} or more")));
            }
        }
        for (class, days) in &known {
            if let Some((colder, later)) = known.iter().find(|(other, later)| other > class && later <= days) {
                let (class, colder) = (class.name(), colder.name());
                let found = format!("it moves objects to `{class}` after {days} days, and to `{colder}` after {later}");
                return Some(Refusal::new(found).allowing("the colder class later"));
            }
        }
        let last = known.iter().map(|(_, days)| *days).max()?;
        let gone = self.expiration_days.as_ref().and_then(literal).filter(|gone| *gone <= last)?;
        let found = format!("it moves objects after {last} days, and deletes them after {gone}");
        Some(Refusal::new(found).allowing("an expiration after the last move"))
    }
}

/// Refuses rules that S3 would refuse.
#[track_caller]
pub(super) fn check(module: &ModuleScope, bucket: &str, rules: &[LifecycleRule], versioning: bool) {
    for (index, rule) in rules.iter().enumerate() {
        let is_twice = rules[..index].iter().any(|other| other.id == rule.id);
        let twice = is_twice.then(|| Refusal::new("another rule has the same id").allowing("ids that differ"));
        for problem in twice.into_iter().chain(rule.problem(versioning)) {
            module.refuse(problem.within(format!("bucket `{bucket}`: rule `{}`", rule.id)));
        }
    }
}

fn transition((class, days): (StorageClass, Value<Number>)) -> S3BucketLifecycleConfigurationRuleTransition {
    let required = S3BucketLifecycleConfigurationRuleTransitionRequired { storage_class: class.name().into() };
    S3BucketLifecycleConfigurationRuleTransition {
        days: Some(days),
        ..S3BucketLifecycleConfigurationRuleTransition::new(required)
    }
}

fn expiration(days: Value<Number>) -> S3BucketLifecycleConfigurationRuleExpiration {
    S3BucketLifecycleConfigurationRuleExpiration {
        days: Some(days),
        ..S3BucketLifecycleConfigurationRuleExpiration::default()
    }
}

fn noncurrent(noncurrent_days: Value<Number>) -> S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration {
    let required = S3BucketLifecycleConfigurationRuleNoncurrentVersionExpirationRequired { noncurrent_days };
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration::new(required)
}

fn abort(days: Value<Number>) -> S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload {
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload {
        days_after_initiation: Some(days),
        ..Default::default()
    }
}
