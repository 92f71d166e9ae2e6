//! The audit over the cases in `tests/cases/audit`, and over claims with one digit corrupted.

mod support;

use gongwen::audit::{Check, RULES, Severity, Verdict};
use gongwen::report::{Extraction, Options, extract};

fn read(text: &str) -> Extraction {
    extract(text.as_bytes(), "case.txt", Options::default()).expect("a case is text")
}

/// `rate 成立：812.35万元 830.42万元 → 97.82%`
fn line(report: &Extraction, check: &Check) -> String {
    let text = |f: u32| report.text(report.figures[f as usize].span).replace([' ', '\n'], "");
    let verdict = match (check.verdict, check.severity) {
        (Verdict::Holds, _) => "成立",
        (Verdict::Rounding, _) => "舍入",
        (_, Some(Severity::LastDigit)) => "末位矛盾",
        (_, Some(Severity::UndefinedBase)) => "无基数",
        _ => "矛盾",
    };
    let operands: Vec<String> = check.operands.iter().map(|&(f, _)| text(f)).collect();
    let claim = check.claim.map_or_else(|| "100%".to_owned(), text);
    if operands.is_empty() {
        format!("{} {verdict}：{claim}", check.rule)
    } else {
        format!("{} {verdict}：{} → {claim}", check.rule, operands.join(" "))
    }
}

#[test]
fn cases() {
    support::check("audit", |case| {
        let report = read(&case.source);
        let checks = report.findings.checks.iter().map(|c| line(&report, c));
        let derived = report.findings.derived.iter().map(|d| {
            let round = d.nearest_round.as_deref().unwrap_or("无");
            format!("推算 {}：[{}, {}] {} 约 {round}", d.label, d.interval[0], d.interval[1], d.unit)
        });
        checks.chain(derived.take(if case.has("推算") { usize::MAX } else { 0 })).collect()
    });
}

/// Every rule explains itself, with an example.
#[test]
fn rules_have_manuals() {
    for rule in RULES {
        let manual = rule.manual();
        for part in ["Why: ", "Example: "] {
            assert!(manual.contains(part), "{} lacks {part:?}:\n{manual}", rule.name);
        }
    }
}

/// Numbers without a pattern that are the same on every run (a linear congruential generator).
struct Numbers(u64);

impl Numbers {
    /// An index below `n`.
    fn index(&mut self, n: usize) -> usize {
        usize::try_from(self.below(n as i128)).expect("it is no less than 0")
    }

    fn below(&mut self, n: i128) -> i128 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i128::from(self.0 >> 33) % n
    }
}

/// Hundredths as printed.
fn printed(hundredths: i128) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// `100 a ÷ b` in hundredths, rounded half up.
fn percent(a: i128, b: i128) -> i128 {
    (a * 20_000 + b) / (2 * b)
}

/// Whether no values within the printed precision make `100 a ÷ b` the claimed percentage. All in hundredths; `a` and `b`
/// each with the halves that it may be off, as `(twice the lower end, twice the upper end)`.
fn is_disjoint(a: (i128, i128), b: (i128, i128), claimed: i128) -> bool {
    a.1 * 20_000 < (2 * claimed - 1) * b.0 || a.0 * 20_000 > (2 * claimed + 1) * b.1
}

fn ends(x: i128) -> (i128, i128) {
    (2 * x - 1, 2 * x + 1)
}

/// A claim: its three figures in hundredths, its sentence, and whether it cannot be true.
struct Stated {
    sentence: fn(&[String; 3]) -> String,
    figures: [i128; 3],
    disjoint: fn(&[i128; 3]) -> bool,
}

