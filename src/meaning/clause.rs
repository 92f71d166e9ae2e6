//! Reads the words between the figure before and a figure: what is measured, how it changed, and against what.
//!
//! | text before the number | label | says |
//! | --- | --- | --- |
//! | `税收收入` | 税收收入 | |
//! | `，比上年增长` | carried over | increase, yoy |
//! | `公用经费占基本支出的` | 公用经费 | share of 基本支出 |
//! | `，完成年初预算的` | 完成年初预算 | `vs_budget` |
//! | `，为预算的` | carried over | `vs_budget` |
//! | `机关食堂支出决算为` | 机关食堂支出 | |
//! | `维修费年初预算为` | 年初预算 | subject 维修费 |
//! | `共帮扶` | after the number | |

mod measure;

use self::measure::{Measure, earlier, measure, share};
pub(super) use super::noun::is_stuff;
use super::noun::{aid, len, noun};
use super::word::{Token, Word};
use super::{Basis, Change};
use crate::figure::Qualifier;
use crate::span::CleanSpan;

/// What the words before a figure say.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// The noun phrase of this clause.
    pub(super) label: Option<CleanSpan>,
    /// What a generic label belongs to.
    pub(super) subject: Option<CleanSpan>,
    /// The noun phrase of the clause before, where that only says that it changed.
    pub(super) earlier: Option<CleanSpan>,
    /// `完成预算的`: the label names the rate, not what is measured.
    pub(super) rate: bool,
    /// What follows 占, where that is no budget.
    pub(super) whole: Option<CleanSpan>,
    pub(super) change: Option<Change>,
    pub(super) basis: Option<Basis>,
    pub(super) qualifier: Option<Qualifier>,
    /// A level that was reached: it stands at the end of the period.
    pub(super) reach: bool,
    /// A verb stands directly before the number: the noun comes after it.
    pub(super) verb: bool,
    /// That verb with what stands before it: a label where nothing better is found (`预计动用`, `技术服务`).
    pub(super) deed: Option<CleanSpan>,
    /// Words stand between the label and the number (`为`, `达到`): the label is surely before it.
    pub(super) copula: bool,
    /// `的` stands directly before the number.
    pub(super) of: bool,
    /// `等` stands directly before the number.
    pub(super) etc: bool,
    /// `分别`: names and figures are paired.
    pub(super) each: bool,
    /// `由`: the first of two levels.
    pub(super) from: bool,
    /// `到`: the second of two levels.
    pub(super) to: bool,
    /// Nothing but `、` or `和` stands between this figure and the one before.
    pub(super) joined: bool,
    /// The figure stands alone in a parenthesis directly after the one before.
    pub(super) restated: bool,
    /// Other words than those of the last clause stand since the figure before, parted by `。`.
    pub(super) far: bool,
    /// The clause has words, but none that can be a label.
    pub(super) light: bool,
    /// `上年为`: the year before, of what the clause before measured.
    pub(super) last: bool,
    /// `为限额的`: what the clause before measured is set against it.
    pub(super) against: bool,
    /// What a budget or the like is not, though it is the nearest noun: `A仅为B的43%` measures A.
    pub(super) measured: Option<CleanSpan>,
    /// `债务转贷收入、调入资金等`: a sum of what is listed, and more.
    pub(super) listed: Option<CleanSpan>,
    /// `A相当于B的4.5%`: a part of B.
    pub(super) share: bool,
    /// It lies above or below others at the same time.
    pub(super) beside: bool,
    /// It lies above or below what it was at another time (`高于2020年`).
    pub(super) over: bool,
    /// `平均增长`: in a stretch of years, a mean over them.
    pub(super) mean: bool,
    /// `年均` stands at the head of its clause.
    pub(super) average: bool,
    /// A cut that is asked for, and no change since another time: `减列`.
    pub(super) cut: bool,
    /// `追加` `核减`: names an amount where nothing else does.
    pub(super) adjusted: Option<CleanSpan>,
    /// A scope and nothing else names the figure: `其中：市本级`.
    pub(super) scope: bool,
    /// No sentence ends between this figure and the one before.
    pub(super) near: bool,
    /// The label was carried over from an earlier figure.
    pub(super) carried: bool,
    /// The label is what is compared with (`较上年决算数120万元`), and nothing that changes.
    pub(super) base: bool,
}

