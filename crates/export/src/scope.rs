//! Scope: what one must know of a figure before it is compared with a figure of another report.
//!
//! | of a figure | from | example |
//! | --- | --- | --- |
//! | level | the last such word before it in its block, else in the headings above | 全市, 市级 (市本级 is 市级) |
//! | account | its own label, else the headings above, else its block | 一般公共预算, 政府性基金 |
//! | own basis | a word in its sentence | 同口径, 可比价, 扣除 |
//! | balance | its label | 上年结转 opens, 年终结转 closes, both are a 结转 |
//!
//! Two figures of the same indicator with other scopes are two figures. Where the words contradict each other the
//! account is [`MIXED`], which is comparable to nothing.

use crate::contract::{Figure, Report};

/// More than one account was named, and nothing says which one it is.
pub(crate) const MIXED: &str = "?";

/// What limits a figure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Scope {
    /// Level and account, separated by a blank; empty where neither is named.
    pub words: String,
    /// A growth on a basis that the printed values do not have.
    pub own_basis: bool,
    /// What it opens or closes.
    pub balance: Option<Balance>,
}

/// A balance at the turn of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Balance {
    /// `opening` or `closing`.
    pub side: &'static str,
    /// Of what: 结转, 结余, 结转结余, 贷款余额.
    pub of: String,
    /// The year at whose end it stood.
    pub year: i32,
}

const LEVELS: &[(&str, &str)] = &[
    ("全国", "全国"),
    ("全省", "全省"),
    ("全市", "全市"),
    ("全县", "全县"),
    ("全区", "全区"),
    ("全州", "全州"),
    ("全旗", "全旗"),
    ("全镇", "全镇"),
    ("全乡", "全乡"),
    ("全街", "全街"),
    ("省本级", "省级"),
    ("市本级", "市级"),
    ("县本级", "县级"),
    ("区本级", "区级"),
    ("州本级", "州级"),
    ("本级", "本级"),
    ("省级", "省级"),
    ("市级", "市级"),
    ("县级", "县级"),
    ("区级", "区级"),
    ("州级", "州级"),
    ("镇级", "镇级"),
    ("市县", "市县"),
    ("开发区", "开发区"),
    ("经开区", "经开区"),
    ("高新区", "高新区"),
    ("新区", "新区"),
    ("园区", "园区"),
];

const ACCOUNTS: &[(&str, &str)] = &[
    ("一般公共预算", "一般公共预算"),
    ("公共财政预算", "一般公共预算"),
    ("政府性基金", "政府性基金"),
    ("国有资本经营", "国有资本经营"),
    ("国资预算", "国有资本经营"),
    ("社会保险基金", "社会保险基金"),
    ("社保基金", "社会保险基金"),
    ("非财政拨款", "非财政拨款"),
    ("财政拨款", "财政拨款"),
    ("财政专户", "财政专户"),
];

const OWN_BASIS: &[&str] = &["可比", "口径", "不变价", "扣除", "剔除", "实际增长", "实际下降", "名义", "价格因素"];

/// The row whose word begins here. Longer words stand before those that they begin with.
fn begins(text: &str, rows: &'static [(&str, &str)]) -> Option<(&'static str, usize)> {
    rows.iter().find(|(word, _)| text.starts_with(word)).map(|(word, name)| (*name, word.len()))
}

/// What the words of a text say, from its start.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    level: Option<&'static str>,
    account: Option<&'static str>,
    own_basis: bool,
}

