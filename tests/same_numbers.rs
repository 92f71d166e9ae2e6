//! The same questions have the same answers in DuckDB over Parquet, in DuckDB over the JSON, and in SQLite, to the last
//! digit. Needs a Python with DuckDB (`GONGWEN_PYTHON`, else `python3`); without one the test says so and passes over.
#![cfg(feature = "export")]

use std::fs;
use std::path::Path;
use std::process::Command as Process;

use assert_cmd::Command;
use tempfile::TempDir;

/// Amounts that floats get wrong, of eighteen digits, of more digits than any number column holds, and a negative one.
const EXACT: &str = "关于云溪市2023年预算执行情况和2024年预算草案的报告\n\n云溪市财政局\n\n\
    一、2023年预算执行情况\n\n（一）一般公共预算\n\n\
    全市一般公共预算收入完成84.00亿元，增长5.0%。\n\n\
    会议费支出0.1万元，培训费支出0.2万元，合计支出0.3万元。\n\n\
    资产总额12345678901234.5678元，负债总额98765432109876543210.12元，累计支出0.123456789012元，收支相抵为-3.5万元。\n\n\
    流转土地1234.5亩，年终结转1.50亿元。\n";
const BEFORE: &str = "关于云溪市2022年预算执行情况和2023年预算草案的报告\n\n云溪市财政局\n\n\
    一、2022年预算执行情况\n\n（一）一般公共预算\n\n\
    全市一般公共预算收入完成80.00亿元，增长4.2%。支出总计70.00亿元，年终结转1.20亿元。\n";
const OTHER: &str = "关于云溪市2023年预算执行情况和2024年预算草案的报告（调整）\n\n云溪市财政局\n\n\
    一、2023年预算执行情况\n\n（一）一般公共预算\n\n\
    全市一般公共预算收入完成84.12亿元，增长5.2%。加上上级补助收入3.00亿元，上年结转收入1.30亿元。\n";

const COMPARE: &str = r#"
import duckdb
import sqlite3
from decimal import Decimal

lite = sqlite3.connect("r.sqlite")
duck = duckdb.connect()
duck.execute("SET file_search_path = 'parquet'")
duck.execute(open("parquet/views.sql").read())

def shown(rows):
    return [tuple(None if value is None else str(value) for value in row) for row in rows]

def same(what, *answers):
    first = answers[0]
    assert first, f"{what}: no answer"
    for other in answers[1:]:
        assert first == other, f"{what}:\n{first}\n{other}"

# The cookbook's sums: what all three hold, in whole ten thousandths.
plain = duckdb.connect()
json_figures = """
    SELECT f.base.unit AS unit, f.base.value AS value, f.kind AS kind, f.text AS text
    FROM (SELECT unnest(figures) AS f
          FROM read_json('out/**/*.json', columns = {figures: 'STRUCT(kind VARCHAR, text VARCHAR, base STRUCT(value VARCHAR, unit VARCHAR))[]'},
                         maximum_object_size = 67108864))"""
fits = "abs(n) < 100000000000000 AND n = round(n, 4)"
whole = "CAST(sum(n) * 10000 AS HUGEINT)"
same("sums by unit",
     lite.execute("SELECT base_unit, count(*), sum(base_value_e4) FROM figures WHERE base_value_fits GROUP BY 1 ORDER BY 1").fetchall(),
     duck.execute(f"SELECT base_unit, count(*), {whole} FROM (SELECT base_unit, base_value_decimal AS n FROM figures) WHERE {fits} GROUP BY 1 ORDER BY 1").fetchall(),
     plain.execute(f"SELECT unit, count(*), {whole} FROM (SELECT unit, TRY_CAST(value AS DECIMAL(38, 10)) AS n FROM ({json_figures}) WHERE length(split_part(value, '.', 2)) <= 10) WHERE {fits} GROUP BY 1 ORDER BY 1").fetchall())