/// Where clauses end.
pub(super) const ENDS: u64 = Word::Comma.bit()
    | Word::Stop.bit()
    | Word::Semicolon.bit()
    | Word::Colon.bit()
    | Word::Open.bit()
    | Word::Close.bit();
/// What stands between members of an enumeration.
const BETWEEN: u64 = Word::Enum.bit() | Word::And.bit() | Word::Blank.bit() | Word::Colon.bit();

const fn ends_clause(word: Word) -> bool {
    word.is_in(ENDS)
}

/// Reads the tokens before a figure; `text` is the whole clean text.
pub(super) fn read(tokens: &[Token], text: &str) -> Reading {
    let mut r = Reading::default();
    // What the number before left behind: `以上、`.
    let left = tokens
        .first()
        .is_some_and(|t| matches!(&text[t.start as usize..t.end as usize], "以上" | "以下" | "以内" | "左右" | "之间"));
    let tokens = if left { &tokens[1..] } else { tokens };
    let clause = clause_start(tokens, tokens.len());
    if tokens.iter().all(|t| t.word.is_in(BETWEEN)) && !tokens.is_empty() {
        r.joined = true;
        return r;
    }
    if let [one] = tokens
        && one.word == Word::Open
    {
        r.restated = true;
        return r;
    }
    r.near = !tokens.iter().any(|t| matches!(t.word, Word::Stop | Word::Semicolon));
    let stops = tokens[..clause].iter().rposition(|t| matches!(t.word, Word::Stop | Word::Semicolon));
    r.far = stops.is_some_and(|s| s > 1 || tokens[s..clause].iter().any(|t| is_stuff(t.word)))
        && !stops.is_some_and(|s| s <= 1 && compares(&tokens[s + 1..clause], text));
    let words = tokens[clause..].iter().fold(0, |words, t| words | t.word.bit());
    let last = |word: Word| {
        let place = || tokens[clause..].iter().rposition(|t| t.word == word);
        if word.is_in(words) { place().map(|s| s + clause) } else { None }
    };
    // 占 parts the clause: before it the part, after it the whole.
    if let Some(s) = last(Word::Share) {
        share(tokens, clause, s, text, &mut r);
        return r;
    }
    // `决算数大于预算数的主要原因是追加人员经费`: not so far above.
    let reason = |a: usize| text[tokens[a].end as usize..tokens[tokens.len() - 1].end as usize].contains("原因");
    let above = last(Word::Above).filter(|&a| !reason(a));
    let end = tail(tokens, clause, above.unwrap_or(tokens.len()), text, &mut r);
    if let Some(above) = above {
        (r.copula, r.change) = (true, None);
        over(&tokens[above + 1..], &mut r);
    }
    if r.rate {
        return r;
    }
    match end {
        Some(end) => {
            noun(tokens, clause, end, text, &mut r);
            if let Some(than) = compared(tokens, clause, text, r.label) {
                if r.change.is_some() {
                    // `税收较2022年决算数增加`: what stands before 较 changed, or what the clause before measured.
                    (r.label, r.subject) = (None, None);
                    let mut before = Reading::default();
                    if let Some(end) = tail(tokens, clause, than, text, &mut before) {
                        noun(tokens, clause, end, text, &mut before);
                        (r.label, r.subject) = (before.label, before.subject);
                    }
                } else {
                    r.base = true;
                }
            }
            if r.of {
                r.measured = measured(tokens, clause, text, r.label);
                r.share = r.measured.is_some();
                let opens = tokens[clause..].iter().find(|t| t.word != Word::Blank);
                let copula = |t: &Token| {
                    let word = &text[t.start as usize..t.end as usize];
                    t.word == Word::Copula && matches!(word, "为" | "仅为" | "是" | "约为" | "相当于")
                };
                r.against = r.label.is_some() && r.measured.is_none() && opens.is_some_and(copula);
            }
        }
        None if !r.verb && !r.etc => {
            r.earlier = earlier(tokens, clause, text);
            if r.from && r.near {
                opened(tokens, clause, text, &mut r);
            }
        }
        None => {}
    }
    // `城镇居民收入和农村居民收入，分别增长`: the names stand before the comma.
    if r.each && r.label.is_none() && r.near && clause > 0 && tokens[clause - 1].word == Word::Comma {
        let mut before = Reading::default();
        let named = clause_start(tokens, clause - 1);
        if named < clause - 1 && is_stuff(tokens[clause - 2].word) {
            noun(tokens, named, clause - 1, text, &mut before);
        }
        let several = |l: &CleanSpan| {
            tokens[named..clause].iter().any(|t| t.start > l.start && matches!(t.word, Word::Enum | Word::And))
        };
        r.label = before.label.filter(several);
    }
    head(tokens, clause, text, &mut r);
    if r.etc && tokens.last().is_some_and(|t| t.word == Word::Etc) {
        r.listed = listed(tokens, clause, text);
    }
    // `投诉由上年的215件降至132件`
    let before = tokens[clause..].iter().rev().map(|t| t.word).filter(|w| *w != Word::Blank);
    r.last = r.of && before.skip(1).take(2).eq([Word::Last, Word::From]);
    if r.label.is_none() {
        let bare = |allowed: u64| tokens[clause..].iter().all(|t| t.word.is_in(allowed));
        let lead = Word::Blank.bit() | Word::Time.bit() | Word::Adverb.bit();
        r.last |= Word::Last.is_in(words) && bare(lead | Word::Last.bit() | Word::Copula.bit() | Word::Reach.bit());
        r.scope = Word::Scope.is_in(words) && bare(lead | Word::Scope.bit() | Word::Copula.bit());
        // `比2020年的518亿元`: the same at another time.
        r.light |= Word::Than.is_in(words) && bare(lead | Word::Than.bit() | Word::Date.bit() | Word::Of.bit());
    }
    r
}

