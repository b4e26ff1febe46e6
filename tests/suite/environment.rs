//! Environments' files: invalid settings are refused, and the error says where, what was found, and what is allowed.
//!
//! Every case is `dev.toml` with one line changed, so a row shows the whole mistake.

use std::collections::BTreeMap;

use gelato::environment::{self, Environment, EnvironmentName};

use super::project_copy::{ProjectCopy, repository};

/// The file that every case changes.
const FILE: &str = "environments/dev.toml";

#[track_caller]
fn load(project: &ProjectCopy, name: &str) -> Result<Environment, String> {
    let name = EnvironmentName::try_new(name).map_err(|error| error.to_string())?;
    Environment::load(&project.path("environments"), &name).map_err(|error| error.to_string())
}

/// Changes the line that starts with `found`, and asserts that the error names file and line and has all of these
/// parts.
#[track_caller]
fn refused(found: &str, wanted: &str, expected: &[&str]) -> String {
    let project = ProjectCopy::empty();
    let text = project.read(FILE);
    let index = text.lines().position(|line| line.starts_with(found));
    let index = index.unwrap_or_else(|| panic!("no line of {FILE} begins with `{found}`"));
    let mut lines: Vec<&str> = text.lines().collect();
    lines[index] = wanted;
    project.write(FILE, &lines.join("\n"));
    let place = format!("{}:{}:", project.path(FILE).display(), index + 1);
    let mut expected = expected.to_vec();
    expected.push(&place);
    let message = load(&project, "dev").unwrap_err();
    assert_says(&message, &expected);
    message
}

#[track_caller]
fn assert_says(message: &str, expected: &[&str]) {
    for part in expected {
        assert!(message.contains(part), "`{part}` is not in:\n{message}");
    }
}

#[test]
fn every_environment_of_the_project_is_accepted() {
    let folder = repository().join("environments");
    let names = environment::list(&folder).unwrap();
    let texts: Vec<&str> = names.iter().map(EnvironmentName::as_str).collect();
    assert_eq!(texts, ["dev", "local", "prod", "staging"]);
    for name in &names {
        assert_eq!(&Environment::load(&folder, name).unwrap().name, name);
    }
}

/// The environment in the documentation has everything that a service without a function needs.
#[test]
fn the_environment_of_the_own_service_is_accepted() {
    let text = std::fs::read_to_string(repository().join("docs/own-service.md")).unwrap();
    let blocks = text.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let block = blocks.into_iter().find(|block| block.starts_with("target = ")).unwrap();
    let project = ProjectCopy::empty();
    project.write("environments/rooms.toml", block);
    let settings = load(&project, "rooms").unwrap().settings;
    assert_eq!((settings.functions, settings.api.unwrap().stage_name.as_str()), (BTreeMap::new(), "v1"));
}

