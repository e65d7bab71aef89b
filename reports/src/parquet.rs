//! The study table in Apache Parquet, for pandas, R and DuckDB: the columns of
//! `outcomes.csv`. A metric that did not apply is null; one not reached stays
//! infinite.

use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use sandtable_results::{Status, StudyTable};

/// A table as the bytes of a Parquet file, all rows in one group.
///
/// # Errors
/// Those of the encoder.
pub fn table_to_parquet(table: &StudyTable) -> Result<Vec<u8>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("sandtable ", env!("CARGO_PKG_VERSION")).to_owned());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema(table)?, Arc::new(properties.build()))?;
    let mut group = writer.next_row_group()?;
    let rows = table.outcomes();
    let replicates: Vec<i64> =
        rows.iter().map(|row| i64::try_from(row.replicate).unwrap_or(i64::MAX)).collect();
    whole_numbers(&mut group, &replicates)?;
    words(&mut group, rows.iter().map(|row| Some(row.plan.as_str())), false)?;
    words(
        &mut group,
        rows.iter().map(|row| Some(if row.status.is_complete() { "complete" } else { "failed" })),
        false,
    )?;
    let reasons = rows.iter().map(|row| match &row.status {
        Status::Complete => None,
        Status::Failed { reason } => Some(reason.as_str()),
    });
    words(&mut group, reasons, true)?;
    let hashes: Vec<String> = rows.iter().map(|row| format!("{:016x}", row.state_hash)).collect();
    words(&mut group, hashes.iter().map(|hash| Some(hash.as_str())), false)?;
    for column in 0..table.registry.len() {
        let values: Vec<f64> =
            rows.iter().map(|row| row.values.get(column).copied().unwrap_or(f64::NAN)).collect();
        numbers(&mut group, &values)?;
    }
    group.close()?;
    writer.into_inner()
}

fn schema(table: &StudyTable) -> Result<Arc<Type>> {
    let field = |name: &str, physical, converted, repetition| -> Result<Arc<Type>> {
        let field = Type::primitive_type_builder(name, physical);
        Ok(Arc::new(field.with_repetition(repetition).with_converted_type(converted).build()?))
    };
    let (needed, optional) = (Repetition::REQUIRED, Repetition::OPTIONAL);
    let text = |name, repetition| field(name, Physical::BYTE_ARRAY, ConvertedType::UTF8, repetition);
    let mut fields = vec![
        field("replicate", Physical::INT64, ConvertedType::NONE, needed)?,
        text("plan", needed)?,
        text("status", needed)?,
        text("reason", optional)?,
        text("state_hash", needed)?,
    ];
    for metric in table.registry.all() {
        fields.push(field(&metric.key, Physical::DOUBLE, ConvertedType::NONE, optional)?);
    }
    Ok(Arc::new(Type::group_type_builder("outcomes").with_fields(fields).build()?))
}

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn out_of_step() -> ParquetError {
    ParquetError::General("the columns do not follow the schema".into())
}

fn whole_numbers(group: &mut Group<'_>, values: &[i64]) -> Result<()> {
    let mut column = group.next_column()?.ok_or_else(out_of_step)?;
    let ColumnWriter::Int64ColumnWriter(writer) = column.untyped() else { return Err(out_of_step()) };
    writer.write_batch(values, None, None)?;
    column.close()
}

fn words<'a>(
    group: &mut Group<'_>,
    values: impl Iterator<Item = Option<&'a str>>,
    optional: bool,
) -> Result<()> {
    let values: Vec<Option<&str>> = values.collect();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let present: Vec<ByteArray> = values.into_iter().flatten().map(ByteArray::from).collect();
    let mut column = group.next_column()?.ok_or_else(out_of_step)?;
    let ColumnWriter::ByteArrayColumnWriter(writer) = column.untyped() else { return Err(out_of_step()) };
    writer.write_batch(&present, optional.then_some(&levels[..]), None)?;
    column.close()
}

fn numbers(group: &mut Group<'_>, values: &[f64]) -> Result<()> {
    let levels: Vec<i16> = values.iter().map(|value| i16::from(!value.is_nan())).collect();
    let present: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let mut column = group.next_column()?.ok_or_else(out_of_step)?;
    let ColumnWriter::DoubleColumnWriter(writer) = column.untyped() else { return Err(out_of_step()) };
    writer.write_batch(&present, Some(&levels), None)?;
    column.close()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;
    use sandtable_kernel::Text;
    use sandtable_results::standard::standard;
    use sandtable_results::{MetricRegistry, Outcome, PlanTitle};

    #[test]
    fn rows_read_back_with_nulls_infinities_and_reasons() {
        let metrics = standard().all()[..3].to_vec();
        let plan = PlanTitle { key: "预案".into(), title: Text::same("预案") };
        let mut table = StudyTable::new(vec![plan], MetricRegistry::new(metrics).unwrap());
        for replicate in 0..300 {
            let row = match replicate % 3 {
                0 => Outcome::complete("预案", replicate, vec![f64::NAN, f64::INFINITY, 0.1], u64::MAX),
                1 => Outcome::complete(
                    "预案",
                    replicate,
                    vec![replicate as f64 / 7.0, f64::NEG_INFINITY, -0.0],
                    7,
                ),
                _ => Outcome::failed("预案", replicate, 3, "limit, \"steps\""),
            };
            table.insert(row).unwrap();
        }
        let bytes = table_to_parquet(&table).unwrap();
        assert_eq!(bytes, table_to_parquet(&table).unwrap());
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 300);
        for (row, outcome) in rows.iter().zip(table.outcomes()) {
            assert_eq!(row.get_long(0).unwrap(), outcome.replicate as i64);
            assert_eq!(row.get_string(1).unwrap(), "预案");
            assert_eq!(row.get_string(4).unwrap(), &format!("{:016x}", outcome.state_hash));
            match &outcome.status {
                Status::Complete => assert!(row.is_null(3).unwrap()),
                Status::Failed { reason } => assert_eq!(row.get_string(3).unwrap(), reason),
            }
            for (column, value) in outcome.values.iter().enumerate() {
                if value.is_nan() {
                    assert!(row.is_null(5 + column).unwrap());
                } else {
                    assert_eq!(row.get_double(5 + column).unwrap().to_bits(), value.to_bits());
                }
            }
        }
        let names: Vec<_> = reader
            .metadata()
            .file_metadata()
            .schema()
            .get_fields()
            .iter()
            .map(|field| field.name().to_owned())
            .collect();
        assert_eq!(names[5], "deaths.total");
    }
}
