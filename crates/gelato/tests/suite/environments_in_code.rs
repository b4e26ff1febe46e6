//! Environments that the program describes: they are read like files, and refused like files, with the program's line.

use gelato::environment::{Environment, EnvironmentName, Environments, Error};
use gelato::prelude::*;
use gelato::service::Program;
use gelato::synth::{Extent, synthesise};

use super::programs::{file, without_lines};
use super::project_copy::ProjectCopy;

/// A tenant's environment, which is like `prod`.
#[track_caller]
fn tenant(name: &str) -> EnvironmentInCode {
    EnvironmentInCode::like("prod", name)
        .with("region", "eu-west-1")
        .with("name_suffix", format!("-{name}"))
        .with("backend.key", format!("shop/{name}.tfstate"))
}

fn load(all: &[EnvironmentInCode], name: &str) -> Result<Environment, Error> {
    let project = ProjectCopy::empty();
    Environments::new(&project.path("environments"), all).load(&EnvironmentName::try_new(name).unwrap())
}

#[test]
fn an_environment_is_like_a_file_with_other_values() {
    let acme =
        tenant("acme").with("logs.retention_days", 30).with("protected", false).with("functions.x.memory_mb", 512);
    let acme = load(&[acme], "acme").unwrap();
    let prod = load(&[], "prod").unwrap();
    assert_eq!((acme.name.as_str(), acme.settings.region.as_str()), ("acme", "eu-west-1"));
    assert_eq!((acme.settings.logs.retention_days.days(), acme.settings.protected), (30, false));
    assert_eq!(acme.function("x").memory_mb.get(), 512);
    assert_eq!(acme.settings.api, prod.settings.api, "what is not changed is as in the file");
}

#[test]
fn an_environment_may_have_a_text_of_its_own() {
    let here = EnvironmentInCode::new("here", "target = 'local'\n[api]\nstage_name = 'v1'").with("region", "eu-west-1");
    let here = load(&[here], "here").unwrap();
    assert_eq!(here.settings.api.unwrap().stage_name.as_str(), "v1");
    assert_eq!(here.settings.region.as_str(), "eu-west-1");
}

/// A service whose tenants have environments.
struct Tenants;

impl Service for Tenants {
    const NAME: &'static str = "shop";
    type Settings = NoSettings;

    fn environments(&self) -> Vec<EnvironmentInCode> {
        ["acme", "globex"].map(tenant).into()
    }

    fn describe(&self, service: &Description) {
        service.module("stock", "What is sold.", |m| Table::new(m, "cones", TableProps::new(Key::string("cone"))));
    }
}

#[test]
fn each_has_a_root_and_a_place_in_the_list() {
    let project = ProjectCopy::empty();
    let text = project.read("environments/prod.toml");
    project.write("environments/prod.toml", &text[..text.find("[api]").unwrap()]);
    for other in ["dev", "local", "staging"] {
        std::fs::remove_file(project.path(&format!("environments/{other}.toml"))).unwrap();
    }
    let program = Program::of(&Tenants).unwrap();
    let environments = program.environments(&project.path("environments"));
    let names: Vec<_> = environments.names().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["acme", "globex", "prod"]);
    let synthesis = synthesise(&program, &environments.all().unwrap(), Extent::Complete).unwrap();
    let root = file(&synthesis, "terraform/globex/main.tf.json");
    assert_eq!(root["module"]["stock"]["name"], "shop-globex");
    let versions = file(&synthesis, "terraform/globex/versions.tf.json");
    assert_eq!(versions["terraform"]["backend"]["s3"]["key"], "shop/globex.tfstate");
    let unknown = environments.load(&EnvironmentName::try_new("globe").unwrap()).unwrap_err().to_string();
    assert!(
        unknown.contains("there are: acme, globex, prod") && unknown.contains("did you mean `globex`?"),
        "{unknown}"
    );
}

/// Asserts that loading fails with this message. `FILE:LINE` is a place in this file.
#[track_caller]
fn refused(expected: &str, all: &[EnvironmentInCode]) {
    let project = ProjectCopy::empty();
    let loaded = Environments::new(&project.path("environments"), all).all();
    let message = without_lines(&loaded.expect_err("nothing was refused").to_string());
    assert!(message.starts_with(expected), "{message}\nis not\n{expected}");
}

#[test]
fn a_wrong_value_is_refused_at_its_line() {
    refused("FILE:LINE: `region`: `mars` is not", &[tenant("acme").with("region", "mars")]);
    refused("FILE:LINE: `api.access.reads`: unknown value `all`", &[tenant("acme").with("api.access.reads", "all")]);
    refused("FILE:LINE: `protectd`: unknown field `protectd`", &[tenant("acme").with("protectd", true)]);
    refused(
        "FILE:LINE: `api.access.writes` is `none`: anyone could write",
        &[tenant("acme").with("api.access.writes", "none")],
    );
    refused("FILE:LINE: `protected`: invalid type", &[tenant("acme").with("protected", "yes")]);
}

#[test]
fn a_missing_value_is_refused_in_the_text() {
    let none = EnvironmentInCode::new("acme", "target = 'aws'");
    refused("environment `acme` (FILE:LINE):1:", &[none]);
}

#[test]
fn two_environments_do_not_share_a_name_a_state_or_the_names_of_roles() {
    refused("FILE:LINE: environment `prod`: there is also the file `", &[tenant("prod")]);
    let message = load(&[tenant("acme"), tenant("acme")], "acme");
    assert!(message.is_ok(), "the first one is as it was: {message:?}");
    let project = ProjectCopy::empty();
    let twice = [tenant("acme"), tenant("acme")];
    let names = Environments::new(&project.path("environments"), &twice).names().unwrap_err().to_string();
    let expected =
        "FILE:LINE: environment `acme`: the program describes it already, at FILE:LINE\nhint: rename one of the two";
    assert_eq!(without_lines(&names), expected);
    refused(
        "FILE:LINE: environment `acme`: its state would be that of `prod`",
        &[EnvironmentInCode::like("prod", "acme")],
    );
    let same_names = EnvironmentInCode::like("prod", "acme").with("backend.key", "shop/acme.tfstate");
    refused(
        "FILE:LINE: environment `acme`: its roles would have the names of those of `prod` in the account ",
        &[same_names],
    );
    let same_key = tenant("globex").with("backend.key", "shop/acme.tfstate");
    let both = [tenant("acme"), same_key];
    let message = without_lines(&load(&both, "globex").unwrap_err().to_string());
    assert!(message.starts_with("FILE:LINE: environment `globex`: its state would be that of `acme`"), "{message}");
}

#[test]
fn a_name_and_a_file_are_checked() {
    refused("FILE:LINE: environment `Acme`: `Acme` is not an environment's name", &[tenant("Acme")]);
    let message = EnvironmentInCode::like("prd", "acme");
    refused("FILE:LINE: environment `acme`: it is like `prd`: no environment `prd` in `", &[message]);
}

#[test]
fn a_table_of_a_function_that_does_not_exist_is_refused_at_its_line() {
    let program = Program::of(&Tenants).unwrap();
    let mut acme = load(&[tenant("acme").with("functions.nobody.memory_mb", 128)], "acme").unwrap();
    acme.settings.api = None;
    let message = without_lines(&program.roots(&acme).err().unwrap().to_string());
    assert_eq!(message, "FILE:LINE: the service has no functions: remove `[functions.nobody]`");
}
