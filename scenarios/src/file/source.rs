//! The text of one file, positions in it, and the two places files come from:
//! a folder on disk, or the library inside the program.

use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use sandtable_kernel::Text;

use super::fault::{Fault, code};
use super::limits::Limits;

/// The text of one file.
pub struct Source {
    path: PathBuf,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// A text under a name. The name is what messages print.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(offset, _)| offset + 1)).collect();
        Self { path: path.into(), text, line_starts }
    }

    /// The path as it was given or included.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.char_floor(offset);
        let line = self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.line_starts.get(line).copied().unwrap_or(0);
        (line + 1, self.text[start..offset].chars().count() + 1)
    }

    /// The text of a line counted from 1, without its end; empty beyond the end.
    pub fn line(&self, line: usize) -> &str {
        let Some(start) = line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied() else {
            return "";
        };
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| next - 1);
        self.text[start..end].trim_end_matches('\r')
    }

    /// The text of a span; cut to character borders.
    pub(crate) fn slice(&self, span: Range<usize>) -> &str {
        let start = self.char_floor(span.start);
        let end = self.char_floor(span.end).max(start);
        &self.text[start..end]
    }

    fn char_floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.path.display(), self.text.len())
    }
}

/// A span of a file.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// Bytes of its text.
    pub span: Range<usize>,
}

impl Place {
    /// A span of a file.
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Self {
        Self { source: Arc::clone(source), span }
    }

    /// Line from 1.
    pub fn line(&self) -> usize {
        self.source.line_column(self.span.start).0
    }

    /// Column from 1, in characters.
    pub fn column(&self) -> usize {
        self.source.line_column(self.span.start).1
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.source.line_column(self.span.start);
        write!(f, "{}:{line}:{column}", self.source.path.display())
    }
}

/// The files of a library inside the program: path with `/`, text.
pub type BuiltIn = &'static [(&'static str, &'static str)];

/// Where files come from. Every file named in another lies inside this place.
#[derive(Clone, Debug)]
pub(crate) enum Store {
    /// A folder, with its canonical path.
    Folder { shown: PathBuf, canonical: PathBuf },
    /// The library inside the program.
    BuiltIn(BuiltIn),
}

/// Why a path does not lead to a file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It is absolute, climbs out with `..`, or a symbolic link leads out.
    #[error("'{0}' leads outside the folder of the file; keep every file inside it")]
    Outside(String),
    /// There is no such file.
    #[error("there is no file '{0}' in the folder")]
    Missing(String),
    /// It is no plain file.
    #[error("'{0}' is not a plain file")]
    NotAFile(String),
}

/// A path written in a file, made a path inside `folder`: relative, with `/`,
/// not leaving the folder by `..` or by a symbolic link. The file has to exist.
///
/// # Errors
/// [`PathError`].
pub fn inside(folder: &Path, written: &str) -> Result<PathBuf, PathError> {
    let relative = normal(Path::new(""), written).ok_or_else(|| PathError::Outside(written.to_owned()))?;
    let missing = |_| PathError::Missing(written.to_owned());
    let root = folder.canonicalize().map_err(missing)?;
    let path = folder.join(relative);
    if !path.canonicalize().map_err(missing)?.starts_with(root) {
        return Err(PathError::Outside(written.to_owned()));
    }
    if !path.is_file() {
        return Err(PathError::NotAFile(written.to_owned()));
    }
    Ok(path)
}