impl Said {
    /// Takes the next character, with what follows it; gives how many bytes a word that was taken covers.
    fn hear(&mut self, rest: &str, c: char) -> usize {
        match c {
            '。' | '；' | ';' => self.own_basis = false,
            '可' | '口' | '不' | '扣' | '剔' | '实' | '名' | '价' => {
                self.own_basis |= OWN_BASIS.iter().any(|word| rest.starts_with(word));
            }
            _ => {}
        }
        let may_be_level =
            matches!(c, '全' | '本' | '省' | '市' | '县' | '区' | '州' | '镇' | '开' | '经' | '高' | '新' | '园');
        if may_be_level && let Some((name, length)) = begins(rest, LEVELS) {
            self.level = Some(name);
            return length;
        }
        let may_be_account = matches!(c, '一' | '公' | '政' | '国' | '社' | '非' | '财');
        if may_be_account && let Some((name, length)) = begins(rest, ACCOUNTS) {
            self.account = match self.account {
                Some(other) if other != name => Some(MIXED),
                _ => Some(name),
            };
            return length;
        }
        0
    }

    fn of(text: &str) -> Self {
        let mut said = Self::default();
        let mut taken = 0;
        for (at, c) in text.char_indices() {
            if at >= taken {
                taken = at + said.hear(&text[at..], c);
            }
        }
        said
    }
}

/// The scopes of those figures that have an indicator or are a balance; nothing for the others.
pub(crate) fn scopes(report: &Report<'_>) -> Vec<Option<Scope>> {
    let mut scopes: Vec<Option<Scope>> = vec![None; report.figures.len()];
    let above = above(report);
    // Figures stand in reading order, so that those of a block follow one another; a cell's may not.
    let mut by_block: Vec<Vec<usize>> = vec![Vec::new(); report.blocks.len()];
    for (i, figure) in report.figures.iter().enumerate() {
        let wanted = figure.indicator.is_some() || figure.label.as_deref().is_some_and(|l| side(l).is_some());
        if wanted && let Some(list) = by_block.get_mut(figure.block as usize) {
            list.push(i);
        }
    }
    for (block, mut wanted) in report.blocks.iter().zip(by_block).filter(|(_, wanted)| !wanted.is_empty()) {
        wanted.sort_by_key(|&i| report.figures[i].range);
        let mut wanted = wanted.into_iter().peekable();
        let mut said = Said::default();
        let (mut place, mut taken) = (0_u32, 0);
        for (at, c) in block.text.char_indices() {
            while let Some(i) = wanted.next_if(|&i| report.figures[i].range[0] <= place) {
                scopes[i] =
                    Some(scope(&report.figures[i], said, above_of(&above, &report.figures[i]), &block.text[at..]));
            }
            if at >= taken {
                taken = at + said.hear(&block.text[at..], c);
            }
            place += 1;
        }
        for i in wanted {
            scopes[i] = Some(scope(&report.figures[i], said, above_of(&above, &report.figures[i]), ""));
        }
    }
    scopes
}

/// What the headings say, each with those above it: the inner one goes first.
fn above(report: &Report<'_>) -> Vec<Said> {
    let mut above: Vec<Said> = Vec::with_capacity(report.headings.len());
    for heading in &report.headings {
        let own = Said::of(&heading.text);
        let outer = heading.parent.and_then(|p| above.get(p as usize)).copied().unwrap_or_default();
        above.push(Said { level: own.level.or(outer.level), account: own.account.or(outer.account), own_basis: false });
    }
    above
}

fn above_of(above: &[Said], figure: &Figure<'_>) -> Said {
    figure.heading.and_then(|h| above.get(h as usize)).copied().unwrap_or_default()
}

fn scope(figure: &Figure<'_>, before: Said, above: Said, rest: &str) -> Scope {
    let label = figure.label.as_deref().unwrap_or_default();
    let own = Said::of(label);
    let level = own.level.or(before.level).or(above.level);
    let account = own.account.or(above.account).or(before.account);
    // 增长5%（同口径）: what follows in the same clause.
    let after: String = rest.chars().skip(figure.text.chars().count()).take(12).collect();
    let after = after.split(['，', '。', '；', '、', ',', ';']).next().unwrap_or_default();
    let words: Vec<&str> = [level, account].into_iter().flatten().collect();
    Scope {
        words: words.join(" "),
        own_basis: before.own_basis || own.own_basis || Said::of(after).own_basis,
        balance: balance(label, figure.period.as_deref()),
    }
}

