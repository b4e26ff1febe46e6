//! The alarms that most services have, in one line each.

use crate::constructs::lambda::RustFunction;
use crate::constructs::sns::Topic;
use crate::constructs::sqs::Queue;
use crate::modules::ModuleScope;
use crate::terraform::concat;

use super::alarm::{Alarm, AlarmProps};

impl RustFunction {
    /// Publishes to a topic when the function fails. The alarm's logical name is the function's and `_errors`.
    ///
    /// ```
    /// # use gelato::prelude::*;
    /// # fn describe(m: &Module, worker: &RustFunction) {
    /// let key = Some(EncryptionKey::new(m, "alerts", EncryptionKeyProps::default()));
    /// let people = Topic::new(m, "alerts", TopicProps { key, ..TopicProps::default() });
    /// worker.alarm_on_errors(m, &people);
    /// # }
    /// ```
    #[track_caller]
    pub fn alarm_on_errors(&self, module: &ModuleScope, topic: &Topic) -> Alarm {
        let props = AlarmProps {
            name: Some(concat([self.name(), "-errors".into()])),
            actions: vec![topic.clone()],
            ..AlarmProps::above(self.metric("Errors"), 0)
        };
        Alarm::new(module, &format!("{}_errors", self.id()), props)
    }
}

impl Queue {
    /// Publishes to a topic when a message is in the queue: for dead-letter queues. The alarm's logical name is the queue's and
    /// `_messages`.
    #[track_caller]
    pub fn alarm_on_messages(&self, module: &ModuleScope, topic: &Topic) -> Alarm {
        let props = AlarmProps {
            name: Some(concat([self.name(), "-messages".into()])),
            actions: vec![topic.clone()],
            ..AlarmProps::above(self.depth(), 0)
        };
        Alarm::new(module, &format!("{}_messages", self.id()), props)
    }
}
