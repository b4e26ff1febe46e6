//! Modules that `terraform init` fetched are read from where it put them.

use serde_json::json;

use super::{Inputs, error, load};

const MAIN: &str = "module \"network\" {\n  source  = \"example/network/aws\"\n  version = \"1.2.3\"\n  name    = \"a\"\n}\n\
                    resource \"test_thing\" \"it\" {\n  found = module.network.label\n}\n";

/// A module of a registry that calls one of git, and one in its own folder.
const NETWORK: &str = "variable \"name\" {\n  type = string\n}\n\
                       module \"subnets\" {\n  source = \"git::https://example.com/subnets.git?ref=v1\"\n  name   = var.name\n}\n\
                       module \"own\" {\n  source = \"./modules/own\"\n}\n\
                       output \"label\" {\n  value = \"${module.subnets.label} ${module.own.path}\"\n}\n";
const SUBNETS: &str =
    "variable \"name\" {\n  type = string\n}\noutput \"label\" {\n  value = \"subnets of ${var.name}\"\n}\n";
const OWN: &str = "output \"path\" {\n  value = path.module\n}\n";

fn listed(source: &str) -> String {
    json!({ "Modules": [
        { "Key": "", "Source": "", "Dir": "." },
        { "Key": "network", "Source": source, "Version": "1.2.3", "Dir": ".terraform/modules/network" },
        { "Key": "network.own", "Source": "./modules/own", "Dir": ".terraform/modules/network/modules/own" },
        { "Key": "network.subnets", "Source": "git::https://example.com/subnets.git?ref=v1",
          "Dir": ".terraform/modules/network.subnets" },
    ] })
    .to_string()
}

const LIST: &str = ".terraform/modules/modules.json";

#[test]
fn a_call_finds_the_folder_that_init_lists() {
    let list = listed("registry.terraform.io/example/network/aws");
    let files = [
        ("main.tf", MAIN),
        (LIST, &list),
        (".terraform/modules/network/main.tf", NETWORK),
        (".terraform/modules/network/modules/own/main.tf", OWN),
        (".terraform/modules/network.subnets/main.tf", SUBNETS),
    ];
    let loaded = load(&files, &Inputs::default()).unwrap();
    let thing = loaded.resources.iter().find(|resource| resource.address == "test_thing.it").unwrap();
    assert_eq!(thing.values["found"], "subnets of a .terraform/modules/network/modules/own");
    assert!(loaded.files.iter().any(|file| file.ends_with("network.subnets/main.tf")), "{:?}", loaded.files);
}

#[test]
fn a_module_that_is_not_there_says_what_to_do() {
    let said = error(&[("main.tf", MAIN)]);
    assert!(said.contains("main.tf: module.network") && said.contains("the module was not fetched"), "{said}");
    assert!(
        said.contains("`source` is `example/network/aws`") && said.contains("hint: run `terraform init`"),
        "{said}"
    );
    let list = listed("registry.terraform.io/example/network_of_before/aws");
    let said = error(&[("main.tf", MAIN), (LIST, &list)]);
    assert!(said.contains("which is of an earlier `init`\nhint: run `terraform init`"), "{said}");
    // Listed, but removed since.
    let said = error(&[("main.tf", MAIN), (LIST, &listed("registry.terraform.io/example/network/aws"))]);
    assert!(said.contains(".terraform/modules/network"), "{said}");
    let said = error(&[("main.tf", MAIN), (LIST, "{")]);
    assert!(said.contains("modules.json: EOF"), "{said}");
}
