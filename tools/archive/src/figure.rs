//! Figures as they are printed: an exact number, its unit, and the ways of writing it.
//!
//! | style | printed | value | unit |
//! | --- | --- | --- | --- |
//! | plain | `2846.73万元`, `2846.73 万元` | `2846.73` | `万元` |
//! | grouped | `2,846.73万元` | `2846.73` | `万元` |
//! | Han | `三百二十万元`, `十二项` | `320`, `12` | `万元`, `项` |
//! | mixed | `3亿5千万元` | `350000000` | `元` |
//! | range | `5%—7%`, `20—35万元` | `5`, upper `7` | `%` |
//! | more | `580余万元` | `580` | `万元` |

use std::fmt;

/// A decimal number: `digits` over ten to the power of `places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// All its digits.
    pub digits: i128,
    /// How many stand after the point.
    pub places: u32,
}

impl Decimal {
    /// The number `digits` / 10^`places`.
    pub const fn new(digits: i128, places: u32) -> Self {
        Self { digits, places }
    }

    /// `text` as printed: `-12.30`.
    ///
    /// # Panics
    /// Where it is not a number.
    pub fn parse(text: &str) -> Self {
        let places = text.split_once('.').map_or(0, |(_, after)| after.len() as u32);
        let digits = text.replace('.', "").parse().unwrap_or_else(|_| panic!("{text:?} is not a number"));
        Self { digits, places }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits < 0 {
            f.write_str("-")?;
        }
        let scale = 10u128.pow(self.places);
        let digits = self.digits.unsigned_abs();
        write!(f, "{}", digits / scale)?;
        if self.places > 0 {
            write!(f, ".{:0width$}", digits % scale, width = self.places as usize)?;
        }
        Ok(())
    }
}

/// `numerator / denominator`, rounded half away from zero.
pub const fn divide(numerator: i128, denominator: i128) -> i128 {
    let (n, d) = if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) };
    if n >= 0 { (2 * n + d) / (2 * d) } else { -((-2 * n + d) / (2 * d)) }
}

/// A unit of measurement.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// As printed.
    pub name: &'static str,
    /// What it measures, by gongwen's name.
    pub kind: &'static str,
    /// Units of one dimension can be compared.
    pub dimension: &'static str,
    /// Ten to this power of the dimension's base.
    pub power: u32,
}

const fn unit_row(name: &'static str, kind: &'static str, dimension: &'static str, power: u32) -> Unit {
    Unit { name, kind, dimension, power }
}

/// All units but plain classifiers.
pub const UNITS: &[Unit] = &[
    unit_row("元", "money", "元", 0),
    unit_row("千元", "money", "元", 3),
    unit_row("万元", "money", "元", 4),
    unit_row("亿元", "money", "元", 8),
    unit_row("万美元", "money", "美元", 4),
    unit_row("%", "percent", "%", 0),
    unit_row("分", "score", "分", 0),
    unit_row("个百分点", "percentage_point", "%", 0),
    unit_row("倍", "rate", "倍", 0),
    unit_row("平方米", "area", "平方米", 0),
    unit_row("万平方米", "area", "平方米", 4),
    unit_row("公顷", "area", "平方米", 4),
    unit_row("平方公里", "area", "平方米", 6),
    unit_row("亩", "area", "亩", 0),
    unit_row("万亩", "area", "亩", 4),
    unit_row("米", "length", "米", 0),
    unit_row("公里", "length", "米", 3),
    unit_row("吨", "mass", "吨", 0),
    unit_row("万吨", "mass", "吨", 4),
    unit_row("立方米", "volume", "立方米", 0),
    unit_row("万立方米", "volume", "立方米", 4),
    unit_row("万千瓦时", "energy", "千瓦时", 4),
    unit_row("亿千瓦时", "energy", "千瓦时", 8),
    unit_row("万千瓦", "power", "千瓦", 4),
    unit_row("万人", "count", "人", 4),
    unit_row("万人次", "count", "人次", 4),
    unit_row("万户", "count", "户", 4),
    unit_row("万件", "count", "件", 4),
    unit_row("万份", "count", "份", 4),
    unit_row("万册", "count", "册", 4),
    unit_row("万辆", "count", "辆", 4),
    unit_row("万头", "count", "头", 4),
];

/// Plain classifiers: whole things, exact.
pub const CLASSIFIERS: &[&str] = &[
    "个",
    "家",
    "户",
    "项",
    "件",
    "人",
    "名",
    "人次",
    "户次",
    "场",
    "处",
    "台",
    "套",
    "辆",
    "份",
    "册",
    "宗",
    "条",
    "批次",
    "张",
    "例",
    "间",
    "座",
    "次",
    "起",
    "所",
    "篇",
    "台次",
    "株",
    "盏",
    "期",
    "对",
    "支",
    "台（套）",
    "床",
    "棵",
    "部",
    "栋",
    "头",
    "笔",
    "只",
    "类",
    "门",
    "课时",
    "块",
    "幅",
    "款",
    "组",
    "班次",
    "杯",
    "副",
    "卷",
    "幢",
];

static COUNTERS: std::sync::LazyLock<Vec<Unit>> =
    std::sync::LazyLock::new(|| CLASSIFIERS.iter().map(|name| unit_row(name, "count", name, 0)).collect());