#[test]
fn an_unknown_key_is_refused_with_a_suggestion() {
    refused("region", r#"regoin = "eu-central-1""#, &["unknown field `regoin`", "did you mean `region`?", "`backend`"]);
    refused("memory_mb", "memory = 128", &["unknown field `memory`", "did you mean `memory_mb`?", "`timeout_seconds`"]);
    refused("log_level", r#"log_levle = "INFO""#, &["unknown field `log_levle`", "did you mean `log_level`?"]);
    refused("rate_per", "rate = 20", &["unknown field `rate`", "`rate_per_second`", "`burst`"]);
    refused("[logs]", "[lgos]", &["unknown field `lgos`", "did you mean `logs`?"]);
}

/// It may be a secret.
#[test]
fn the_value_of_an_unknown_key_is_not_printed() {
    let own = "hint: the service's own settings stand in the table `[service]`, and a secret is set in the shell, as \
               `TF_VAR_` and its name";
    let message = refused("region", r#"pager_code = "0815""#, &["| pager_code …\n", "unknown field `pager_code`", own]);
    assert!(!message.contains("0815"), "{message}");
    let message = refused("memory_mb", r#"code = "0815""#, &["| code …\n", "unknown field `code`"]);
    assert!(!message.contains("0815") && !message.contains("hint"), "{message}");
}

#[test]
fn a_missing_key_is_named() {
    // The parser points at the table, since the key has no line.
    refused_somewhere("stage_name = \"dev\"\n", "", &["missing field `stage_name`"]);
    refused_somewhere("retention_days = 7\n", "", &["missing field `retention_days`", "[logs]"]);
    refused_somewhere("type = \"local\"\n", "", &["missing field `type`"]);
}

/// Like [`refused`], for errors that point to another line than the changed one.
#[track_caller]
fn refused_somewhere(found: &str, wanted: &str, expected: &[&str]) {
    let project = ProjectCopy::empty();
    project.replace(FILE, found, wanted);
    let message = load(&project, "dev").unwrap_err();
    assert_says(&message, &[&project.path(FILE).display().to_string()]);
    assert_says(&message, expected);
}

#[test]
fn a_region_that_aws_does_not_have_is_refused() {
    refused("region", r#"region = "eu-wst-1""#, &["`eu-wst-1`", "did you mean `eu-west-1`?", "region = "]);
}

#[test]
fn an_account_id_has_twelve_digits() {
    let key = "allowed_account_ids";
    for wrong in ["1111-2222-3333", "11112222333", "1111222233334", "11112222333x", ""] {
        refused(key, &format!(r#"{key} = ["{wrong}"]"#), &[&format!("`{wrong}`"), "12 digits", key]);
    }
}

#[test]
fn a_value_of_the_wrong_type_is_refused() {
    let number = "expected a whole number from 128 to 10240";
    refused("memory_mb", r#"memory_mb = "128""#, &["in `functions.notifier.memory_mb`", r#"string "128""#, number]);
    refused("region", "region = 1", &["in `region`", "integer `1`", "expected a region in quotation marks"]);
    refused("deletion_protection", "deletion_protection = 1", &["deletion_protection", "integer `1`", "boolean"]);
    refused("allow_origins", r#"allow_origins = "*""#, &["in `api.cors.allow_origins`", "a list, such as"]);
    refused("metrics", r#"metrics = "yes""#, &["metrics", r#"string "yes""#, "boolean"]);
}

#[test]
fn a_number_out_of_its_range_is_refused_with_the_range() {
    let rows = [
        ("memory_mb", "127", "128 to 10240"),
        ("memory_mb", "10241", "128 to 10240"),
        ("timeout_seconds", "0", "1 to 900"),
        ("timeout_seconds", "901", "1 to 900"),
        ("max_age_seconds", "-1", "0 to 86400"),
        ("rate_per_second", "0", "1 to 10000"),
        ("burst", "5001", "1 to 5000"),
        ("batch_size", "10001", "1 to 10000"),
        ("batching_window_seconds", "301", "0 to 300"),
        ("parallelization_factor", "11", "1 to 10"),
        ("maximum_retry_attempts", "10001", "0 to 10000"),
        ("maximum_record_age_seconds", "59", "60 to 604800"),
    ];
    for (key, value, range) in rows {
        refused(key, &format!("{key} = {value}"), &[key, &format!("`{value}` is out of range"), range]);
    }
}

#[test]
fn log_retention_is_a_number_of_days_that_cloudwatch_accepts() {
    refused("retention_days", "retention_days = 8", &["retention_days", "8 days", "1, 3, 5, 7, 14, 30"]);
    refused("retention_days", "retention_days = -1", &["retention_days", "-1 days"]);
    refused("retention_days", "retention_days = \"7\"", &["retention_days", "expected one of [1, 3, 5, 7, 14, 30"]);
}

#[test]
fn an_origin_is_a_scheme_and_a_host() {
    let wrong = ["gelato.example", "https://gelato.example/", "ftp://gelato.example", "https://", "https://a:port", ""];
    // Browsers never send the first three; the last has no TLS, so anybody on the way could change its pages.
    let wrong =
        wrong.into_iter().chain(["https://a.example:443", "https://A.example", "https://a..b", "http://a.example"]);
    for origin in wrong {
        let line = format!(r#"allow_origins = ["{origin}"]"#);
        refused("allow_origins", &line, &["allow_origins", &format!("`{origin}`"), "https://example.com"]);
    }
}

#[test]
fn an_origin_on_this_machine_may_be_without_tls() {
    let project = ProjectCopy::empty();
    let wanted = r#"["http://localhost:5173", "http://127.0.0.1", "https://a.example:8443"]"#;
    project.replace(FILE, r#"["*"]"#, wanted);
    assert_eq!(load(&project, "dev").unwrap().settings.api.unwrap().cors.allow_origins.len(), 3);
}

#[test]
fn an_invalid_list_item_is_reported_with_its_line_and_index() {
    let (found, wanted) = ("[\"111122223333\"]", "[\n  \"111122223333\",\n  \"1111\",\n]");
    refused_somewhere(found, wanted, &["dev.toml:6: in `allowed_account_ids[1]`", "6 |   \"1111\",\n  |   ^^^^^^\n"]);
}

#[test]
fn an_unknown_choice_is_refused_with_all_choices() {
    let rows: [(&str, &str, &[&str]); 6] = [
        ("target", "azure", &["`aws`", "`local`"]),
        ("type", "gcs", &["`local`", "`s3`"]),
        ("log_level", "info", &["`OFF`", "`ERROR`", "`INFO`"]),
        ("architecture", "arm", &["x86_64", "arm64"]),
        ("starting_position", "OLDEST", &["`TRIM_HORIZON`", "`LATEST`"]),
        ("stage_name", "v 1", &["letters, digits, `_` and `-`"]),
    ];
    for (key, value, allowed) in rows {
        let mut expected = vec![key, value];
        expected.extend(allowed);
        refused(key, &format!(r#"{key} = "{value}""#), &expected);
    }
    let levels = ["`error`", "`warn`", "`info`", "`debug`", "`trace`", "in `functions.notifier.log_level`"];
    refused_somewhere("log_level = \"debug\"", "log_level = \"verbose\"", &levels);
    refused("log_level", r#"log_level = "info""#, &["in `api.log_level`", "did you mean `INFO`?"]);
}

#[test]
fn a_name_prefix_has_only_characters_that_every_service_accepts() {
    for wrong in ["Dev-", "dev_", "dev ", "a-prefix-far-too-long-"] {
        let line = format!(r#"name_prefix = "{wrong}""#);
        refused("name_prefix", &line, &["name_prefix", &format!("`{wrong}`"), "up to 20 lowercase letters"]);
    }
}

/// Asserts that an S3 backend is refused after one of its lines is replaced.
#[track_caller]
fn refused_backend(found: &str, wanted: &str, expected: &[&str]) {
    let s3 = "type = \"s3\"\nbucket = \"states\"\nkey = \"dev.tfstate\"\nregion = \"eu-central-1\"\nlockfile = true\n";
    let lines = s3.replacen(found, wanted, 1);
    assert_ne!(lines, s3);
    refused_somewhere("type = \"local\"\n", &lines, expected);
}

#[test]
fn an_s3_backend_needs_everything_that_terraform_requires() {
    for key in ["bucket = \"states\"", "key = \"dev.tfstate\"", "region = \"eu-central-1\"", "lockfile = true"] {
        let name = key.split(' ').next().unwrap();
        refused_backend(&format!("{key}\n"), "", &["in `backend`", &format!("missing field `{name}`"), "`s3` has"]);
    }
}

#[test]
fn a_mistake_in_a_backend_is_reported_with_its_own_line() {
    let typo = &["dev.toml:13: in `backend.buckt`", "unknown field `buckt`", "did you mean `bucket`?"];
    refused_backend("bucket", "buckt", typo);
    let region = &["dev.toml:15: in `backend.region`", "`eu-cntral-1`", "did you mean `eu-central-1`?"];
    refused_backend("eu-central-1", "eu-cntral-1", region);
    refused_backend("lockfile = true", "lockfile = 1", &["dev.toml:16: in `backend.lockfile`", "a boolean"]);
    refused_backend("\"s3\"", "\"local\"", &["`bucket` has no meaning", "`local`"]);
}

#[test]
fn a_state_has_a_valid_bucket_and_key() {
    for wrong in ["", "ab", "States", "my_states", "-states", "states-", "a..b", "192.168.0.1", &"a".repeat(64)] {
        let wanted = format!("bucket = \"{wrong}\"");
        refused_backend("bucket = \"states\"", &wanted, &["in `backend.bucket`", &format!("`{wrong}`"), "3 to 63"]);
    }
    for wrong in ["", "/dev.tfstate", "dev/"] {
        let wanted = format!("key = \"{wrong}\"");
        refused_backend("key = \"dev.tfstate\"", &wanted, &["in `backend.key`", &format!("`{wrong}`"), "1 to 1024"]);
    }
}

#[test]
fn tags_are_valid_for_aws() {
    let long = "a".repeat(257);
    for (key, value) in [("aws:shop", "x"), ("AWS:shop", "x"), ("", "x"), ("a?", "x"), (&long[..129], "x")] {
        let wanted = format!("\"{key}\" = \"{value}\"");
        refused("service", &wanted, &["in `tags.", &format!("`{key}` is not a tag's key"), "1 to 128"]);
    }
    for value in ["a*", "a\\n", &long] {
        refused("service", &format!("service = \"{value}\""), &["in `tags.service`", "is not a tag's value"]);
    }
    refused("service", "service = true", &["in `tags.service`", "boolean `true`", "a tag's value in quotation marks"]);
}

#[test]
fn contradictory_settings_are_refused() {
    let origins = |line, expected| refused("allow_origins", line, &["`api.cors.allow_origins`", expected]);
    origins("allow_origins = [\"*\", \"https://a.example\"]", "has `*` and others");
    origins("allow_origins = []", "is empty: name the origins that may call, or `*`");
    let key = "allowed_account_ids";
    refused(key, "allowed_account_ids = []", &["`allowed_account_ids` is empty", "name the accounts"]);
    refused_somewhere("allowed_account_ids = [\"111122223333\"]", "", &["`allowed_account_ids` is empty"]);
}

#[test]
fn a_file_that_is_not_toml_is_refused_at_its_line() {
    refused("stage_name", "stage_name dev", &["stage_name dev", "^"]);
    refused("region", "target = \"local\"", &["duplicate key"]);
}

#[test]
fn an_unknown_environment_is_reported_with_the_existing_ones() {
    let project = ProjectCopy::empty();
    let message = load(&project, "pord").unwrap_err();
    assert_says(&message, &["no environment `pord`", "dev, local, prod, staging", "did you mean `prod`?"]);
    assert_says(&message, &[&project.path("environments").display().to_string()]);
}

#[test]
fn an_environments_name_is_a_plain_folder_name() {
    let project = ProjectCopy::empty();
    for wrong in ["", "Prod", "../prod", "2nd", "a_b", "bootstrap", "a-name-that-is-too-long"] {
        let message = load(&project, wrong).unwrap_err();
        assert_says(&message, &[&format!("`{wrong}`"), "1 to 20 lowercase letters, digits and `-`"]);
    }
    project.write("environments/Prod.toml", "");
    let message = environment::list(&project.path("environments")).unwrap_err().to_string();
    assert_says(&message, &["`Prod` is not an environment's name"]);
}

/// Asserts that the parlour's program refuses `dev.toml` after one text in it is replaced.
#[track_caller]
fn refused_by_the_program(found: &str, wanted: &str, expected: &[&str]) {
    let project = ProjectCopy::empty();
    project.replace(FILE, found, wanted);
    let output = project.gelato(&["synth", "--env", "dev"]).output().unwrap();
    assert!(!output.status.success(), "nothing was refused");
    assert_says(&String::from_utf8(output.stderr).unwrap(), expected);
}

#[test]
fn the_services_own_settings_are_checked_like_all_others() {
    let service = "[service]\ndeduplication = false\n";
    let misspelt = "[service]\ndeduplicaton = false\n";
    let expected =
        ["in `service.deduplicaton`", "unknown field `deduplicaton`", "did you mean `deduplication`?", "dev.toml:"];
    refused_by_the_program(service, misspelt, &expected);
    refused_by_the_program(service, "[service]\ndeduplication = 1\n", &["in `service.deduplication`", "a boolean"]);
    refused_by_the_program(service, "", &["the table `[service]` is missing: missing field `deduplication`"]);
}

#[test]
fn tables_match_the_services_functions_and_api() {
    let misspelt = ["dev.toml:", "no function `notifer`; it has: notifier", "did you mean `[functions.notifier]`?"];
    refused_by_the_program("[functions.notifier]", "[functions.notifer]", &misspelt);
    let without = ProjectCopy::empty();
    let text = without.read(FILE);
    let (before, rest) = text.split_once("[api]").unwrap();
    let (_, after) = rest.split_once("[service]").unwrap();
    without.write(FILE, &format!("{before}[service]{after}"));
    let output = without.gelato(&["synth", "--env", "dev"]).output().unwrap();
    assert_says(&String::from_utf8(output.stderr).unwrap(), &["`[api]` is missing", "`[api.access]`"]);
}

#[test]
fn a_methods_throttle_names_an_existing_method() {
    let project = ProjectCopy::empty();
    project.replace(FILE, "[service]", "[api.throttling.methods.AddFlavor]\nburst = 1\n\n[service]");
    let output = project.gelato(&["synth"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    for part in ["`dev`", "api.throttling.methods.AddFlavor", "RemoveFlavour", "did you mean `AddFlavour`?"] {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}

#[test]
fn the_reasons_for_unauthenticated_writes_are_listed() {
    let output = ProjectCopy::empty().gelato(&["synth", "--explain-exceptions"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("dev: unauthenticated-write: api.access.writes: A playground"), "{said}");
    assert!(!said.contains("prod: unauthenticated-write"), "{said}");
}
