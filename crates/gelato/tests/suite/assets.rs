//! Assets: the same files give the same zip, whatever the machine, and what cannot be zipped is refused at its line.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use gelato::bundle::{BundledAsset, bundle_asset};
use gelato::prelude::*;
use gelato::service::Program;
use gelato::synth::Extent;
use tempfile::TempDir;
use zip::ZipArchive;

use super::programs::{file, one_module, synthesised, without_lines};
use super::project_copy::bare_environment;
use super::refusals::{self, Case, marked, problems};

/// A project with these files.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Zips the only asset of a module.
fn zipped(folder: &Path, declare: fn(&Module) -> Asset) -> Result<(BundledAsset, Vec<u8>), String> {
    let service = one_module("pages", |m| drop(declare(m)));
    let program = Program::of(&service).unwrap();
    let output = folder.join("dist/out.zip");
    let bundled = bundle_asset(folder, &program.assets()[0], &output).map_err(|error| {
        let source = std::error::Error::source(&error).and_then(std::error::Error::source);
        without_lines(&format!("{error}{}", source.map_or_else(String::new, |source| format!(": {source}"))))
    })?;
    Ok((bundled, fs::read(output).unwrap()))
}

fn site(m: &Module) -> Asset {
    Asset::folder(m, "site", "site")
}

fn names(zip: &[u8]) -> Vec<String> {
    ZipArchive::new(Cursor::new(zip)).unwrap().file_names().map(|name| name.unwrap().into_owned()).collect()
}

#[test]
fn the_same_files_give_the_same_zip() {
    let files = [("site/b.txt", "b"), ("site/a/z.txt", "z"), ("site/a.txt", "a"), ("other.txt", "not in it")];
    let one = project(&files);
    let reversed: Vec<_> = files.iter().copied().rev().collect();
    let other = project(&reversed);
    let old = fs::File::options().write(true).open(other.path().join("site/a.txt")).unwrap();
    old.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    let (bundled, bytes) = zipped(one.path(), site).unwrap();
    assert!(bundled.rewritten && bundled.files.len() == 3 && bundled.bytes == bytes.len() as u64, "{bundled:?}");
    assert_eq!(bytes, zipped(other.path(), site).unwrap().1);
    assert_eq!(names(&bytes), ["a.txt", "a/z.txt", "b.txt"]);
    assert!(!zipped(one.path(), site).unwrap().0.rewritten, "nothing changed");
    let mut text = String::new();
    ZipArchive::new(Cursor::new(&bytes)).unwrap().by_name("a/z.txt").unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "z");
    fs::write(one.path().join("site/a.txt"), "A").unwrap();
    let (changed, _) = zipped(one.path(), site).unwrap();
    assert!(changed.rewritten && changed.sha256 != bundled.sha256);
}

#[test]
fn a_file_is_alone_in_its_zip() {
    let folder = project(&[("prices/all.json", "{}")]);
    let (_, bytes) = zipped(folder.path(), |m| Asset::file(m, "prices", "prices/all.json")).unwrap();
    assert_eq!(names(&bytes), ["all.json"]);
}

#[cfg(unix)]
#[test]
fn an_executable_file_stays_executable() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = project(&[("site/run", "#!/bin/sh"), ("site/text", "text")]);
    fs::set_permissions(folder.path().join("site/run"), fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(folder.path().join("site/text"), fs::Permissions::from_mode(0o600)).unwrap();
    let (_, bytes) = zipped(folder.path(), site).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut mode = |name: &str| archive.by_name(name).unwrap().unix_mode().unwrap() & 0o777;
    assert_eq!((mode("run"), mode("text")), (0o755, 0o644), "whatever the umask of the machine");
}