/// The unit of that name.
///
/// # Panics
/// Where no table has it: a slip in the phrases, found by the first test that runs.
pub fn unit(name: &str) -> &'static Unit {
    let found = UNITS.iter().find(|u| u.name == name).or_else(|| COUNTERS.iter().find(|u| u.name == name));
    found.unwrap_or_else(|| panic!("no unit {name:?} in the tables"))
}

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `2846.73`
    Plain,
    /// `2,846.73`
    Grouped,
    /// `三百二十`
    Han,
    /// `3亿5千万`
    Mixed,
}

/// A figure.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The number before the unit.
    pub value: Decimal,
    /// The upper end of a range.
    pub upper: Option<Decimal>,
    /// Its unit.
    pub unit: &'static Unit,
    /// How it is written.
    pub style: Style,
    /// `about`, `more_than`, `at_least`, `at_most`.
    pub qualifier: Option<&'static str>,
    /// 余 stands between number and unit.
    pub more: bool,
    /// A blank stands between number and unit.
    pub gap: bool,
    /// Table, row and column; the unit is not printed then.
    pub cell: Option<(usize, usize, usize)>,
    /// A reader may leave it out.
    pub optional: bool,
    /// A day, printed in full; `value` is its year, month and day as digits.
    pub date: bool,
}

/// Values times this are whole numbers, and so are halves of the last printed place.
pub const SCALE: i128 = 2_000_000;

/// The values a printed number may stand for, times [`SCALE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The least.
    pub low: i128,
    /// As printed.
    pub mid: i128,
    /// The greatest.
    pub high: i128,
}

impl Figure {
    /// A number with its unit, written plainly.
    pub const fn new(value: Decimal, unit: &'static Unit) -> Self {
        Self {
            value,
            upper: None,
            unit,
            style: Style::Plain,
            qualifier: None,
            more: false,
            gap: false,
            cell: None,
            optional: false,
            date: false,
        }
    }

    /// The values it may stand for, in the base of its unit: half of the last printed place to either side, nothing for
    /// whole things.
    pub fn interval(&self) -> Interval {
        let step = 10i128.pow(self.unit.power);
        let place = 10i128.pow(self.value.places);
        let mid = self.value.digits * step * SCALE / place;
        let exact = self.unit.kind == "count" && self.unit.power == 0 && self.value.places == 0;
        let mixed = if self.style == Style::Mixed { 10_000_000 / step.min(10_000_000) } else { 1 };
        let half = if exact { 0 } else { step * mixed * SCALE / place / 2 };
        Interval { low: mid - half, mid, high: mid + half }
    }

    /// The number without the unit, as printed.
    pub fn number(&self) -> String {
        match self.style {
            Style::Plain => self.value.to_string(),
            Style::Grouped => grouped(&self.value.to_string()),
            Style::Han => han(self.value.digits),
            Style::Mixed => mixed(self.value.digits),
        }
    }

    /// From number through unit, as printed.
    pub fn text(&self) -> String {
        if self.date {
            let d = self.value.digits;
            return format!("{}年{}月{}日", d / 10_000, d / 100 % 100, d % 100);
        }
        if self.cell.is_some() {
            return self.number();
        }
        let gap = if self.gap && self.style != Style::Han && self.style != Style::Mixed && self.unit.name != "%" {
            " "
        } else {
            ""
        };
        let more = if self.more { "余" } else { "" };
        let unit = self.read_unit();
        match self.upper {
            Some(upper) if unit == "%" => format!("{}%—{upper}%", self.value),
            Some(upper) => format!("{}—{upper}{gap}{unit}", self.value),
            None => format!("{}{gap}{more}{unit}", self.number()),
        }
    }

    /// The value a reader gives: for days ISO 8601, for mixed magnitudes written out.
    pub fn read_value(&self) -> String {
        if self.date {
            let d = self.value.digits;
            format!("{:04}-{:02}-{:02}", d / 10_000, d / 100 % 100, d % 100)
        } else if self.style == Style::Mixed {
            (self.value.digits * 10i128.pow(self.unit.power)).to_string()
        } else {
            self.value.to_string()
        }
    }

    /// The unit a reader gives.
    pub fn read_unit(&self) -> &'static str {
        match self.style {
            _ if self.date => "",
            Style::Mixed => "元",
            _ => self.unit.name,
        }
    }
}

fn grouped(plain: &str) -> String {
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain), |r| ("-", r));
    let (whole, after) = rest.split_once('.').map_or((rest, None), |(w, a)| (w, Some(a)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(after) = after {
        out.push('.');
        out.push_str(after);
    }
    out
}

const HAN: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A whole number below a hundred million in Han numerals: 三百二十, 十二, 一千零五.
pub fn han(n: i128) -> String {
    if n >= 10_000 {
        let rest = n % 10_000;
        let zero = if rest > 0 && rest < 1000 { "零" } else { "" };
        return format!("{}万{zero}{}", han(n / 10_000), if rest > 0 { han(rest) } else { String::new() });
    }
    if n == 0 {
        return "零".to_owned();
    }
    let mut out = String::new();
    let mut open = false;
    for (step, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = (n / step % 10).unsigned_abs() as usize;
        if digit == 0 {
            open = !out.is_empty();
            continue;
        }
        if open {
            out.push('零');
            open = false;
        }
        if !(step == 10 && digit == 1 && n < 20) {
            out.push_str(HAN[digit]);
        }
        out.push_str(name);
    }
    out
}

/// A number of 万 as 亿 and 千万: 35000 is 3亿5千万.
fn mixed(ten_thousands: i128) -> String {
    format!("{}亿{}千万", ten_thousands / 10_000, ten_thousands / 1000 % 10)
}