same("0.1 + 0.2 = 0.3",
     [("3000",)],
     shown(lite.execute("SELECT sum(base_value_e4) / 10000 FROM figures WHERE text IN ('0.1万元', '0.2万元')")),
     shown(duck.execute("SELECT CAST(sum(base_value_decimal) AS BIGINT) FROM figures WHERE text IN ('0.1万元', '0.2万元')").fetchall()),
     shown(plain.execute(f"SELECT CAST(sum(CAST(value AS DECIMAL(38, 10))) AS BIGINT) FROM ({json_figures}) WHERE text IN ('0.1万元', '0.2万元')").fetchall()))
same("eighteen digits",
     [Decimal("12345678901234.5678")],
     [Decimal(lite.execute("SELECT base_value_e4 FROM figures WHERE text = '12345678901234.5678元'").fetchone()[0]).scaleb(-4)],
     [duck.execute("SELECT base_value_decimal FROM figures WHERE text = '12345678901234.5678元'").fetchone()[0].normalize()])
same("what does not fit is a flag and a string",
     shown(lite.execute("SELECT base_value, base_value_e4, base_value_fits = 1 FROM figures WHERE text LIKE '98765432109876543210.12%' OR text LIKE '0.123456789012%' ORDER BY 1")),
     [("0.123456789012", None, "0"), ("98765432109876543210.12", None, "0")])
same("what fits a wider column",
     shown(duck.execute("SELECT base_value, base_value_decimal, base_value_fits FROM figures WHERE text LIKE '98765432109876543210.12%' OR text LIKE '0.123456789012%' ORDER BY 1").fetchall()),
     [("0.123456789012", None, "False"), ("98765432109876543210.12", "98765432109876543210.1200000000", "True")])

# The panels, row by row.
for view in ["indicators", "tasks_budget", "contradictions", "coverage", "stated", "restated", "carried_over", "growth"]:
    def columns(db):
        names = [column[0] for column in db.execute(f"SELECT * FROM {view} LIMIT 0").description]
        return [name for name in names if not name.endswith("_decimal") and not (view != "stated" and name.endswith("_e4"))]
    names = columns(lite)
    assert names == columns(duck), f"{view}: {names} {columns(duck)}"
    ask = f"SELECT {', '.join(names)} FROM {view}"
    key = lambda row: tuple("" if value is None else value for value in row)
    same(view, sorted(shown(lite.execute(ask)), key=key), sorted(shown(duck.execute(ask).fetchall()), key=key))
verdicts = {row[0] for view in ["restated", "carried_over", "growth"] for row in lite.execute(f"SELECT verdict FROM {view}")}
assert {"holds", "differs"} <= verdicts, verdicts
print("same")
"#;

fn gongwen(folder: &Path, arguments: &[&str]) {
    Command::cargo_bin("gongwen").expect("the binary is built").args(arguments).current_dir(folder).assert().success();
}

#[test]
fn duckdb_over_parquet_and_json_and_sqlite_give_the_same_numbers() {
    let python = std::env::var("GONGWEN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Process::new(&python).args(["-c", "import duckdb"]).output();
    if !has.is_ok_and(|out| out.status.success()) {
        eprintln!("passed over: {python} with duckdb is not at hand");
        return;
    }
    let folder = TempDir::new().expect("a temporary folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, text) in [("exact.txt", EXACT), ("before.txt", BEFORE), ("other.txt", OTHER)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let corpus = root.join("corpus").display().to_string();
    let texts = ["exact.txt", "before.txt", "other.txt"];
    gongwen(folder.path(), &[&["extract", &corpus, "--exclude", "README.md", "-q", "-o", "out"], &texts[..]].concat());
    gongwen(folder.path(), &["export", "-q", "--to", "sqlite", "out", "r.sqlite"]);
    gongwen(folder.path(), &["export", "-q", "--to", "parquet", "out", "parquet"]);
    let out = Process::new(&python).args(["-c", COMPARE]).current_dir(folder.path()).output().expect("Python starts");
    let said = [out.stdout, out.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(out.status.success() && said[0].trim() == "same", "{}\n{}", said[0], said[1]);
}
