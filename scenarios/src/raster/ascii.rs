//! ESRI ASCII grids (`ncols`, `nrows`, `xllcorner` or `xllcenter`, `cellsize`,
//! `NODATA_value`, then the values from the north-west).
//!
//! Header lines come in any order and case; `dx` and `dy` are taken for cells that
//! are not square. Without a `NODATA_value`, −9999 stands for no data (Esri,
//! ArcGIS documentation, "Esri ASCII raster format"). Lines need not match rows.

use std::io::BufRead;

use super::{About, Raster};
use crate::data::{At, DataError, t};

/// No word of such a file is longer.
const LONGEST_WORD: usize = 64;
/// Meant when the header does not say.
const USUAL_NO_DATA: f64 = -9999.0;

/// A word with its place.
struct Word {
    text: String,
    at: At,
}

/// Words of the file one by one, with their lines and columns.
struct Words<'a, R> {
    input: R,
    about: &'a About,
    line: u64,
    column: u64,
}

impl<R: BufRead> Words<'_, R> {
    fn here(&self) -> At {
        At::Line(self.line, self.column)
    }

    fn peek(&mut self) -> Result<Option<u8>, DataError> {
        match self.input.fill_buf() {
            Ok(bytes) => Ok(bytes.first().copied()),
            Err(error) => Err(self.about.io(&error, At::Line(self.line, self.column))),
        }
    }

    fn pass(&mut self, byte: u8) {
        self.input.consume(1);
        if byte == b'\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
    }

    fn next(&mut self) -> Result<Option<Word>, DataError> {
        while let Some(byte) = self.peek()?.filter(u8::is_ascii_whitespace) {
            self.pass(byte);
        }
        let at = self.here();
        let mut text = String::new();
        while let Some(byte) = self.peek()?.filter(|byte| !byte.is_ascii_whitespace()) {
            if !byte.is_ascii_graphic() || text.len() == LONGEST_WORD {
                return Err(self.no_grid(at, &text, byte));
            }
            text.push(char::from(byte));
            self.pass(byte);
        }
        Ok((!text.is_empty()).then_some(Word { text, at }))
    }

    fn no_grid(&self, at: At, text: &str, byte: u8) -> DataError {
        DataError::malformed(
            &self.about.path,
            at,
            t(format!("字节 0x{byte:02X}（前面是 `{text}`）"), format!("byte 0x{byte:02X} (after `{text}`)")),
            t("ESRI ASCII 栅格的单词和数字", "words and numbers of an ESRI ASCII grid"),
            t("请给出 ESRI ASCII 栅格或 GeoTIFF 文件", "give an ESRI ASCII grid or a GeoTIFF file"),
        )
    }

    fn fault(&self, word: &Word, zh: &str, en: &str, remedy: (&str, &str)) -> DataError {
        DataError::malformed(
            &self.about.path,
            word.at,
            t(format!("`{}`", word.text), format!("`{}`", word.text)),
            t(zh, en),
            t(remedy.0, remedy.1),
        )
    }

    fn number(&self, word: &Word) -> Result<f64, DataError> {
        if word.text.contains(',') {
            return Err(self.fault(
                word,
                "以点作小数点、以空格分隔的数",
                "numbers with a decimal point, parted by spaces",
                ("请以点作小数点重新导出", "export it with decimal points and without commas"),
            ));
        }
        word.text.parse().map_err(|_| {
            self.fault(
                word,
                "一个数",
                "a number",
                ("请修正此处或重新导出", "correct it or export the file again"),
            )
        })
    }
}

/// What the header says.
#[derive(Default)]
struct Header {
    /// Where the sizes begin to be told.
    sizes_at: Option<At>,
    columns: Option<f64>,
    rows: Option<f64>,
    /// Value, and whether it is of the cell's centre.
    x: Option<(f64, bool)>,
    y: Option<(f64, bool)>,
    step_x: Option<f64>,
    step_y: Option<f64>,
    no_data: Option<f64>,
}

