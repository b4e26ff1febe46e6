//! Hostile roots that are too large for a file in the repository, or cannot be kept in one.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::net::UnixListener;
use std::path::Path;

use rustix::fs::{CWD, Mode, mkfifoat};

use super::{Case, write};

/// A queue with the name of a local value.
const QUEUE: &str = "resource \"aws_sqs_queue\" \"q\" {\n  name = local.name\n}\n";

/// The same queue in JSON, and the end of the file.
const QUEUE_IN_JSON: &str = r#"  "resource": {
    "aws_sqs_queue": {
      "q": {
        "name": "${local.name}"
      }
    }
  }
}
"#;

/// An output in JSON, and the end of the file.
const OUTPUT_IN_JSON: &str = r#"  "output": {
    "x": {
      "value": "${local.x}"
    }
  }
}
"#;

/// Makes the roots in a folder.
pub(super) fn cases(parent: &Path) -> Vec<Case> {
    let mut roots = Roots { parent, cases: Vec::new() };
    roots.nested();
    roots.growing();
    roots.chained();
    roots.special_files();
    roots.cases
}

struct Roots<'a> {
    parent: &'a Path,
    cases: Vec<Case>,
}

impl Roots<'_> {
    fn add(&mut self, name: &str, outcome: &str, make: impl FnOnce(&Path)) {
        let folder = self.parent.join(name);
        fs::create_dir(&folder).unwrap();
        make(&folder);
        self.cases.push(Case { name: name.to_owned(), folder, outcome: outcome.to_owned() });
    }

    fn add_file(&mut self, name: &str, outcome: &str, file: &str, text: &str) {
        self.add(name, outcome, |folder| write(folder, file, text));
    }

    /// Texts that nest deeper than a recursive parser can go.
    fn nested(&mut self) {
        let around = |open: &str, inner: &str, close: &str| [&open.repeat(5_000), inner, &close.repeat(5_000)].concat();
        let levels = "at most 64 nested levels";
        self.add_file("nested_blocks", levels, "main.tf", &["a {\n".repeat(3_000), "}\n".repeat(3_000)].concat());
        for (name, outcome, value) in [
            ("nested_conditions", "main.tf", around("true ? ", "1", " : 2")),
            ("nested_lists", levels, around("[", "", "]")),
            ("nested_negations", levels, around("!", "true", "")),
            ("nested_parentheses", levels, around("(", "1", ")")),
            ("many_operators", "at most 128 chained binary operators", around("", "1", " + 1")),
        ] {
            self.add_file(name, outcome, "main.tf", &format!("locals {{\n  x = {value}\n}}\n"));
        }
        let lists = format!("{{ \"locals\": {{ \"x\": {} }} }}\n", around("[", "", "]"));
        self.add_file("nested_json", "127 levels deep", "main.tf.json", &lists);
        let template = format!("{{\n  \"locals\": {{\n    \"x\": \"${{{}}}\"\n  }},\n", around("(", "1", ")"));
        self.add_file("nested_templates", "main.tf.json", "main.tf.json", &[&template, OUTPUT_IN_JSON].concat());
    }

    /// Local values, each made of the one before, until they are too deep or too large.
    fn growing(&mut self) {
        let text = "bytes of text, the limit here";
        let elements = "elements of lists and maps, the limit here";
        let main = grow(399, "1", "jsonencode(local.l399)", |before| format!("[\n      \"${{{before}}}\"\n    ]"));
        self.add_file("values_nest", "the limit here is 200", "main.tf.json", &main);
        let main =
            grow(40, r#""x""#, "length(local.l40)", |before| format!(r#""${{join(\"\", [{before}, {before}])}}""#));
        self.add_file("joined_text_doubles", text, "main.tf.json", &main);
        let main = grow(40, r#""\\""#, "length(local.l40)", |before| format!(r#""${{jsonencode({before})}}""#));
        self.add_file("jsonencode_doubles", text, "main.tf.json", &main);
        let main = grow(40, r#""x""#, "length(local.l40)", |before| format!(r#""${{{before}}}${{{before}}}""#));
        self.add_file("templates_double", text, "main.tf.json", &main);
        let main = grow(40, "[\n      \"x\"\n    ]", "length(local.l40)", |before| {
            format!(r#""${{concat({before}, {before})}}""#)
        });
        self.add_file("lists_double", elements, "main.tf.json", &main);
        let two = |before: &str| format!("[\n      \"${{{before}}}\",\n      \"${{{before}}}\"\n    ]");
        let main = grow(40, r#""x""#, "length(flatten(local.l40))", two);
        self.add_file("nested_lists_double", elements, "main.tf.json", &main);
    }

    /// Names that each refer to the one before.
    fn chained(&mut self) {
        self.add("chain_of_locals", "runs end", |folder| {
            let mut main = "locals {\n  l0 = \"end\"\n".to_owned();
            (1..20_000).for_each(|n| writeln!(main, "  l{n} = local.l{}", n - 1).unwrap());
            write(folder, "main.tf", &format!("{main}  name = local.l19999\n}}\n{QUEUE}"));
        });
        self.add("chain_of_locals_in_json", "runs end", |folder| {
            let chain =
                (1..20_000).map(|n| format!("\"l{n}\": \"${{local.l{}}}\"", n - 1)).collect::<Vec<_>>().join(",\n");
            let main = format!("{{ \"locals\": {{ \"l0\": \"end\", \"name\": \"${{local.l19999}}\",\n{chain} }} }}");
            write(folder, "main.tf.json", &main);
            write(folder, "queue.tf", QUEUE);
        });
        self.add("cycle_of_20000_locals", "dependency cycle: local.l0 → local.l1", |folder| {
            let mut main = "locals {\n  name = local.l0\n  l19999 = local.l0\n".to_owned();
            (1..20_000).for_each(|n| writeln!(main, "  l{} = local.l{n}", n - 1).unwrap());
            write(folder, "main.tf", &format!("{main}}}\n{QUEUE}"));
        });
        self.add("chain_of_module_outputs", "runs end", |folder| {
            let mut main = "module \"m0\" {\n  source = \"./m\"\n  in = \"end\"\n}\n".to_owned();
            for n in 1..5_000 {
                let before = n - 1;
                writeln!(main, "module \"m{n}\" {{\n  source = \"./m\"\n  in = module.m{before}.out\n}}").unwrap();
            }
            write(folder, "main.tf", &format!("{main}locals {{\n  name = module.m4999.out\n}}\n{QUEUE}"));
            fs::create_dir(folder.join("m")).unwrap();
            write(&folder.join("m"), "main.tf", "variable \"in\" {}\noutput \"out\" {\n  value = var.in\n}\n");
        });
        self.add("chain_of_outputs_of_a_module", "runs end", |folder| {
            let mut main = "module \"m\" {\n  source = \"./m\"\n  v0 = \"end\"\n".to_owned();
            let mut module = "variable \"v0\" {}\noutput \"o0\" {\n  value = var.v0\n}\n".to_owned();
            for n in 1..5_000 {
                writeln!(main, "  v{n} = module.m.o{}", n - 1).unwrap();
                writeln!(module, "variable \"v{n}\" {{}}\noutput \"o{n}\" {{\n  value = var.v{n}\n}}").unwrap();
            }
            write(folder, "main.tf", &format!("{main}}}\nlocals {{\n  name = module.m.o4999\n}}\n{QUEUE}"));
            fs::create_dir(folder.join("m")).unwrap();
            write(&folder.join("m"), "main.tf", &module);
        });
    }

    /// Links, and what is not a regular file.
    fn special_files(&mut self) {
        self.add("fifo", "pipe.tf.json: this is a FIFO; only regular files are read", |folder| {
            write(folder, "main.tf", &good());
            mkfifoat(CWD, folder.join("pipe.tf.json"), Mode::RWXU).unwrap();
        });
        self.add("fifo_of_values", "terraform.tfvars: this is a FIFO; only regular files are read", |folder| {
            write(folder, "main.tf", &good());
            mkfifoat(CWD, folder.join("terraform.tfvars"), Mode::RWXU).unwrap();
        });
        self.add("fifo_for_a_template", "this is a FIFO; only regular files are read", |folder| {
            write(folder, "main.tf", &format!("locals {{\n  name = templatefile(\"pipe\", {{}})\n}}\n{QUEUE}"));
            mkfifoat(CWD, folder.join("pipe"), Mode::RWXU).unwrap();
        });
        self.add("socket", "socket.tf.json: this is a socket; only regular files are read", |folder| {
            write(folder, "main.tf", &good());
            drop(UnixListener::bind(folder.join("socket.tf.json")).unwrap());
        });
        self.add("device", "zero.tf.json: this is a device; only regular files are read", |folder| {
            write(folder, "main.tf", &good());
            std::os::unix::fs::symlink("/dev/zero", folder.join("zero.tf.json")).unwrap();
        });
        self.add("folder_named_like_a_file", "runs q", |folder| {
            write(folder, "main.tf", &good());
            fs::create_dir(folder.join("folder.tf.json")).unwrap();
        });
        self.add("linked_file", "runs q", |folder| {
            write(folder, "elsewhere", &good());
            std::os::unix::fs::symlink("elsewhere", folder.join("main.tf")).unwrap();
        });
        self.add("huge_file", "larger than 16 MiB", |folder| {
            write(folder, "main.tf", &good());
            fs::File::create(folder.join("huge.tf.json")).unwrap().set_len(1 << 40).unwrap();
        });
        self.add("links_that_lead_back", "entries of folders are looked at, the limit here", |folder| {
            let main = r#"
                data "archive_file" "it" {
                  type        = "zip"
                  source_dir  = "src"
                  output_path = "out.zip"
                }
                resource "aws_sqs_queue" "q" {
                  name = data.archive_file.it.output_md5
                }
            "#;
            write(folder, "main.tf", main);
            fs::create_dir(folder.join("src")).unwrap();
            (0..4).for_each(|n| std::os::unix::fs::symlink(".", folder.join(format!("src/{n}"))).unwrap());
        });
    }
}

/// A root in JSON with a first local value, so many that are each made of the one before, and a queue whose name is made
/// of the last.
fn grow(count: usize, first: &str, name: &str, next: impl Fn(&str) -> String) -> String {
    let mut locals = format!("{{\n  \"locals\": {{\n    \"l0\": {first},\n");
    for n in 1..=count {
        writeln!(locals, "    \"l{n}\": {},", next(&format!("local.l{}", n - 1))).unwrap();
    }
    format!("{locals}    \"name\": \"${{{name}}}\"\n  }},\n{QUEUE_IN_JSON}")
}

/// A root that runs.
fn good() -> String {
    format!("locals {{\n  name = \"q\"\n}}\n{QUEUE}")
}
