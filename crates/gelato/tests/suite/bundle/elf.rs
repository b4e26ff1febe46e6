//! Small ELF files, assembled byte by byte, one for each possible fault.

/// A small ELF file: a header, a segment with the loader's path, and the sections with its dependencies.
pub(crate) struct Elf {
    pub(crate) machine: u16,
    pub(crate) kind: u16,
    pub(crate) start: u64,
    pub(crate) loader: Option<&'static str>,
    pub(crate) libraries: Vec<&'static str>,
    pub(crate) versions: Vec<&'static str>,
    /// Without the section table.
    pub(crate) stripped: bool,
}

pub(crate) const X86_64: u16 = 62;
pub(crate) const AARCH64: u16 = 183;
pub(crate) const RISC_V: u16 = 243;
pub(crate) const OBJECT_FILE: u16 = 1;
const PROGRAM: u16 = 2;
pub(crate) const SHARED: u16 = 3;

const FILE_HEADER: u64 = 64;
const PROGRAM_HEADER: u64 = 56;

impl Elf {
    pub(crate) fn fixed(machine: u16) -> Self {
        Self {
            machine,
            kind: PROGRAM,
            start: 0x1000,
            loader: None,
            libraries: vec![],
            versions: vec![],
            stripped: false,
        }
    }

    pub(crate) fn dynamic(machine: u16, loader: &'static str) -> Self {
        Self { kind: SHARED, loader: Some(loader), libraries: vec!["libc.so.6"], ..Self::fixed(machine) }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let loader = self.loader.map(|path| format!("{path}\0").into_bytes()).unwrap_or_default();
        let mut strings = Strings(vec![0]);
        let needed = self.needed(&mut strings);
        let versions = self.needed_versions(&mut strings);
        let parts = [loader, strings.0, needed, versions];
        let mut places = vec![FILE_HEADER + PROGRAM_HEADER];
        for part in &parts {
            places.push((places.last().unwrap() + part.len() as u64).next_multiple_of(8));
        }
        let mut file = self.file_header(if self.stripped { 0 } else { places[4] });
        file.extend(loader_segment(places[0], parts[0].len() as u64));
        for (part, place) in parts.iter().zip(&places) {
            file.resize(usize::try_from(*place).unwrap(), 0);
            file.extend(part);
        }
        file.resize(usize::try_from(places[4]).unwrap(), 0);
        file.extend([0; 64]);
        file.extend(section(3, places[1], parts[1].len(), 0, 0));
        file.extend(section(6, places[2], parts[2].len(), 16, 0));
        file.extend(section(0x6fff_fffe, places[3], parts[3].len(), 0, u32::from(!self.versions.is_empty())));
        file
    }

    fn file_header(&self, sections: u64) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend([self.kind, self.machine].map(u16::to_le_bytes).as_flattened());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend([self.start, FILE_HEADER, sections].map(u64::to_le_bytes).as_flattened());
        bytes.extend(0_u32.to_le_bytes());
        let segments = u16::from(self.loader.is_some());
        let (sections, names) = if self.stripped { (0, 0) } else { (4, 1) };
        bytes.extend([64, 56, segments, 64, sections, names].map(u16::to_le_bytes).as_flattened());
        bytes
    }

    fn needed(&self, strings: &mut Strings) -> Vec<u8> {
        let needed = self.libraries.iter().map(|library| [1, u64::from(strings.add(library))]);
        let entries: Vec<[u64; 2]> = needed.chain([[0, 0]]).collect();
        entries.as_flattened().iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// A library with all versions.
    fn needed_versions(&self, strings: &mut Strings) -> Vec<u8> {
        let Some(last) = self.versions.len().checked_sub(1) else {
            return vec![];
        };
        let count = u16::try_from(self.versions.len()).unwrap();
        let mut bytes = [1, count].map(u16::to_le_bytes).concat();
        bytes.extend([strings.add("libc.so.6"), 16, 0].map(u32::to_le_bytes).as_flattened());
        for (place, version) in self.versions.iter().enumerate() {
            bytes.extend([0; 8]);
            let next = if place == last { 0 } else { 16 };
            bytes.extend([strings.add(version), next].map(u32::to_le_bytes).as_flattened());
        }
        bytes
    }
}

struct Strings(Vec<u8>);

impl Strings {
    fn add(&mut self, text: &str) -> u32 {
        let place = u32::try_from(self.0.len()).unwrap();
        self.0.extend(text.bytes().chain([0]));
        place
    }
}

fn loader_segment(place: u64, length: u64) -> Vec<u8> {
    let mut bytes = [3_u32, 4].map(u32::to_le_bytes).concat();
    bytes.extend([place, 0, 0, length, length, 1].map(u64::to_le_bytes).as_flattened());
    bytes
}

fn section(kind: u32, place: u64, length: usize, entry_length: u64, info: u32) -> Vec<u8> {
    let mut bytes = [0, kind].map(u32::to_le_bytes).concat();
    bytes.extend([0, 0, place, length as u64].map(u64::to_le_bytes).as_flattened());
    bytes.extend([1, info].map(u32::to_le_bytes).as_flattened());
    bytes.extend([8, entry_length].map(u64::to_le_bytes).as_flattened());
    bytes
}