/// `written` beside a file in the folder `base` (itself relative), with `.` and
/// `..` worked off; none if it is absolute, empty or leaves the top.
fn normal(base: &Path, written: &str) -> Option<PathBuf> {
    if written.is_empty() || written.contains('\\') || written.contains('\0') {
        return None;
    }
    let mut path = base.to_path_buf();
    for component in Path::new(written).components() {
        match component {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !path.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    (path.file_name().is_some()).then_some(path)
}

impl Store {
    /// The folder around a file given by the user, and the file's name in it.
    pub(crate) fn around(path: &Path) -> Result<(Self, PathBuf), Box<Fault>> {
        let name = path.file_name().map(PathBuf::from);
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let shown = folder.map_or_else(PathBuf::new, Path::to_path_buf);
        let on_disk = folder.unwrap_or_else(|| Path::new("."));
        match (name, on_disk.canonicalize()) {
            (Some(name), Ok(canonical)) => Ok((Self::Folder { shown, canonical }, name)),
            (None, Ok(_)) => Err(directory(path)),
            (_, Err(error)) => Err(unreadable(path, &error)),
        }
    }

    /// The path inside the store of a file that `from` includes as `written`.
    pub(crate) fn beside(&self, from: &Path, written: &str) -> Result<PathBuf, PathError> {
        let outside = || PathError::Outside(written.to_owned());
        let missing = || PathError::Missing(written.to_owned());
        let relative = normal(from.parent().unwrap_or_else(|| Path::new("")), written).ok_or_else(outside)?;
        match self {
            Self::Folder { canonical, .. } => {
                let real = canonical.join(&relative).canonicalize().map_err(|_| missing())?;
                // The canonical path, so that two links to one file are one file.
                real.strip_prefix(canonical).map(Path::to_path_buf).map_err(|_| outside())
            }
            Self::BuiltIn(files) => files
                .iter()
                .any(|(name, _)| Path::new(name) == relative)
                .then_some(relative)
                .ok_or_else(missing),
        }
    }

    /// Reads a file of the store. Its size is known before it is read.
    pub(crate) fn read(&self, relative: &Path, limits: &Limits) -> Result<Source, Box<Fault>> {
        match self {
            Self::Folder { shown, canonical } => {
                read_text(&shown.join(relative), &canonical.join(relative), limits)
            }
            Self::BuiltIn(files) => match files.iter().find(|(name, _)| Path::new(name) == relative) {
                Some((_, text)) => Ok(Source::new(Path::new("built-in").join(relative), *text)),
                None => Err(unreadable(relative, &std::io::ErrorKind::NotFound.into())),
            },
        }
    }
}

/// Reads a text file for messages under the name `shown`.
fn read_text(shown: &Path, path: &Path, limits: &Limits) -> Result<Source, Box<Fault>> {
    let about = fs::metadata(path).map_err(|error| unreadable(shown, &error))?;
    if about.is_dir() {
        return Err(directory(shown));
    }
    if !about.is_file() {
        return Err(Box::new(Fault::of_file(
            shown,
            code::NOT_A_FILE,
            Text::new("设备、管道或套接字", "a device, a pipe or a socket"),
            Text::new("普通文件", "a plain file"),
            Text::new("请给出一个 RON 文件", "name a RON file"),
        )));
    }
    if about.len() > limits.max_bytes {
        return Err(too_large(shown, about.len(), limits.max_bytes));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(shown, &error))?;
    // A file may grow while it is read: the limit holds all the same.
    file.take(limits.max_bytes + 1).read_to_end(&mut bytes).map_err(|error| unreadable(shown, &error))?;
    if bytes.len() as u64 > limits.max_bytes {
        return Err(too_large(shown, bytes.len() as u64, limits.max_bytes));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(shown, text)),
        Err(error) => Err(not_utf8(shown, &error)),
    }
}

fn not_utf8(shown: &Path, error: &std::string::FromUtf8Error) -> Box<Fault> {
    let offset = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let byte = bytes.get(offset).copied().unwrap_or_default();
    // What is valid before the fault gives it a line and a column.
    let valid = String::from_utf8_lossy(&bytes[..offset]).into_owned();
    let source = Arc::new(Source::new(shown, valid));
    Box::new(Fault::at(
        Place::new(&source, offset..offset),
        code::NOT_UTF8,
        Text::new(
            format!("第 {offset} 字节（从 0 起）处的字节 0x{byte:02X}，不是 UTF-8"),
            format!("byte 0x{byte:02X} at offset {offset} (from 0), which is not UTF-8"),
        ),
        Text::new("UTF-8 编码的文本", "text in UTF-8"),
        Text::new(
            "用编辑器另存为 UTF-8；若原为 GBK，可用 iconv -f GBK -t UTF-8 转换",
            "save the file as UTF-8; for a file in GBK: iconv -f GBK -t UTF-8",
        ),
    ))
}

fn directory(shown: &Path) -> Box<Fault> {
    Box::new(Fault::of_file(
        shown,
        code::IS_DIRECTORY,
        Text::new("一个文件夹", "a folder"),
        Text::new("一个文件", "a file"),
        Text::new("请给出文件夹中某个 RON 文件的路径", "name the RON file inside the folder"),
    ))
}

fn too_large(shown: &Path, found: u64, limit: u64) -> Box<Fault> {
    Box::new(Fault::of_file(
        shown,
        code::TOO_LARGE,
        Text::new(format!("{found} 字节"), format!("{found} bytes")),
        Text::new(format!("至多 {limit} 字节"), format!("at most {limit} bytes")),
        Text::new(
            "把大表拆到 include 的文件中，栅格数据请用栅格格式",
            "split long lists into included files; keep rasters in a raster format",
        ),
    ))
}

fn unreadable(shown: &Path, error: &std::io::Error) -> Box<Fault> {
    let (code, zh, en) = match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            (code::MISSING_FILE, "没有这个文件".to_owned(), "no such file".to_owned())
        }
        std::io::ErrorKind::PermissionDenied => {
            (code::UNREADABLE, "没有读取权限".to_owned(), "no permission to read it".to_owned())
        }
        _ => (code::UNREADABLE, format!("读取失败：{error}"), format!("it cannot be read: {error}")),
    };
    Box::new(Fault::of_file(
        shown,
        code,
        Text::new(zh, en),
        Text::new("一个可读的文件", "a readable file"),
        Text::new("检查路径和权限", "check the path and its permissions"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a.ron", "(\n  名称: 3,\n)");
        assert_eq!(source.line_column(0), (1, 1));
        let at = source.text().find('3').unwrap();
        assert_eq!(source.line_column(at), (2, 7));
        assert_eq!(source.line(2), "  名称: 3,");
        assert_eq!(source.line(9), "");
        // An offset inside a character is moved to its start, not a panic.
        let inside = source.text().find('名').unwrap() + 1;
        assert_eq!(source.line_column(inside), (2, 3));
    }

    #[test]
    fn written_paths_stay_inside() {
        let base = Path::new("plans");
        assert_eq!(normal(base, "a.ron"), Some(PathBuf::from("plans/a.ron")));
        assert_eq!(normal(base, "../city/./a.ron"), Some(PathBuf::from("city/a.ron")));
        for bad in ["", "..", "/etc/passwd", "../../a.ron", "a\\b.ron", "a\0b"] {
            assert_eq!(normal(base, bad), None, "{bad:?}");
        }
    }
}