fn stated(n: &mut Numbers, k: usize) -> Stated {
    let b = 20_000 + n.below(900_000);
    let a = b * (70 + n.below(30)) / 100 + n.below(90);
    match k % 5 {
        0 => Stated {
            sentence: |[b, a, p]| format!("河道疏浚工程年初预算{b}万元，执行数{a}万元，完成年初预算的{p}%。"),
            figures: [b, a, percent(a, b)],
            disjoint: |&[b, a, p]| is_disjoint(ends(a), ends(b), p),
        },
        1 => Stated {
            sentence: |[now, d, p]| format!("云溪市路灯维护费{now}万元，比上年增加{d}万元，增长{p}%。"),
            figures: [b, b - a, percent(b - a, a)],
            // d ÷ (now − d): the ends of the divisor are those of both.
            disjoint: |&[now, d, p]| is_disjoint(ends(d), (2 * (now - d) - 2, 2 * (now - d) + 2), p),
        },
        2 => Stated {
            sentence: |[t, x, y]| {
                format!("青峦县校舍维修投入{t}万元，其中：县级{x}万元，占比另表，镇级{y}万元，合计{t}万元。")
            },
            figures: [b, a, b - a],
            disjoint: |&[t, x, y]| (2 * (x + y) - 2 * t).abs() > 3,
        },
        3 => Stated {
            sentence: |[a, b, d]| format!("柳浦街道安排资金{a}万元，支出{b}万元，结余{d}万元。"),
            figures: [b, a, b - a],
            disjoint: |&[a, b, d]| (2 * (a - b) - 2 * d).abs() > 3,
        },
        _ => Stated {
            sentence: |[t, x, p]| format!("全年下达经费{t}万元，其中设备购置{x}万元，占{p}%。"),
            figures: [b, a, percent(a, b)],
            disjoint: |&[t, x, p]| is_disjoint(ends(x), ends(t), p),
        },
    }
}

const CONFUSED: [(char, &str); 7] =
    [('8', "3"), ('3', "8"), ('1', "7"), ('7', "1"), ('0', "6"), ('6', "05"), ('5', "6")];

/// One digit of one figure replaced; by one that looks alike where `alike`. The figure, and what it was.
fn corrupted(n: &mut Numbers, figures: &[i128; 3], alike: bool) -> Option<([i128; 3], usize, String)> {
    let k = n.index(3);
    let mut digits: Vec<char> = figures[k].to_string().chars().collect();
    let at = n.index(digits.len());
    let old = digits[at];
    let others: Vec<char> = match CONFUSED.iter().find(|(c, _)| *c == old) {
        Some((_, others)) if alike => others.chars().collect(),
        _ if alike => return None,
        _ => ('0'..='9').filter(|c| *c != old).collect(),
    };
    digits[at] = others[n.index(others.len())];
    if digits[0] == '0' {
        return None;
    }
    let mut changed = *figures;
    changed[k] = digits.iter().collect::<String>().parse().ok()?;
    Some((changed, k, printed(figures[k])))
}

/// Of 500 corrupted claims the audit names at least 95% of those that cannot be true, accuses none of the others, and
/// where the corruption looks like misreading its hints contain the true number in at least 60%.
#[test]
fn corrupted_digits_are_named() {
    let mut n = Numbers(7);
    let (mut wrong, mut named, mut accused, mut alike_named, mut hinted) = (0, 0, Vec::new(), 0, 0);
    let mut made = 0;
    while made < 500 {
        let claim = stated(&mut n, made);
        let alike = n.below(2) == 0;
        let Some((figures, _, was)) = corrupted(&mut n, &claim.figures, alike) else { continue };
        if figures[1] >= figures[0] {
            continue;
        }
        made += 1;
        let text = (claim.sentence)(&figures.map(printed));
        let report = read(&text);
        let raised = report.findings.checks.iter().find(|c| c.verdict == Verdict::Contradiction);
        let disjoint = (claim.disjoint)(&figures);
        match raised {
            None if disjoint => wrong += 1,
            Some(_) if !disjoint => accused.push(text),
            Some(check) => {
                (wrong, named) = (wrong + 1, named + 1);
                if alike {
                    alike_named += 1;
                    hinted += usize::from(check.hints.iter().any(|h| h.ends_with(&format!("→ {was}"))));
                }
            }
            None => {}
        }
    }
    // Shown with `cargo test --test audit corrupted -- --nocapture`.
    println!(
        "{made} claims with one digit changed: {wrong} cannot be true, {named} of them named; {} of the other {} accused; \
         of {alike_named} misread digits that were named, {hinted} have the true number among the hints",
        accused.len(),
        made - wrong,
    );
    assert!(accused.is_empty(), "accused without reason: {accused:#?}");
    assert!(named * 100 >= wrong * 95, "{named} of {wrong} named");
    assert!(hinted * 100 >= alike_named * 60, "{hinted} of {alike_named} hinted");
}