/// `城镇化率，由63%提高到70%` `占支出的比重，也从25%增加到45%`: the clause before names what went from one to the other.
fn opened(tokens: &[Token], clause: usize, text: &str, r: &mut Reading) {
    let Some(comma) = clause.checked_sub(1).filter(|&c| tokens[c].word == Word::Comma) else { return };
    let start = clause_start(tokens, comma);
    if comma == start || !is_stuff(tokens[comma - 1].word) {
        return;
    }
    let mut before = Reading::default();
    match tokens[start..comma].iter().rposition(|t| t.word == Word::Share) {
        Some(at) => share(&tokens[..comma], start, start + at, text, &mut before),
        None => noun(tokens, start, comma, text, &mut before),
    }
    (r.label, r.subject, r.basis) = (before.label, before.subject, before.basis.or(r.basis));
}

/// What a number lies above or below of: `高于上年0.3个百分点` `低于“十三五”时期`.
fn over(tokens: &[Token], r: &mut Reading) {
    for t in tokens {
        match t.word {
            Word::Budget => set(&mut r.basis, Basis::VsBudget),
            Word::Plan => set(&mut r.basis, Basis::VsPlan),
            Word::Target => set(&mut r.basis, Basis::VsTarget),
            Word::Last | Word::LastCalendar | Word::Yoy => set(&mut r.basis, Basis::Yoy),
            Word::Date | Word::FiveYears => r.over = true,
            _ => {}
        }
    }
}

/// Whether a clause says only with what is compared: `与年初预算数相比，`.
fn compares(clause: &[Token], text: &str) -> bool {
    const WITH: u64 = Word::Than.bit()
        | Word::Yoy.bit()
        | Word::And.bit()
        | Word::Budget.bit()
        | Word::Plan.bit()
        | Word::Target.bit()
        | Word::Date.bit()
        | Word::Last.bit()
        | Word::LastCalendar.bit()
        | Word::Time.bit()
        | Word::Scope.bit()
        | Word::Blank.bit()
        | Word::Of.bit()
        | Word::Comma.bit();
    let with = |t: &Token| t.word.is_in(WITH) || text[..t.end as usize].ends_with(['算', '数', '數']);
    clause.iter().any(|t| t.word.is_in(Word::Than.bit() | Word::Yoy.bit())) && clause.iter().all(with)
}

