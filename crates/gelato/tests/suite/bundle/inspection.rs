//! Which binaries Lambda can start, and the messages about those that it cannot.

use super::elf::{AARCH64, Elf, OBJECT_FILE, RISC_V, SHARED, X86_64};
use gelato::bundle::Architecture;
use gelato::bundle::inspection::{PROVIDED_AL2023, faults};

const LOADER_X86_64: &str = "/lib64/ld-linux-x86-64.so.2";
const LOADER_ARM64: &str = "/lib/ld-linux-aarch64.so.1";

/// Checks that the one fault of `elf` on Lambda says what was found, what is allowed and what to do.
#[track_caller]
fn check_fault(elf: &Elf, architecture: Architecture, found: &str, allowed: &str) {
    let faults = faults(&elf.bytes(), architecture, Some(&PROVIDED_AL2023));
    let messages: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 1, "{messages:?}");
    for part in [&format!("found {found}"), allowed, "\nhint: "] {
        assert!(messages[0].contains(part), "`{part}` in {}", messages[0]);
    }
}

#[track_caller]
fn check_fine(elf: &Elf, architecture: Architecture) {
    assert_eq!(faults(&elf.bytes(), architecture, Some(&PROVIDED_AL2023)), []);
}

#[test]
fn a_static_program_of_the_architecture_is_fine() {
    check_fine(&Elf::fixed(X86_64), Architecture::X86_64);
    check_fine(&Elf::fixed(AARCH64), Architecture::Arm64);
    check_fine(&Elf { kind: SHARED, ..Elf::fixed(AARCH64) }, Architecture::Arm64);
}

#[test]
fn a_program_that_needs_what_the_runtime_has_is_fine() {
    let libraries = vec!["libc.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"];
    let versions = vec!["GLIBC_2.2.5", "GLIBC_2.34", "GCC_3.0"];
    check_fine(&Elf { libraries, versions, ..Elf::dynamic(X86_64, LOADER_X86_64) }, Architecture::X86_64);
    check_fine(&Elf { versions: vec!["GLIBC_2.17"], ..Elf::dynamic(AARCH64, LOADER_ARM64) }, Architecture::Arm64);
}

#[test]
fn another_architecture_is_refused() {
    check_fault(&Elf::fixed(X86_64), Architecture::Arm64, "machine `x86_64`", "only `arm64` is allowed");
    check_fault(&Elf::fixed(AARCH64), Architecture::X86_64, "machine `arm64`", "only `x86_64` is allowed");
    check_fault(&Elf::fixed(RISC_V), Architecture::X86_64, "machine `243`", "only `x86_64` is allowed");
}

#[test]
fn a_newer_c_library_is_refused() {
    let versions = vec!["GLIBC_2.17", "GLIBC_2.38", "GLIBC_2.9"];
    let elf = Elf { versions, ..Elf::dynamic(X86_64, LOADER_X86_64) };
    check_fault(&elf, Architecture::X86_64, "a need for GLIBC 2.38", "`provided.al2023` has 2.34");
}

#[test]
fn a_library_that_the_runtime_lacks_is_refused() {
    let libraries = vec!["libc.so.6", "libssl.so.3"];
    let elf = Elf { libraries, ..Elf::dynamic(X86_64, LOADER_X86_64) };
    check_fault(&elf, Architecture::X86_64, "a need for `libssl.so.3`", "`provided.al2023` has `libc.so.6`");
}

#[test]
fn a_loader_that_the_runtime_lacks_is_refused() {
    let elf = Elf { libraries: vec![], ..Elf::dynamic(X86_64, "/lib/ld-musl-x86_64.so.1") };
    check_fault(&elf, Architecture::X86_64, "loader `/lib/ld-musl-x86_64.so.1`", LOADER_X86_64);
}

#[test]
fn a_file_that_is_not_a_program_is_refused() {
    let object = Elf { kind: OBJECT_FILE, ..Elf::fixed(X86_64) };
    check_fault(&object, Architecture::X86_64, "an ELF file of type 1", "only a program is allowed");
    let library = Elf { kind: SHARED, start: 0, ..Elf::fixed(X86_64) };
    check_fault(&library, Architecture::X86_64, "an ELF file of type without a start", "only a program is allowed");
}

#[test]
fn a_file_that_is_not_elf_is_refused() {
    let truncated = &Elf::fixed(X86_64).bytes()[..40];
    let narrow = [b"\x7fELF\x01\x01\x01".as_slice(), &[0; 100]].concat();
    for bytes in [b"#!/bin/sh\nexit\n".as_slice(), b"", truncated, &narrow] {
        let faults = faults(bytes, Architecture::X86_64, Some(&PROVIDED_AL2023));
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].to_string().starts_with("found no ELF file"), "{}", faults[0]);
    }
}

#[test]
fn needs_that_cannot_be_read_are_refused() {
    let elf = Elf { stripped: true, ..Elf::dynamic(X86_64, LOADER_X86_64) };
    let found = "no ELF file (what it needs was stripped off)";
    check_fault(&elf, Architecture::X86_64, found, "only 64-bit");
    let stripped = true;
    check_fine(&Elf { stripped, ..Elf::fixed(X86_64) }, Architecture::X86_64);
}

#[test]
fn every_fault_is_reported() {
    let libraries = vec!["libssl.so.3", "libcrypto.so.3"];
    let elf = Elf { libraries, versions: vec!["GLIBC_2.38"], ..Elf::dynamic(X86_64, "/lib/ld.so") };
    assert_eq!(faults(&elf.bytes(), Architecture::Arm64, Some(&PROVIDED_AL2023)).len(), 5);
}

#[test]
fn a_binary_that_stays_here_may_need_what_is_here() {
    let libraries = vec!["libssl.so.3"];
    let elf = Elf { libraries, versions: vec!["GLIBC_2.99"], ..Elf::dynamic(X86_64, LOADER_X86_64) };
    assert_eq!(faults(&elf.bytes(), Architecture::X86_64, None), []);
}

#[test]
fn architectures_have_the_names_of_lambda() {
    for (name, architecture) in [("x86_64", Architecture::X86_64), ("arm64", Architecture::Arm64)] {
        assert_eq!(name.parse::<Architecture>().unwrap(), architecture);
        assert_eq!(architecture.to_string(), name);
    }
    let message = "aarch64".parse::<Architecture>().unwrap_err().to_string();
    assert_eq!(message, "found architecture `aarch64`; Lambda has `x86_64` and `arm64`");
}
