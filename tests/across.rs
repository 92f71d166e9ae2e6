//! Reports of one issuer against one another: what is stated twice, carried over and grown since. Invented reports, read
//! and exported as a user would.
#![cfg(feature = "export")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use rusqlite::Connection;
use tempfile::TempDir;

fn gongwen() -> Command {
    Command::cargo_bin("gongwen").expect("the binary is built")
}

/// A budget report of 砚泉市 for `year`, with `body` under its first account.
fn budget_report(year: i32, body: &str) -> String {
    format!(
        "关于砚泉市{year}年预算执行情况和{next}年预算草案的报告\n\n砚泉市财政局\n\n\
         一、{year}年预算执行情况\n\n（一）一般公共预算\n\n{body}\n",
        next = year + 1
    )
}

/// Reads and exports the reports, and gives the rows of a query.
fn rows(reports: &[(&str, String)], query: &str) -> Vec<String> {
    let folder = TempDir::new().expect("a temporary folder");
    let db = exported(folder.path(), reports);
    let mut statement = db.prepare(query).expect("a query");
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let text = |i| {
            row.get_ref(i).map(|v| match v {
                rusqlite::types::ValueRef::Null => "-".to_owned(),
                rusqlite::types::ValueRef::Integer(n) => n.to_string(),
                rusqlite::types::ValueRef::Text(t) => String::from_utf8_lossy(t).into_owned(),
                other => panic!("neither text nor whole: {other:?}"),
            })
        };
        (0..columns).map(text).collect::<Result<Vec<_>, _>>()
    });
    rows.expect("it runs").map(|row| row.expect("a row").join(" | ")).collect()
}

fn exported(folder: &Path, reports: &[(&str, String)]) -> Connection {
    let texts = folder.join("texts");
    fs::create_dir(&texts).expect("a folder");
    for (name, text) in reports {
        fs::write(texts.join(name), text).expect("written");
    }
    let out = folder.join("out");
    gongwen().arg("extract").arg(&texts).args(["-q", "-o"]).arg(&out).assert().success();
    let file = folder.join("r.sqlite");
    gongwen().args(["export", "-q", "--to", "sqlite"]).arg(&out).arg(&file).assert().success();
    Connection::open(file).expect("a database")
}

const GROWTH: &str = "SELECT label, scope, claim_text, before_text, now_text, recomputed, verdict, why FROM growth ORDER BY now_figure, claim_figure";

#[test]
fn growth_is_held_against_the_report_of_the_year_before() {
    let before = budget_report(
        2022,
        "全市一般公共预算收入完成80.00亿元，增长4.2%。市级一般公共预算收入完成20.00亿元，增长1.0%。",
    );
    let grown = |body: &str| {
        let now = budget_report(2023, body);
        rows(&[("2022.txt", before.clone()), ("2023.txt", now)], GROWTH)
    };
    assert_eq!(
        grown("全市一般公共预算收入完成84.00亿元，增长5.0%。市级一般公共预算收入完成22.40亿元，增长11.5%。"),
        [
            "一般公共预算收入 | 全市 一般公共预算 | 5.0% | 80.00亿元 | 84.00亿元 | 5.0000 | holds | -",
            "一般公共预算收入 | 市级 一般公共预算 | 11.5% | 20.00亿元 | 22.40亿元 | 12.0000 | differs | -",
        ]
    );
    assert_eq!(
        grown("全市一般公共预算收入完成84.0亿元，同口径增长6.5%。"),
        ["一般公共预算收入 | 全市 一般公共预算 | 6.5% | 80.00亿元 | 84.0亿元 | - | not_comparable | own basis"]
    );
    assert_eq!(
        grown("全市一般公共预算收入完成84.00亿元，增长5.02%。"),
        ["一般公共预算收入 | 全市 一般公共预算 | 5.02% | 80.00亿元 | 84.00亿元 | 5.0000 | differs | -"],
    );
    assert_eq!(
        grown("全市一般公共预算收入完成84.0亿元，增长5.02%。"),
        ["一般公共预算收入 | 全市 一般公共预算 | 5.02% | 80.00亿元 | 84.0亿元 | 5.0000 | rounding | -"],
    );
    assert_eq!(
        grown("全市一般公共预算收入完成76.00亿元，下降5.0%。"),
        ["一般公共预算收入 | 全市 一般公共预算 | 5.0% | 80.00亿元 | 76.00亿元 | -5.0000 | holds | -"],
    );
}

