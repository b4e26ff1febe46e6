//! Inspects the binary before it is zipped, so that one that Lambda cannot start is found here and not in production.
//!
//! The format is ELF, see <https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html>; the versions of symbols are
//! those of <https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html>.

use super::Architecture;
use super::glibc_version::GlibcVersion;
use object::LittleEndian;
use object::elf::{DT_NEEDED, EM_AARCH64, EM_X86_64, ET_DYN, ET_EXEC};
use object::read::elf::{ElfFile64, FileHeader, ProgramHeader};

/// The libraries of a runtime, for dynamically linked binaries.
#[derive(Clone, Copy, Debug)]
pub struct Runtime {
    /// Its name.
    pub name: &'static str,
    /// Its newest GLIBC symbol version.
    pub glibc: GlibcVersion,
    /// Its shared libraries, besides the loader of each architecture.
    pub libraries: &'static [&'static str],
}

/// The runtime of bundles.
///
/// See <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html> and
/// <https://docs.aws.amazon.com/linux/al2023/ug/glibc-gcc-and-binutils.html>.
pub const PROVIDED_AL2023: Runtime = Runtime {
    name: "provided.al2023",
    glibc: GlibcVersion::new(2, 34),
    libraries: &["libc.so.6", "libdl.so.2", "libgcc_s.so.1", "libm.so.6", "libpthread.so.0", "librt.so.1"],
};

/// One reason why a binary would not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Not an ELF file, or a broken one.
    #[error("found no ELF file ({reason}); only 64-bit little-endian ELF is allowed\nhint: build for a Linux target")]
    NotElf {
        /// The parser's message.
        reason: String,
    },
    /// A library, an object file or a core dump.
    #[error("found an ELF file of type {found}; only a program is allowed\nhint: bundle the binary, not a library")]
    NotAProgram {
        /// The number of the type, or what is missing.
        found: String,
    },
    /// Built for another instruction set.
    #[error(
        "found machine `{found}`; only `{allowed}` is allowed\nhint: build with the architecture of the environment"
    )]
    OtherArchitecture {
        /// The machine in the file's header.
        found: String,
        /// The architecture of the environment.
        allowed: Architecture,
    },
    /// Started by a loader that the runtime lacks.
    #[error("found loader `{found}`; only `{allowed}` is allowed\nhint: link statically, or against GLIBC")]
    OtherLoader {
        /// The loader in the file.
        found: String,
        /// The loader that the runtime has.
        allowed: &'static str,
    },
    /// Needs a newer C library than the runtime has.
    #[error(
        "found a need for GLIBC {found}; `{runtime}` has {allowed}\nhint: link statically, or against an older GLIBC"
    )]
    NewerGlibc {
        /// The newest version that the binary needs.
        found: GlibcVersion,
        /// The newest version of the runtime.
        allowed: GlibcVersion,
        /// The name of the runtime.
        runtime: &'static str,
    },
    /// Needs a shared library that the runtime lacks.
    #[error("found a need for `{found}`; `{runtime}` has `{}`\nhint: link it statically, or do without it", allowed.join("`, `"))]
    MissingLibrary {
        /// The library.
        found: String,
        /// The libraries of the runtime.
        allowed: &'static [&'static str],
        /// The name of the runtime.
        runtime: &'static str,
    },
}

/// All reasons why `binary` would not start on `runtime`.
///
/// Without a runtime, as for a binary that stays on this machine, the libraries are not checked.
pub fn faults(binary: &[u8], architecture: Architecture, runtime: Option<&Runtime>) -> Vec<Fault> {
    let elf = match ElfFile64::<LittleEndian>::parse(binary) {
        Ok(elf) => elf,
        Err(error) => {
            return vec![Fault::NotElf { reason: error.to_string() }];
        }
    };
    let mut faults: Vec<Fault> =
        program_fault(&elf).into_iter().chain(architecture_fault(&elf, architecture)).collect();
    if let Some(runtime) = runtime {
        let needs = linkage_faults(&elf, architecture, runtime);
        faults.extend(needs.unwrap_or_else(|error| vec![Fault::NotElf { reason: error.to_string() }]));
    }
    faults
}

type Elf<'data> = ElfFile64<'data, LittleEndian>;

