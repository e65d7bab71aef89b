//! Pictures with a palette, read as plain numbers.
//!
//! Land cover is often kept as classes with a table of colours. The crate `tiff`
//! decodes no palettes, but the class numbers are stored like any grey value; so
//! the one entry that says "palette" is shown to it as "grey".

use std::io::{Read, Seek, SeekFrom};

/// A file of which two bytes are shown changed.
pub(super) struct Repainted<R> {
    input: R,
    position: u64,
    /// Place of the first byte, and what is shown there.
    patch: Option<(u64, [u8; 2])>,
}

impl<R: Read + Seek> Repainted<R> {
    /// Looks into the first directory for a photometric interpretation of 3.
    pub(super) fn new(mut input: R) -> std::io::Result<Self> {
        let patch = find(&mut input).ok().flatten();
        input.seek(SeekFrom::Start(0))?;
        Ok(Self { input, position: 0, patch })
    }
}

const PHOTOMETRIC: u64 = 262;
const PALETTE: u64 = 3;
const GREY: u16 = 1;

fn find<R: Read + Seek>(input: &mut R) -> std::io::Result<Option<(u64, [u8; 2])>> {
    let mut head = [0u8; 16];
    input.seek(SeekFrom::Start(0))?;
    let held = (&mut *input).take(16).read(&mut head)?;
    let little = head[0] == b'I';
    let number = |bytes: &[u8]| {
        let fold = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        if little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) }
    };
    let big = number(&head[2..4]) == 43;
    if held < if big { 16 } else { 8 } {
        return Ok(None);
    }
    let directory = if big { number(&head[8..16]) } else { number(&head[4..8]) };
    let (count_bytes, entry_bytes) = if big { (8, 20) } else { (2, 12) };
    input.seek(SeekFrom::Start(directory))?;
    let mut count = [0u8; 8];
    input.read_exact(&mut count[..count_bytes])?;
    let entries = number(&count[..count_bytes]).min(4096);
    let mut entry = [0u8; 20];
    for k in 0..entries {
        input.read_exact(&mut entry[..entry_bytes])?;
        let value = entry_bytes - if big { 8 } else { 4 };
        if number(&entry[..2]) == PHOTOMETRIC && number(&entry[value..value + 2]) == PALETTE {
            let place = directory + count_bytes as u64 + k * entry_bytes as u64 + value as u64;
            return Ok(Some((place, if little { GREY.to_le_bytes() } else { GREY.to_be_bytes() })));
        }
    }
    Ok(None)
}

impl<R: Read> Read for Repainted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(buffer)?;
        if let Some((place, shown)) = self.patch {
            for (k, byte) in shown.into_iter().enumerate() {
                let offset = (place + k as u64).wrapping_sub(self.position);
                if offset < count as u64 {
                    buffer[offset as usize] = byte;
                }
            }
        }
        self.position = self.position.wrapping_add(count as u64);
        Ok(count)
    }
}

impl<R: Seek> Seek for Repainted<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.position = self.input.seek(to)?;
        Ok(self.position)
    }
}