/// The amounts of the budget that are listed before 等, with it.
fn listed(tokens: &[Token], clause: usize, text: &str) -> Option<CleanSpan> {
    let etc = tokens.len() - 1;
    let mut before = Reading::default();
    noun(tokens, clause, etc, text, &mut before);
    let label = before.label.filter(|l| l.end == tokens[etc].start)?;
    let amount = ["收入", "支出", "资金", "基金", "结余", "结转"].iter().any(|w| label.of(text).ends_with(w));
    amount.then(|| CleanSpan::new(label.start, tokens[etc].end))
}

/// The 比 or 较 before a label, where the label is what is compared with: `较2022年决算数`.
fn compared(tokens: &[Token], clause: usize, text: &str, label: Option<CleanSpan>) -> Option<usize> {
    let start = label?.start;
    let first = tokens[clause..].iter().position(|t| t.start >= start)? + clause;
    let times = Word::Date.bit()
        | Word::Last.bit()
        | Word::LastCalendar.bit()
        | Word::Time.bit()
        | Word::Blank.bit()
        | Word::Scope.bit()
        | Word::Of.bit()
        | Word::Paren.bit();
    let than = tokens[clause..first].iter().rposition(|t| !t.word.is_in(times))? + clause;
    let t = tokens[than];
    let word = &text[t.start as usize..t.end as usize];
    (t.word == Word::Than && matches!(word, "比" | "较" | "較")).then_some(than)
}

/// Of `A仅为B的`, where B is the label: A.
fn measured(tokens: &[Token], clause: usize, text: &str, label: Option<CleanSpan>) -> Option<CleanSpan> {
    let start = label?.start;
    let copula = tokens[clause..].iter().rposition(|t| t.start < start && t.word == Word::Copula)? + clause;
    let word = &text[tokens[copula].start as usize..tokens[copula].end as usize];
    if !matches!(word, "为" | "仅为" | "是" | "约为" | "相当于") {
        return None;
    }
    let mut before = Reading::default();
    let end = tail(tokens, clause, copula, text, &mut before)?;
    noun(tokens, clause, end, text, &mut before);
    before.label
}

/// The first token of the clause that ends before `end`; a sign that closes it directly before the number is passed.
pub(super) fn clause_start(tokens: &[Token], end: usize) -> usize {
    let mut i = end;
    while i > 0 && matches!(tokens[i - 1].word, Word::Blank | Word::Colon) {
        i -= 1;
    }
    // `、电访，300人次`: after one more member of an enumeration, a comma directly before the number parts nothing.
    if i > 2 && tokens[i - 1].word == Word::Comma && is_stuff(tokens[i - 2].word) && tokens[i - 3].word == Word::Enum {
        i -= 1;
    }
    while i > 0 && !ends_clause(tokens[i - 1].word) {
        i -= 1;
    }
    i
}

