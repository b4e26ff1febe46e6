//! Assets: files and folders of the project, which `bundle` zips, and whose zip and hash a resource refers to.
//!
#![doc = include_str!("../../../../docs/constructs/assets.md")]

use std::panic::Location;

use crate::bundle::DeclaredAsset;
use crate::modules::ModuleScope;
use crate::project::bundle_from_root;
use crate::terraform::{Refusal, Value, Variable, concat, filebase64sha256, path_root};

/// A file or folder of the project as a zip.
///
/// ```
/// use gelato::prelude::*;
/// use gelato::terraform::{Block, Untyped};
///
/// # fn describe(m: &Module, downloads: &Bucket) {
/// let site = Asset::folder(m, "site", "site");
/// downloads.put_asset(m, "site", "site.zip", &site);
///
/// let layer = Asset::folder(m, "fonts", "layers/fonts");
/// let mut block = Block::new();
/// block.set("layer_name", m.name_of("fonts"));
/// block.set("filename", layer.path());
/// block.set("source_code_hash", layer.hash());
/// m.resource("fonts", Untyped { kind: "aws_lambda_layer_version".into(), block });
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Asset {
    path: Value<String>,
}

impl Asset {
    /// A folder, with all files below it. The path is below the project's folder.
    ///
    /// The zip depends on the files' names, contents and whether they are executable, and on nothing else: neither on times nor
    /// on the machine. `bundle`, `plan`, `apply` and `local` make it.
    #[track_caller]
    pub fn folder(module: &ModuleScope, id: &str, path: &str) -> Self {
        Self::new(module, id, path, true)
    }

    /// A file, which is alone in its zip. The path is below the project's folder.
    #[track_caller]
    pub fn file(module: &ModuleScope, id: &str, path: &str) -> Self {
        Self::new(module, id, path, false)
    }

    #[track_caller]
    fn new(module: &ModuleScope, id: &str, path: &str, is_folder: bool) -> Self {
        let place = Location::caller();
        let asset = DeclaredAsset {
            module: module.module_name().to_string(),
            id: id.to_owned(),
            path: path.trim_end_matches('/').to_owned(),
            is_folder,
            place,
        };
        if let Some(problem) = problem(module, &asset) {
            module.refuse(problem.within(format_args!("asset `{id}`")));
            return Self { path: path.into() };
        }
        let name = asset.bundle_name();
        module.add_asset(asset);
        let description = format!("The zip of `{path}`, as a path that Terraform reads.");
        let variable = Variable::required(description);
        let path = module.from_environment(&format!("{id}_zip"), variable, move |environment| {
            concat([path_root(), bundle_from_root(environment.name.as_str(), &name).into()])
        });
        Self { path }
    }

    /// The path of the zip, for an argument such as `source` or `filename`.
    pub fn path(&self) -> Value<String> {
        self.path.clone()
    }

    /// The zip's SHA-256 in base64, for an argument such as `source_hash` or `source_code_hash`. Terraform computes it, so that a
    /// plan shows a change of any file.
    pub fn hash(&self) -> Value<String> {
        filebase64sha256(self.path())
    }
}

/// Why a path cannot be an asset.
fn problem(module: &ModuleScope, asset: &DeclaredAsset) -> Option<Refusal> {
    let DeclaredAsset { id, path, .. } = asset;
    if module.assets().iter().any(|other| other.id == *id) {
        return Some(Refusal::new("the module has another asset of this name").hint("rename one of the two"));
    }
    let is_part = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':']);
    if path.split('/').all(is_part) {
        return None;
    }
    let refused = Refusal::new(format!("`{path}` is not a path below the project's folder"));
    Some(refused.allowing("relative paths with `/`, without `.` and `..`, such as `site/pages`"))
}
