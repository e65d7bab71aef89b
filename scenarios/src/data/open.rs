//! Opening data files: only plain files, only up to a bound.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{At, DataError, t};

fn unreadable(path: &Path, error: &std::io::Error) -> DataError {
    let (found, remedy) = match error.kind() {
        std::io::ErrorKind::NotFound => {
            (t("没有这个文件", "there is no such file"), t("请检查路径", "look at the path"))
        }
        std::io::ErrorKind::PermissionDenied => (
            t("没有读取权限", "no permission to read it"),
            t("请修改文件权限", "change the permissions of the file"),
        ),
        _ => (
            t(format!("无法读取：{error}"), format!("it cannot be read: {error}")),
            t("请检查文件与磁盘", "look at the file and the disk"),
        ),
    };
    DataError::unreadable(path, found, remedy)
}

/// Opens a plain file that is not empty; also says its length in bytes.
///
/// # Errors
/// If it is missing, a folder, a device, empty or not readable.
pub fn open(path: &Path) -> Result<(File, u64), DataError> {
    let about = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let refuse = |found, remedy| Err(DataError::unreadable(path, found, remedy));
    if about.is_dir() {
        return refuse(t("这是一个文件夹", "it is a folder"), t("请给出其中的文件", "name a file in it"));
    }
    if !about.is_file() {
        return refuse(
            t("这是设备、管道或套接字", "it is a device, a pipe or a socket"),
            t("请给出普通文件", "name a plain file"),
        );
    }
    if about.len() == 0 {
        return refuse(t("文件是空的", "it is empty"), t("请重新取得该文件", "get the file again"));
    }
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    Ok((file, about.len()))
}

/// All bytes of a file of at most `limit` bytes.
///
/// # Errors
/// As [`open`], or if it is larger.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, DataError> {
    let (file, length) = open(path)?;
    let too_large = |length: u64| {
        DataError::too_large(
            path,
            t(format!("{length} 字节"), format!("{length} bytes")),
            t(format!("{limit} 字节"), format!("{limit} bytes")),
            t("请先裁剪或简化", "clip or simplify it first"),
        )
    };
    if length > limit {
        return Err(too_large(length));
    }
    let mut bytes = Vec::new();
    // A file may grow while it is read: the bound holds all the same.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// The text of a UTF-8 file of at most `limit` bytes, without a byte order mark.
///
/// # Errors
/// As [`read_bytes`], or if it is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<String, DataError> {
    let text = String::from_utf8(read_bytes(path, limit)?).map_err(|error| {
        let byte = error.utf8_error().valid_up_to() as u64;
        DataError::malformed(
            path,
            At::Byte(byte),
            t("不是 UTF-8 的字节", "bytes that are not UTF-8"),
            t("UTF-8 文本", "UTF-8 text"),
            t("请把文件另存为 UTF-8 编码", "save the file as UTF-8"),
        )
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}