/// Walks back over the words between a label and the number; the end of the noun phrase, if there is one.
fn tail(tokens: &[Token], clause: usize, end: usize, text: &str, r: &mut Reading) -> Option<usize> {
    let mut i = end;
    let mut first = true;
    while i > clause {
        let t = tokens[i - 1];
        match t.word {
            Word::Copula => r.copula = true,
            Word::Reach => {
                r.copula = true;
                r.reach = true;
                more(&text[t.start as usize..t.end as usize], r);
            }
            Word::Rise | Word::Fall if r.to && r.change.is_none() => r.reach = true,
            Word::Rise => {
                r.change.get_or_insert(Change::Increase);
                r.copula = true;
                adjusted(first, t, text, r);
            }
            // Short of the budget, and no less than before.
            Word::Fall if &text[t.start as usize..t.end as usize] == "短收" => {
                set(&mut r.basis, Basis::VsBudget);
                r.copula = true;
            }
            Word::Fall => {
                // `增减下降`: the word nearest to the number says it.
                r.change.get_or_insert(Change::Decrease);
                r.copula = true;
                r.cut |= matches!(&text[t.start as usize..t.end as usize], "減列" | "統刪" | "刪減" | "減編");
                adjusted(first, t, text, r);
            }
            Word::RiseTo => (r.reach, r.to, r.copula) = (true, true, true),
            Word::To => r.to = true,
            Word::From => r.from = true,
            Word::Yoy => set(&mut r.basis, Basis::Yoy),
            Word::Previous => set(&mut r.basis, Basis::VsPreviousPeriod),
            Word::Average => set(&mut r.basis, Basis::AnnualAverage),
            // `近五年平均增长8.2%`
            Word::Adverb | Word::Noun if r.change.is_some() && &text[t.start as usize..t.end as usize] == "平均" => {
                r.mean = true;
            }
            Word::Pull => set(&mut r.basis, Basis::Contribution),
            Word::Each => r.each = true,
            // `近五年平均增长8.2%`: so many years.
            Word::About if tokens.get(i).is_some_and(|t| t.word == Word::Date) => {}
            Word::About => set(&mut r.qualifier, Qualifier::About),
            // `较上年多3.15亿元`: that much more, and not above it. `比上年低0.4个百分点` `比一季度加快0.4个百分点`
            Word::More | Word::Text | Word::Adverb
                if first
                    && let Some(change) = differs(&text[t.start as usize..t.end as usize])
                    && let Some(than) = tokens[clause..i].iter().rposition(|t| t.word.is_in(COMPARES)) =>
            {
                // `较全省平均高2.4个百分点`: beside others, and no change.
                let with = &tokens[clause + than..i - 1];
                if with[0].word == Word::Than && others(with, text) {
                    r.beside = true;
                } else {
                    r.change.get_or_insert(change);
                }
                r.copula = true;
            }
            Word::More => {
                set(&mut r.qualifier, Qualifier::MoreThan);
                r.copula = true;
            }
            // `最低的只有1340元`: which one, not how much.
            Word::AtLeast | Word::AtMost if tokens.get(i).is_some_and(|t| t.word == Word::Of) => {}
            Word::AtLeast => set(&mut r.qualifier, Qualifier::AtLeast),
            Word::AtMost => set(&mut r.qualifier, Qualifier::AtMost),
            Word::Less => set(&mut r.qualifier, Qualifier::LessThan),
            Word::Of => r.of |= first,
            Word::Etc => {
                r.etc = true;
                return None;
            }
            Word::Verb | Word::Soft if r.to && i < end && tokens[i].word == Word::To => {
                (r.reach, r.copula) = (true, true);
            }
            // `税收收入安排`: the budget's own verb.
            Word::Verb
                if i - 1 > clause
                    && is_stuff(tokens[i - 2].word)
                    && &text[t.start as usize..t.end as usize] == "安排" =>
            {
                r.light = true;
            }
            // `较年初预算节约`: so much off what it is compared with.
            Word::Verb | Word::Noun
                if matches!(&text[t.start as usize..t.end as usize], "节约" | "超支" | "节支" | "短收" | "超收")
                    && tokens[clause..i - 1].iter().any(|t| t.word == Word::Than) =>
            {
                r.copula = true;
            }
            // `比2022年多审2.3万件` `比预算多支出176万元` `比上年节约120万千瓦时`: more or less of what was done before.
            _ if first && let Some((change, from)) = more_done(tokens, clause, i, text) => {
                r.change = Some(change);
                r.copula = true;
                i = from;
                first = false;
                continue;
            }
            Word::Soft if i - 1 > clause && is_stuff(tokens[i - 2].word) => return Some(i),
            // `车辆购置补助`
            Word::Soft if aid(tokens, clause, i, text) => return Some(i),
            Word::Verb if t.end - t.start <= 3 && i - 1 > clause && is_stuff(tokens[i - 2].word) => return Some(i),
            Word::Verb | Word::Soft => {
                r.verb = true;
                // `至少建成5个`
                match i.checked_sub(2).filter(|&b| b >= clause).map(|b| tokens[b].word) {
                    Some(Word::AtLeast) => set(&mut r.qualifier, Qualifier::AtLeast),
                    Some(Word::AtMost) => set(&mut r.qualifier, Qualifier::AtMost),
                    _ => {}
                }
                r.deed = deed(tokens, clause, i, text);
                return None;
            }
            Word::Light => r.light = true,
            Word::Budget | Word::Plan | Word::Target => match measure(tokens, clause, i, t.word, text, r) {
                Measure::Noun => return Some(i),
                Measure::Label => return None,
                Measure::Passed(at) => {
                    i = at;
                    first = false;
                    continue;
                }
            },
            Word::Noun if &text[t.start as usize..t.end as usize] == "新增" => {
                if i - 1 == clause || !is_stuff(tokens[i - 2].word) {
                    r.verb = true;
                    return None;
                }
                r.change.get_or_insert(Change::Increase);
                r.copula = true;
            }
            // `相当于调整后收入预算的84%`
            Word::Noun if r.of && first_but_of(tokens, i) && text[..t.end as usize].ends_with("预算") => {
                match measure(tokens, clause, i, Word::Budget, text, r) {
                    Measure::Passed(at) if r.basis.is_some() => {
                        i = at;
                        first = false;
                        continue;
                    }
                    _ => return Some(i),
                }
            }
            word if is_stuff(word) && !skips(tokens, clause, i, text) => return Some(i),
            _ => {}
        }
        first = false;
        i -= 1;
    }
    None
}