fn program_fault(elf: &Elf<'_>) -> Option<Fault> {
    let header = elf.elf_header();
    match header.e_type(LittleEndian) {
        ET_EXEC | ET_DYN if header.e_entry(LittleEndian) != 0 => None,
        ET_EXEC | ET_DYN => Some(Fault::NotAProgram { found: "without a start".to_owned() }),
        other => Some(Fault::NotAProgram { found: other.to_string() }),
    }
}

fn architecture_fault(elf: &Elf<'_>, allowed: Architecture) -> Option<Fault> {
    let found = match elf.elf_header().e_machine(LittleEndian) {
        EM_X86_64 => Ok(Architecture::X86_64),
        EM_AARCH64 => Ok(Architecture::Arm64),
        other => Err(other),
    };
    match found {
        Ok(found) if found == allowed => None,
        Ok(found) => Some(Fault::OtherArchitecture { found: found.to_string(), allowed }),
        Err(machine) => Some(Fault::OtherArchitecture { found: machine.to_string(), allowed }),
    }
}

/// A program without a loader is static. One with a loader needs libraries and their symbols.
fn linkage_faults(elf: &Elf<'_>, architecture: Architecture, runtime: &Runtime) -> object::Result<Vec<Fault>> {
    let Some(found) = loader(elf)? else {
        return Ok(vec![]);
    };
    if elf.elf_section_table().dynamic(LittleEndian, elf.data())?.is_none() {
        let reason = "what it needs was stripped off".to_owned();
        return Ok(vec![Fault::NotElf { reason }]);
    }
    let allowed = glibc_loader(architecture);
    let mut faults = vec![];
    if found != allowed {
        faults.push(Fault::OtherLoader { found, allowed });
    }
    faults.extend(library_faults(elf, allowed, runtime)?);
    faults.extend(glibc_fault(elf, runtime)?);
    Ok(faults)
}

/// The loader's path, which is empty if libraries are needed and no loader is named.
fn loader(elf: &Elf<'_>) -> object::Result<Option<String>> {
    for segment in elf.elf_program_headers() {
        if let Some(path) = segment.interpreter(LittleEndian, elf.data())? {
            return Ok(Some(text(path)));
        }
    }
    Ok((!libraries(elf)?.is_empty()).then(String::new))
}

fn glibc_loader(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::X86_64 => "/lib64/ld-linux-x86-64.so.2",
        Architecture::Arm64 => "/lib/ld-linux-aarch64.so.1",
    }
}

fn library_faults(elf: &Elf<'_>, loader: &str, runtime: &Runtime) -> object::Result<Vec<Fault>> {
    let &Runtime { name: runtime, libraries: allowed, .. } = runtime;
    let is_there = |found: &String| loader.ends_with(&format!("/{found}")) || allowed.contains(&found.as_str());
    let missing = libraries(elf)?.into_iter().filter(|found| !is_there(found));
    Ok(missing.map(|found| Fault::MissingLibrary { found, allowed, runtime }).collect())
}

fn libraries(elf: &Elf<'_>) -> object::Result<Vec<String>> {
    let table = elf.elf_section_table().dynamic_table(LittleEndian, elf.data())?;
    let needed = table.iter().filter(|entry| entry.tag == DT_NEEDED);
    needed.map(|entry| table.string(entry).map(text)).collect()
}

fn glibc_fault(elf: &Elf<'_>, runtime: &Runtime) -> object::Result<Option<Fault>> {
    let &Runtime { name: runtime, glibc: allowed, .. } = runtime;
    let newest = symbol_versions(elf)?.iter().filter_map(|name| GlibcVersion::of_symbol(name)).max();
    let found = newest.filter(|found| *found > allowed);
    Ok(found.map(|found| Fault::NewerGlibc { found, allowed, runtime }))
}

/// The names of all symbol versions that the binary needs, of all libraries.
fn symbol_versions(elf: &Elf<'_>) -> object::Result<Vec<String>> {
    let sections = elf.elf_section_table();
    let Some((mut libraries, strings)) = sections.gnu_verneed(LittleEndian, elf.data())? else {
        return Ok(vec![]);
    };
    let strings = sections.strings(LittleEndian, elf.data(), strings)?;
    let mut names = vec![];
    while let Some((_, mut versions)) = libraries.next()? {
        while let Some(version) = versions.next()? {
            names.push(text(version.name(LittleEndian, strings)?));
        }
    }
    Ok(names)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