impl Header {
    /// Takes one entry; false if the entry has been there before, none if it is unknown.
    fn take(&mut self, name: &str, value: f64) -> Option<bool> {
        fn once<T>(slot: &mut Option<T>, value: T) -> bool {
            let first = slot.is_none();
            *slot = Some(value);
            first
        }
        Some(match name {
            "ncols" => once(&mut self.columns, value),
            "nrows" => once(&mut self.rows, value),
            "xllcorner" => once(&mut self.x, (value, false)),
            "xllcenter" | "xllcentre" => once(&mut self.x, (value, true)),
            "yllcorner" => once(&mut self.y, (value, false)),
            "yllcenter" | "yllcentre" => once(&mut self.y, (value, true)),
            "cellsize" => once(&mut self.step_x, value) & once(&mut self.step_y, value),
            "dx" => once(&mut self.step_x, value),
            "dy" => once(&mut self.step_y, value),
            "nodata_value" | "nodata" => once(&mut self.no_data, value),
            _ => return None,
        })
    }
}

pub(super) fn read(input: impl BufRead, about: &About) -> Result<Raster, DataError> {
    let mut words = Words { input, about, line: 1, column: 1 };
    skip_mark(&mut words)?;
    let (header, first) = read_header(&mut words)?;
    let (mut raster, cells) = frame(&words, &header, &first)?;
    let no_data = header.no_data.unwrap_or(USUAL_NO_DATA);
    raster.values.reserve_exact(cells);
    let mut next = Some(first);
    while let Some(word) = next {
        if raster.values.len() == cells {
            return Err(words.fault(
                &word,
                &format!("文件在 {cells} 个值之后结束"),
                &format!("the end of the file after {cells} values"),
                ("请核对 ncols 与 nrows", "compare ncols and nrows with the values"),
            ));
        }
        let value = words.number(&word)?;
        raster.values.push(stored(&words, &word, value, no_data)?);
        next = words.next()?;
    }
    if raster.values.len() < cells {
        let (found, missing) = (raster.values.len(), cells - raster.values.len());
        return Err(DataError::malformed(
            &about.path,
            words.here(),
            t(format!("文件在 {found} 个值之后结束"), format!("the end of the file after {found} values")),
            t(format!("还有 {missing} 个值"), format!("{missing} values more")),
            t("文件不完整，请重新取得", "the file is incomplete: get it again"),
        ));
    }
    Ok(raster)
}

/// A byte order mark, which some editors put first.
fn skip_mark<R: BufRead>(words: &mut Words<'_, R>) -> Result<(), DataError> {
    if words.peek()? == Some(0xEF) {
        let marked = words.input.fill_buf().is_ok_and(|bytes| bytes.starts_with(&[0xEF, 0xBB, 0xBF]));
        if marked {
            words.input.consume(3);
        }
    }
    Ok(())
}

/// Header entries up to the first word that starts a value.
fn read_header<R: BufRead>(words: &mut Words<'_, R>) -> Result<(Header, Word), DataError> {
    let mut header = Header::default();
    loop {
        let Some(name) = words.next()? else {
            return Err(words.about.truncated(words.here()));
        };
        let lower = name.text.to_ascii_lowercase();
        if !name.text.starts_with(|c: char| c.is_ascii_alphabetic()) || lower.starts_with("nan") {
            return Ok((header, name));
        }
        if Header::default().take(&lower, 0.0).is_none() {
            return Err(words.fault(
                &name,
                "ncols、nrows、xllcorner、yllcorner、cellsize 或 NODATA_value",
                "ncols, nrows, xllcorner, yllcorner, cellsize or NODATA_value",
                ("请给出 ESRI ASCII 栅格或 GeoTIFF 文件", "give an ESRI ASCII grid or a GeoTIFF file"),
            ));
        }
        let Some(value) = words.next()? else {
            return Err(words.about.truncated(words.here()));
        };
        let number = words.number(&value)?;
        if matches!(lower.as_str(), "ncols" | "nrows") {
            header.sizes_at.get_or_insert(value.at);
        }
        if header.take(&lower, number) == Some(false) {
            return Err(words.fault(
                &name,
                "每个表头项只出现一次",
                "each entry of the header once",
                ("请删除重复的一行", "remove one of the two lines"),
            ));
        }
    }
}