/// Words that compare.
const COMPARES: u64 = Word::Yoy.bit() | Word::Than.bit() | Word::Previous.bit();

/// The direction of a difference, where what is compared stands before it in the clause: `多` `低`.
pub(super) fn differs(word: &str) -> Option<Change> {
    match word {
        "多" | "高" | "快" | "加快" | "超出" => Some(Change::Increase),
        "少" | "低" | "慢" | "放缓" => Some(Change::Decrease),
        _ => None,
    }
}

/// Whether the words before the number say by how much more or less was done: the direction, and the token that it begins
/// with.
fn more_done(tokens: &[Token], clause: usize, i: usize, text: &str) -> Option<(Change, usize)> {
    let t = tokens[i - 1];
    let word = &text[t.start as usize..t.end as usize];
    if !tokens[clause..i - 1].iter().any(|t| t.word.is_in(COMPARES)) || word.len() > 9 {
        return None;
    }
    if matches!(word, "节约" | "节省" | "少用" | "少花") {
        return Some((Change::Decrease, i - 1));
    }
    if let Some(done) = word.strip_prefix('少').filter(|done| t.word == Word::Text && (3..=6).contains(&done.len())) {
        return (!done.ends_with('数')).then_some((Change::Decrease, i - 1));
    }
    let before = *tokens[clause..i - 1].last()?;
    let done = matches!(t.word, Word::Verb | Word::Soft | Word::Light)
        || t.word == Word::Text && word.len() == 3
        || matches!(word, "支出" | "收入" | "投入");
    let change = match &text[before.start as usize..before.end as usize] {
        "多" => Change::Increase,
        "少" => Change::Decrease,
        _ => return None,
    };
    done.then_some((change, i - 2))
}

/// Whether what is compared with is another place or a mean.
fn others(with: &[Token], text: &str) -> bool {
    let named = |t: &Token| {
        t.word == Word::Scope
            || ["平均", "水平", "均值"].iter().any(|w| text[t.start as usize..t.end as usize].ends_with(w))
    };
    with.iter().any(named)
}

/// Whether nothing but `的` stands between the token before `i` and the number.
fn first_but_of(tokens: &[Token], i: usize) -> bool {
    tokens[i..].iter().all(|t| matches!(t.word, Word::Of | Word::Blank))
}

/// Takes note of `追加` and the like directly before the number.
fn adjusted(first: bool, t: Token, text: &str, r: &mut Reading) {
    if first && matches!(&text[t.start as usize..t.end as usize], "追加" | "调增" | "调减" | "核减" | "核增" | "审减")
    {
        r.adjusted = Some(CleanSpan::new(t.start, t.end));
    }
}

