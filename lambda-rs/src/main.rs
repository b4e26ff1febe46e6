//! The Lambda function: announces new items of a DynamoDB stream through SNS.

use notifier::{Configuration, MemoryTable, Notifier, Rules, SnsPublisher, handler, init_error, log};
use std::process::ExitCode;
use tracing::level_filters::LevelFilter;

fn main() -> ExitCode {
    match Configuration::from_environment() {
        Ok(configuration) => {
            log::start(configuration.log_level);
            finish("Notifier.RuntimeFailed", run(configuration))
        }
        Err(error) => {
            log::start(LevelFilter::INFO);
            finish("Notifier.InvalidConfiguration", Err(error.into()))
        }
    }
}

/// A single thread, because the work is to wait for the network.
fn run(configuration: Configuration) -> Result<(), lambda_runtime::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async { handler::serve(&notifier(configuration)?).await })
}

fn notifier(
    configuration: Configuration,
) -> Result<Notifier<SnsPublisher, Option<MemoryTable>>, lambda_runtime::Error> {
    let connection = &configuration.connection;
    let sdk = connection.sdk_config();
    let publisher = SnsPublisher::try_new(&configuration, &sdk)?;
    let table = configuration.deduplication_table.as_ref();
    let memory = table.map(|name| MemoryTable::new(name, connection, &sdk));
    let rules = Rules {
        key_attribute: configuration.key_attribute,
        message: configuration.message,
        max_sms_segments: configuration.max_sms_segments,
        concurrency: configuration.publish_concurrency,
    };
    Ok(Notifier::new(rules, publisher, memory))
}

fn finish(error_type: &str, result: Result<(), lambda_runtime::Error>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    let message = error.to_string();
    tracing::error!(message);
    if let Ok(address) = std::env::var("AWS_LAMBDA_RUNTIME_API")
        && let Err(error) = init_error::report(&address, error_type, &message)
    {
        tracing::error!(%error, "the Runtime API was not told");
    }
    ExitCode::FAILURE
}