/// The frame that a header describes, without values, and the number of cells.
fn frame<R: BufRead>(
    words: &Words<'_, R>,
    header: &Header,
    first: &Word,
) -> Result<(Raster, usize), DataError> {
    let fault = |found: String, zh: &str, en: &str| {
        DataError::malformed(
            &words.about.path,
            first.at,
            t(found.clone(), found),
            t(zh, en),
            t("请修正表头", "correct the header"),
        )
    };
    let need = |value: Option<f64>, name: &str| {
        value.ok_or_else(|| {
            fault(
                format!("`{}`", first.text),
                &format!("表头中的 {name}"),
                &format!("an entry {name} in the header"),
            )
        })
    };
    let count = |value: f64, name: &str| {
        if value >= 0.0 && value == libm::trunc(value) && value < 1e15 {
            Ok(value as u64)
        } else {
            Err(fault(format!("{name} {value}"), "非负整数", "a whole number that is not negative"))
        }
    };
    let columns = count(need(header.columns, "ncols")?, "ncols")?;
    let rows = count(need(header.rows, "nrows")?, "nrows")?;
    let step_x = need(header.step_x, "cellsize")?;
    let step_y = need(header.step_y, "cellsize")?;
    let (x, x_centre) = header.x.map_or_else(|| need(None, "xllcorner").map(|x| (x, false)), Ok)?;
    let (y, y_centre) = header.y.map_or_else(|| need(None, "yllcorner").map(|y| (y, false)), Ok)?;
    for (name, value, sound) in [
        ("cellsize", step_x, step_x > 0.0),
        ("cellsize", step_y, step_y > 0.0),
        ("xllcorner", x, true),
        ("yllcorner", y, true),
    ] {
        if !(value.is_finite() && sound) {
            return Err(fault(
                format!("{name} {value}"),
                "有限的正数",
                "a finite number, and a size above zero",
            ));
        }
    }
    let sizes_at = header.sizes_at.unwrap_or(first.at);
    let cells = words.about.cells(columns, rows, sizes_at)?;
    // A value and the space after it are two bytes at least.
    if words.about.length / 2 + 1 < cells as u64 {
        return Err(DataError::malformed(
            &words.about.path,
            sizes_at,
            t(format!("{} 字节", words.about.length), format!("{} bytes", words.about.length)),
            t(format!("{cells} 个值"), format!("{cells} values")),
            t("文件不完整，请重新取得", "the file is incomplete: get it again"),
        ));
    }
    let west = if x_centre { x - step_x / 2.0 } else { x };
    let south = if y_centre { y - step_y / 2.0 } else { y };
    let raster = Raster {
        columns: columns as usize,
        rows: rows as usize,
        west,
        north: south + rows as f64 * step_y,
        step_x,
        step_y,
        epsg: None,
        no_data: header.no_data,
        values: Vec::new(),
    };
    Ok((raster, cells))
}

/// A value as it is stored: NaN for no data, else a finite number.
fn stored<R: BufRead>(words: &Words<'_, R>, word: &Word, value: f64, no_data: f64) -> Result<f32, DataError> {
    let short = value as f32;
    if value == no_data || short == no_data as f32 || (value.is_nan() && no_data.is_nan()) {
        return Ok(f32::NAN);
    }
    if short.is_finite() {
        return Ok(short);
    }
    Err(words.fault(
        word,
        "有限的数",
        "a finite number",
        ("无数据处请用 NODATA_value 的值", "write the NODATA_value where there are no data"),
    ))
}