/// Whether the token before `i` is a remark, or says how the number was made.
fn skips(tokens: &[Token], clause: usize, i: usize, text: &str) -> bool {
    let t = tokens[i - 1];
    let word = &text[t.start as usize..t.end as usize];
    t.word == Word::Paren && passes(word) || t.word == Word::Noun && i - 1 > clause && is_mean(word)
}

/// Words that say how a number was made, not what it measures: `生活补贴人均增长`.
fn is_mean(word: &str) -> bool {
    matches!(word, "人均" | "户均" | "平均" | "日均" | "月均" | "亩均" | "实际")
}

/// Verbs that never name what is measured.
const NO_DEEDS: [&str; 44] = [
    "安排", "支持", "打造", "确保", "推进", "推动", "实施", "落实", "建立", "创建", "带动", "引导", "提出", "重组",
    "培育", "推出", "获得", "明确", "确定", "帮助", "建成", "取消", "使用", "确认", "设有", "设置", "拥有", "现有",
    "原有", "实有", "涉及", "包括", "包含", "涵盖", "位列", "位居", "排名", "名列", "用于", "组成", "形成", "荣获",
    "下设", "内设",
];

/// The verb that ends at token `end`, with a short noun or a scope before it.
fn deed(tokens: &[Token], clause: usize, end: usize, text: &str) -> Option<CleanSpan> {
    let verb = tokens[end - 1];
    let word = &text[verb.start as usize..verb.end as usize];
    if word.len() < 6 || NO_DEEDS.contains(&word) {
        return None;
    }
    let mut start = end - 1;
    while start > clause {
        let t = tokens[start - 1];
        let planned = matches!(&text[t.start as usize..t.end as usize], "预计" | "计划");
        if !is_stuff(t.word) && t.word != Word::Scope && !planned {
            break;
        }
        start -= 1;
    }
    let mut start = if len(tokens, start, end, text) <= 10 { start } else { end - 1 };
    if tokens[start].word == Word::Scope && end - start > 2 {
        start += 1;
    }
    Some(CleanSpan::new(tokens[start].start, verb.end))
}

fn set<T>(slot: &mut Option<T>, value: T) {
    slot.get_or_insert(value);
}

/// `突破` says more than the level.
fn more(word: &str, r: &mut Reading) {
    let beyond = word.contains("突破") || word.starts_with('跨') || word == "迈过";
    if beyond || word.ends_with('超') || word == "高达" || word == "多达" {
        if beyond {
            set(&mut r.qualifier, Qualifier::MoreThan);
        }
    } else if word == "控制在" {
        r.reach = true;
    } else if word == "接近" {
        set(&mut r.qualifier, Qualifier::About);
    }
}

/// Whether a parenthesis before the number is a remark and no part of the name.
fn passes(paren: &str) -> bool {
    let inner = paren.trim_matches(['（', '）', '(', ')']);
    inner.is_empty()
        || inner.is_ascii()
        || [
            "下同",
            "以下简称",
            "简称",
            "不变价",
            "现价",
            "可比",
            "详见",
            "见附",
            "增长",
            "下降",
            "减少",
            "增加",
            "快报",
            "初步",
            "单位",
        ]
        .iter()
        .any(|w| inner.contains(w))
}

/// What stands left of the label in the clause: `比上年`, `年均`, `由`.
fn head(tokens: &[Token], clause: usize, text: &str, r: &mut Reading) {
    let limit = r.label.map_or(u32::MAX, |l| l.start);
    let mut bare = true;
    for t in &tokens[clause..] {
        if t.start >= limit {
            break;
        }
        match t.word {
            Word::Yoy if r.change.is_some() => set(&mut r.basis, Basis::Yoy),
            // `年均新增就业`, and not `年平均降水量`.
            Word::Average if r.change.is_some() || !text[..t.end as usize].ends_with("年平均") => r.average = true,
            Word::Previous if r.change.is_some() => set(&mut r.basis, Basis::VsPreviousPeriod),
            // `，拉动经济增长0.4个百分点`: what pulls has been told before.
            Word::Pull if r.change.is_some() && bare => {
                (r.basis, r.label, r.subject) = (Some(Basis::Contribution), None, None);
                return;
            }
            _ => {}
        }
        bare &= !is_stuff(t.word);
    }
}
