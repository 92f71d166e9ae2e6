//! What numbers say: value × factor of the unit is the base value, decimals and dates are written as the contract says,
//! and a verdict follows from what was claimed and what was computed.

use std::cmp::Ordering;

use super::Proof;
use super::output::{Base, Check, Figure, Number, Report};
use crate::decimal::Decimal;
use crate::lexicon::rules::{Rules, using};
use crate::lexicon::unit::{Dimension, Entry, Unit, unit, units};

/// Compares the numbers of an output with one another and with the table of units.
pub(super) fn numbers(report: &Report<'_>, rules: Option<&'static Rules>, proof: &mut Proof) {
    let own = report.producer.options.contains_key("rules");
    let rules = rules.filter(|rules| report.producer.options.get("rules").is_some_and(|hash| *hash == rules.hash()));
    using(rules, || {
        for (id, figure) in report.figures.iter().enumerate() {
            // Units of rules that are not given are not known here.
            figure_holds(id, figure, own && rules.is_none(), proof);
        }
    });
    for (id, check) in report.checks.iter().enumerate() {
        check_holds(id, check, report, proof);
    }
    for (id, derived) in report.derived.iter().enumerate() {
        let [low, high] = derived.interval;
        proof.expect(in_order(low, high), || {
            format!("derived figure {id}, interval: expected low and high, found {low}, {high}")
        });
        if let Some(round) = derived.nearest_round {
            proof.expect(in_order(low, round) && in_order(round, high), || {
                format!("derived figure {id}, nearest_round: expected it from {low} to {high}, found {round}")
            });
        }
    }
    if let Some(date) = &report.document.date {
        proof
            .expect(is_date(&date.value), || format!("document.date: expected partial ISO 8601, found {}", date.value));
    }
}

/// Whether two decimals are written as such and do not descend. What has too many digits to be counted with passes.
fn in_order(low: Number<'_>, high: Number<'_>) -> bool {
    low.is_plain() && high.is_plain() && low.value().zip(high.value()).is_none_or(|(low, high)| low <= high)
}

fn figure_holds(id: usize, figure: &Figure<'_>, unknown: bool, proof: &mut Proof) {
    let (value, upper) = (figure.value, figure.upper);
    if let Some(period) = figure.period {
        let ends = period.split_once('/').unwrap_or((period, period));
        proof.expect(is_date(ends.0) && is_date(ends.1), || {
            format!("figure {id}, period: expected partial ISO 8601, found {period}")
        });
    }
    if matches!(figure.kind, "date" | "period") {
        proof.expect(is_date(value.0) && upper.is_none_or(|upper| is_date(upper.0)), || {
            format!("figure {id}, value: expected partial ISO 8601, found {value}")
        });
        return proof.expect(figure.unit.is_none() && figure.base.is_none(), || {
            format!("figure {id}: expected a {} without unit and base, found one", figure.kind)
        });
    }
    let Some(base) = &figure.base else {
        // A fraction that is no decimal has no base: 2/3.
        let is_fraction = value.0.split_once('/').is_some_and(|(a, b)| Number(a).is_plain() && Number(b).is_plain());
        return proof.expect(value.is_plain() || is_fraction, || {
            format!("figure {id}, value: expected a decimal, found {value}")
        });
    };
    let all = [Some(value), upper, Some(base.value), base.upper, base.ulp];
    if let Some(wrong) = all.into_iter().flatten().find(|number| !number.is_plain()) {
        return proof.say(format!("figure {id}: expected a decimal, found {wrong}"));
    }
    proof.expect(upper.is_some() == base.upper.is_some(), || {
        format!("figure {id}, base.upper: expected it where there is an upper value, and nowhere else")
    });
    proof.compared += 1;
    if let Err(why) = measures(figure, base)
        && !unknown
    {
        proof.say(format!("figure {id}, base: {why}"));
    }
}