#[test]
fn a_resource_refers_to_the_zip_and_its_hash() {
    let service = one_module("pages", |m| {
        let downloads =
            Bucket::new(m, "downloads", BucketProps { name: Some("pages".into()), ..BucketProps::default() });
        downloads.put_asset(m, "site", "site.zip", &site(m));
    });
    let synthesis = synthesised(&service, &[bare_environment("prod")], Extent::Complete).unwrap();
    let main = file(&synthesis, "modules/pages/main.tf.json");
    let object = &main["resource"]["aws_s3_object"]["site"];
    assert_eq!(object["source"], "${var.site_zip}");
    assert_eq!(object["source_hash"], "${filebase64sha256(var.site_zip)}");
    let root = file(&synthesis, "terraform/prod/main.tf.json");
    assert_eq!(root["module"]["pages"]["site_zip"], "${path.root}/../../dist/prod/assets/pages/site.zip");
}

/// Asserts that the asset `site` is refused with a message that begins like this.
#[track_caller]
fn refused(folder: &TempDir, expected: &str) {
    let message = zipped(folder.path(), site).expect_err("nothing was refused");
    let message = message.replace(&folder.path().display().to_string(), "HERE");
    assert_eq!(message, expected);
}

#[test]
fn what_is_not_there_or_something_else_is_refused() {
    let here = "FILE:LINE: asset `site`: ";
    let hint = "hint: the path is below the project's folder, which contains `environments`";
    refused(&project(&[]), &format!("{here}there is no `HERE/site`\n{hint}"));
    refused(&project(&[("site", "a file")]), &format!("{here}`site` is a file, not a folder\nhint: use `Asset::file`"));
    let empty = project(&[]);
    fs::create_dir_all(empty.path().join("site/inside")).unwrap();
    refused(&empty, &format!("{here}`site` contains no file"));
    let large = project(&[("site/a", "")]);
    fs::File::create(large.path().join("site/large")).unwrap().set_len((250 << 20) + 1).unwrap();
    refused(
        &large,
        &format!("{here}the files of `site` have more than 250 MB together, which is the most that is allowed"),
    );
}

#[cfg(unix)]
#[test]
fn links_pipes_and_names_that_no_zip_has_are_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let here = "FILE:LINE: asset `site`: ";
    let linked = project(&[("site/a", ""), ("secret", "mine")]);
    std::os::unix::fs::symlink("../secret", linked.path().join("site/b")).unwrap();
    let why = "is a symbolic link, which another machine may resolve differently\nhint: put the file itself there";
    refused(&linked, &format!("{here}`HERE/site/b` {why}"));
    let piped = project(&[("site/a", "")]);
    assert!(std::process::Command::new("mkfifo").arg(piped.path().join("site/b")).status().unwrap().success());
    refused(&piped, &format!("{here}`HERE/site/b` is neither a file nor a folder"));
    let named = project(&[("site/a", "")]);
    fs::write(named.path().join("site").join(OsStr::from_bytes(b"\xff")), "").unwrap();
    let message = zipped(named.path(), site).unwrap_err();
    assert!(message.ends_with("is not UTF-8, as the names in a zip are"), "{message}");
}

const CASES: [Case<Module>; 3] = [
    Case {
        describe: |m| {
            // To blame:
            Asset::folder(m, "site", "../site");
        },
        found: "asset `site`: `../site` is not a path below the project's folder",
        allowed: Some("relative paths with `/`, without `.` and `..`, such as `site/pages`"),
        hint: None,
    },
    Case {
        describe: |m| {
            // To blame:
            Asset::file(m, "passwords", "/etc/passwd");
        },
        found: "asset `passwords`: `/etc/passwd` is not a path below the project's folder",
        allowed: Some("relative paths with `/`, without `.` and `..`, such as `site/pages`"),
        hint: None,
    },
    Case {
        describe: |m| {
            Asset::folder(m, "site", "site");
            // To blame:
            Asset::folder(m, "site", "other");
        },
        found: "asset `site`: the module has another asset of this name",
        allowed: None,
        hint: Some("rename one of the two"),
    },
];

#[test]
fn each_refusal_names_its_line() {
    refusals::check(file!(), &CASES, &marked(include_str!("assets.rs")), problems);
}