#[test]
fn growth_at_constant_prices_is_not_held_against_nominal_values() {
    let report = |year: i32, body: &str| {
        format!("{year}年砚泉市国民经济和社会发展统计公报\n\n砚泉市统计局\n\n一、综合\n\n{body}\n")
    };
    let before = report(2022, "全年全市地区生产总值1200.5亿元，比上年增长5.1%。");
    let now = report(2023, "全年全市地区生产总值1281.3亿元，比上年增长5.5%。");
    for row in rows(&[("2022.txt", before), ("2023.txt", now)], GROWTH) {
        assert!(row.ends_with("not_comparable | constant prices or a revised year"), "{row}");
    }
}

const CARRIED: &str =
    "SELECT closing_label, opening_label, scope, closing_text, opening_text, verdict, why FROM carried_over
     ORDER BY closing_figure, opening_figure";

#[test]
fn a_year_opens_with_what_the_last_one_closed_with() {
    let closing = budget_report(
        2022,
        "市级一般公共预算收入完成20.00亿元，收入总计30.00亿元。支出总计28.50亿元，年终结转1.50亿元。",
    );
    let carried = |body: &str| {
        let opening = budget_report(2023, body);
        rows(&[("2022.txt", closing.clone()), ("2023.txt", opening)], CARRIED)
    };
    assert_eq!(
        carried(
            "市级一般公共预算收入完成21.00亿元，加上级补助收入8.00亿元、上年结转收入15000万元，收入总计30.50亿元。"
        ),
        ["年终结转 | 上年结转收入 | 市级 一般公共预算 | 1.50亿元 | 15000万元 | holds | -"]
    );
    assert_eq!(
        carried("市级一般公共预算收入完成21.00亿元，加上级补助收入8.00亿元、上年结转收入1.85亿元，收入总计30.85亿元。"),
        ["年终结转 | 上年结转收入 | 市级 一般公共预算 | 1.50亿元 | 1.85亿元 | differs | -"]
    );
    // Of the whole city, not of the city's own government.
    assert_eq!(
        carried("全市一般公共预算收入完成81.00亿元，加上级补助收入8.00亿元、上年结转收入3.10亿元，收入总计92.10亿元。"),
        ["年终结转 | 上年结转收入 | 市级 一般公共预算 | 1.50亿元 | 3.10亿元 | not_comparable | scope"]
    );
}

const RESTATED: &str = "SELECT label, period, one_text, other_text, verdict, why FROM restated ORDER BY 1, 2, 3";

#[test]
fn two_reports_that_state_the_same_are_compared() {
    let work = |year: i32, body: &str| {
        format!(
            "砚泉市政府工作报告\n\n砚泉市人民政府\n\n（{next}年1月12日）\n\n一、{year}年工作回顾\n\n{body}\n",
            next = year + 1
        )
    };
    let one = work(2022, "全年接待游客312.6万人次，全市公路通车里程2036公里，新建厂房约12万平方米。");
    let other = work(2022, "全年接待游客312.6万人次，全市公路通车里程2063公里，新建厂房约13万平方米。");
    let found = rows(&[("a.txt", one.clone()), ("b.txt", other)], RESTATED);
    assert!(found.iter().any(|row| row.contains("2036公里 | 2063公里 | differs | -")), "{found:?}");
    assert!(found.iter().all(|row| !row.contains("厂房")), "{found:?}");
    assert!(found.iter().filter(|row| row.contains(" differs ")).count() == 1, "{found:?}");
    // The same text under two paths says nothing new.
    assert_eq!(rows(&[("a.txt", one.clone()), ("b.txt", one.clone())], RESTATED), Vec::<String>::new());
    // Another year is another thing.
    let later = work(2023, "全年接待游客340.1万人次，全市公路通车里程2063公里。");
    assert_eq!(rows(&[("a.txt", one), ("b.txt", later)], RESTATED), Vec::<String>::new());
}

#[test]
fn a_value_at_two_precisions_holds_and_beyond_them_differs() {
    let revenue = |text: &str| budget_report(2022, &format!("全市一般公共预算收入完成{text}。"));
    let verdict = |one: &str, other: &str| {
        rows(&[("a.txt", revenue(one)), ("b.txt", revenue(other))], "SELECT verdict FROM restated")
    };
    assert_eq!(verdict("9.17亿元", "91712万元"), ["holds"]);
    assert_eq!(verdict("9.17亿元", "9.2亿元"), ["holds"]);
    assert_eq!(verdict("9.17亿元", "9.1亿元"), ["differs"]);
    assert_eq!(verdict("9.17亿元", "9.18亿元"), ["rounding"]);
    assert_eq!(verdict("9.17亿元", "91760万元"), ["differs"]);
}