/// A unit as it may have been meant: a power of ten before it, and its row.
type Meant = (u32, Option<&'static Entry>);

/// Whether value, unit and base say the same.
fn measures(figure: &Figure<'_>, base: &Base<'_>) -> Result<(), String> {
    let printed: String =
        figure.unit.iter().flat_map(|unit| unit.chars()).filter(|c| !crate::fold::is_blank(*c)).collect();
    let mut why = Err(format!("expected a unit of the table, found “{printed}”"));
    for (power, entry) in meanings(&printed) {
        why = fits(figure, base, power, entry);
        if why.is_ok() {
            return why;
        }
    }
    // 分 is a cent and a minute, 度 a degree where it is cold: a longer spelling is meant.
    let mut longer = units().filter(|row| row.spelling.starts_with(&*printed) && !printed.is_empty());
    let fits = |row: &Unit| unit(row.spelling).is_some_and(|(entry, _)| fits(figure, base, 0, Some(entry)).is_ok());
    if longer.any(fits) { Ok(()) } else { why }
}

/// All ways to read a unit as a magnitude and a row of the table. Where no unit is printed, it was understood.
fn meanings(printed: &str) -> Vec<Meant> {
    let (mut found, mut power) = (Vec::new(), 0);
    let mut rest = printed;
    loop {
        match unit(rest) {
            // 台（套）, 元整
            Some((entry, len)) if rest[len..].is_empty() || rest[len..].starts_with(['（', '(']) => {
                found.push((power, Some(entry)));
            }
            None if rest.is_empty() => found.push((power, None)),
            _ => {}
        }
        let Some(magnitude) = rest.chars().next() else { return found };
        power += match magnitude {
            '十' | '拾' => 1,
            '百' | '佰' => 2,
            '千' | '仟' => 3,
            '万' | '萬' => 4,
            '亿' | '億' => 8,
            '兆' => 12,
            _ => return found,
        };
        rest = &rest[magnitude.len_utf8()..];
    }
}

/// Whether the base is what the value is in this unit.
fn fits(figure: &Figure<'_>, base: &Base<'_>, power: u32, entry: Option<&Entry>) -> Result<(), String> {
    if let Some(entry) = entry {
        let (row, money) = (entry.unit, entry.unit.dimension == Dimension::Money);
        // Yuan may be those of another country, named before the number or by the report.
        let is_currency = || units().any(|row| row.dimension == Dimension::Money && *row.base == *base.unit);
        if *base.unit != *row.base && !(row.base == "CNY" && money && is_currency()) {
            return Err(format!("expected the unit {}, found {}", row.base, base.unit));
        }
        if figure.kind != row.dimension.name() {
            return Err(format!("expected the kind {}, found {}", row.dimension.name(), figure.kind));
        }
    }
    let agree = |what: &str, number: Number<'_>, found: Number<'_>| match (scaled(number, power, entry), found.value())
    {
        (Some(expected), Some(found)) if expected != found => Err(format!(
            "expected the {what} {} × the factor of {} = {}, found {found}",
            number,
            figure.unit.as_deref().unwrap_or("no unit"),
            expected.normalize(),
        )),
        // Of more digits than are counted with nothing is said.
        _ => Ok(()),
    };
    agree("value", figure.value, base.value)?;
    if let Some((number, found)) = figure.upper.zip(base.upper) {
        agree("upper value", number, found)?;
    }
    precision(figure, base, power, entry)
}

/// A number in base units.
fn scaled(number: Number<'_>, power: u32, entry: Option<&Entry>) -> Option<Decimal> {
    let value = number
        .value()?
        .checked_mul(Decimal::from_i128_with_scale(10_i128.checked_pow(power).filter(|_| power < 28)?, 0))?;
    let Some(entry) = entry else { return Some(value) };
    value.checked_mul(entry.factor.0)?.checked_div(entry.factor.1)
}

/// One unit of the last printed place, in base units: nothing where a whole number of things is exact.
fn precision(figure: &Figure<'_>, base: &Base<'_>, power: u32, entry: Option<&Entry>) -> Result<(), String> {
    let Some(value) = figure.value.value() else { return Ok(()) };
    let scale = value.scale();
    let Some(ulp) = base.ulp else {
        let counted = entry.is_none_or(|entry| {
            matches!(entry.unit.dimension, Dimension::Count | Dimension::Noun | Dimension::Other | Dimension::Duration)
        });
        let exact = counted && scale == 0 && power == 0;
        return if exact { Ok(()) } else { Err("expected an ulp, found null".into()) };
    };
    let one = Decimal::new(1, scale).to_string();
    let Some((one, ulp)) = scaled(Number(&one), power, entry).zip(ulp.value()) else { return Ok(()) };
    // Of a number that was written out the last printed place may be a higher one: 三百二十万.
    let mut place = one;
    for _ in 0..=16 {
        match place.cmp(&ulp) {
            Ordering::Equal => return Ok(()),
            Ordering::Less if scale == 0 => place = place.saturating_mul(Decimal::TEN),
            _ => break,
        }
    }
    Err(format!("expected the ulp {}, found {}", one.normalize(), ulp))
}

/// Partial ISO 8601, the year left out where none is printed: 2024, 2024-03, 2024-03-31, --03, --03-31.
fn is_date(text: &str) -> bool {
    let (year, rest) = match text.strip_prefix("--") {
        Some(rest) => (None, Some(rest)),
        None => text.split_once('-').map_or((Some(text), None), |(year, rest)| (Some(year), Some(rest))),
    };
    let number = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    let between = |part: &str, most: &str| number(part, 2) && "01" <= part && part <= most;
    let (month, day) = rest.map_or((None, None), |rest| {
        rest.split_once('-').map_or((Some(rest), None), |(month, day)| (Some(month), Some(day)))
    });
    year.is_none_or(|year| number(year, 4))
        && month.is_none_or(|month| between(month, "12"))
        && day.is_none_or(|day| between(day, "31"))
}

/// A finding says what follows from its figures.
fn check_holds(id: usize, check: &Check<'_>, report: &Report<'_>, proof: &mut Proof) {
    let named: Vec<u32> = check.operands.iter().map(|operand| operand.figure).chain(check.claim).collect();
    proof.expect(named == check.figures, || {
        format!(
            "check {id}, figures: expected those of its operands and its claim, {named:?}, found {:?}",
            check.figures
        )
    });
    let contradicts = check.verdict == "contradiction";
    proof.expect(contradicts || matches!(check.verdict, "holds" | "rounding"), || {
        format!("check {id}, verdict: expected holds, rounding or contradiction, found {}", check.verdict)
    });
    proof.expect(contradicts == check.severity.is_some(), || {
        format!("check {id}, severity: expected one of a contradiction, and of nothing else")
    });
    if let Some([low, high]) = check.interval {
        proof.expect(in_order(low, high), || {
            format!("check {id}, interval: expected low and high, found {low}, {high}")
        });
        if let Some(computed) = check.computed {
            proof.expect(in_order(low, computed) && in_order(computed, high), || {
                format!("check {id}, computed: expected it from {low} to {high}, found {computed}")
            });
        }
    }
    let claim = check.claim.and_then(|claim| report.figures.get(claim as usize));
    let Some((claim, claimed)) = claim.zip(check.claimed) else { return };
    let said = claimed.0.trim_start_matches('-') == claim.value.0.trim_start_matches('-');
    proof.expect(said, || format!("check {id}, claimed: expected {}, found {claimed}", claim.value));
    // A comparison claims an order, and no value.
    if check.rule.starts_with("comparison") {
        return;
    }
    if let Some(meets) = meets(check, claim, claimed) {
        proof.expect(meets != contradicts, || {
            format!(
                "check {id}, verdict: expected another one of {claimed} and what was computed, found {}",
                check.verdict
            )
        });
    }
}

/// Whether what is claimed, at its printed precision, can be what was computed.
fn meets(check: &Check<'_>, claim: &Figure<'_>, claimed: Number<'_>) -> Option<bool> {
    let base = claim.base.as_ref()?;
    let (value, scaled) = (claim.value.value()?, base.value.value()?);
    let [low, high] = check.interval?;
    // The last place in the unit of the claim.
    let ulp = match base.ulp {
        None => Decimal::ZERO,
        Some(_) if scaled.is_zero() => Decimal::new(1, value.scale()),
        Some(ulp) => ulp.value()?.checked_mul(value)?.checked_div(scaled)?.abs(),
    };
    let (claimed, half) = (claimed.value()?, ulp / Decimal::TWO);
    Some(claimed + half >= low.value()? && claimed - half <= high.value()?)
}