/// How the words of a label place it at a turn of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// 上年结转: what stood at the end of the period.
    LastYear,
    /// 年初余额: what stood before the period.
    Start,
    /// 年末余额: what stands at its end.
    End,
}

fn side(label: &str) -> Option<(Turn, &'static str)> {
    const TURNS: [(&str, Turn); 9] = [
        ("上年年末", Turn::LastYear),
        ("上年末", Turn::LastYear),
        ("上年", Turn::LastYear),
        ("年初", Turn::Start),
        ("期初", Turn::Start),
        ("年末", Turn::End),
        ("年终", Turn::End),
        ("期末", Turn::End),
        ("结转下年", Turn::End),
    ];
    TURNS.iter().find(|(word, _)| label.contains(word)).map(|(word, turn)| (*turn, *word))
}

/// The balance that a label names: its turn of the year, and what is left without it.
fn balance(label: &str, period: Option<&str>) -> Option<Balance> {
    let (turn, word) = side(label)?;
    let year = match (turn, period?.split_at_checked(4)?) {
        (Turn::Start, (year, "" | "-01" | "-01-01")) => year.parse::<i32>().ok()? - 1,
        (Turn::LastYear | Turn::End, (year, "" | "-12" | "-12-31")) => year.parse().ok()?,
        _ => return None,
    };
    let kept = if word == "结转下年" { "结转" } else { "" };
    let mut of = label.replacen(word, kept, 1).replace(['和', '、', '与'], "");
    for (word, _) in LEVELS {
        of = of.replace(word, "");
    }
    for end in ["收入", "支出", "资金", "金额", "使用"] {
        if let Some(shorter) = of.strip_suffix(end) {
            of.truncate(shorter.len());
        }
    }
    let of = of.replace("结余结转", "结转结余");
    let is_balance = ["结转", "结余", "余额"].iter().any(|end| of.ends_with(end));
    let is_balance = is_balance || turn != Turn::LastYear && of.ends_with("资产总额");
    is_balance.then_some(Balance { side: if turn == Turn::End { "closing" } else { "opening" }, of, year })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(label: &str, period: &str) -> Option<(&'static str, String, i32)> {
        balance(label, Some(period)).map(|b| (b.side, b.of, b.year))
    }

    #[test]
    fn balances_open_and_close() {
        for (label, period, side, what, year) in [
            ("上年结转", "2022", "opening", "结转", 2022),
            ("上年结转收入", "2022", "opening", "结转", 2022),
            ("年初结转和结余", "2023", "opening", "结转结余", 2022),
            ("全市年终结转", "2022", "closing", "结转", 2022),
            ("结转下年支出", "2022", "closing", "结转", 2022),
            ("年末结余结转", "2022-12-31", "closing", "结转结余", 2022),
            ("财政拨款年末结转和结余", "2022", "closing", "财政拨款结转结余", 2022),
            ("年初贷款余额", "2023-01", "opening", "贷款余额", 2022),
            ("期末资产总额", "2022", "closing", "资产总额", 2022),
        ] {
            assert_eq!(of(label, period), Some((side, what.to_owned(), year)), "{label}");
        }
        for (label, period) in [
            ("年初预算", "2023"),
            ("上年支出", "2022"),
            ("年末常住人口", "2022"),
            ("上年结转", "2021/2022"),
            ("年终结转", "2022-06"),
            ("结余", "2022"),
        ] {
            assert_eq!(of(label, period), None, "{label} {period}");
        }
    }

    #[test]
    fn words_before_a_figure() {
        let said = Said::of("全市一般公共预算收入完成9亿元。市本级收入");
        assert_eq!((said.level, said.account), (Some("市级"), Some("一般公共预算")));
        assert_eq!(Said::of("政府性基金调入一般公共预算").account, Some(MIXED));
        assert!(Said::of("按同口径计算，增长").own_basis);
        assert!(!Said::of("按可比价格增长5%。支出增长").own_basis);
    }
}
